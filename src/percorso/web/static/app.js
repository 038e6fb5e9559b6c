// What every page does by itself: remembers the theme, applies a filter when it changes, copies
// the address of a view, and asks again for a map that is being computed.
const root = document.documentElement;

new MutationObserver(() => {
  document.cookie = `percorso_theme=${root.dataset.theme}; path=/; max-age=31536000; SameSite=Lax`;
}).observe(root, { attributeFilter: ["data-theme"] });

// The map has a script of its own that changes it.
if (!document.querySelector("#map")) document.querySelector("#theme")?.addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

// On a phone the places stand in a row that is swiped: the one somebody is at is in sight.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

let touched = false;
const filters = document.querySelector("#filters");
if (filters) {
  const own = filters.elements.period, dates = filters.querySelectorAll(".dates");
  const show = () => dates.forEach(one => { one.hidden = own.value !== "own"; });
  show();
  filters.querySelector("[type=submit]").hidden = own.value !== "own";
  const send = () => {
    // What is chosen and collapsed on the map stays.
    filters.action = location.pathname + location.hash;
    // An address says what is filtered, and nothing else.
    for (const field of filters.elements) if (field.name) field.disabled = field.value === (field.dataset.usual ?? "");
    filters.submit();
  };
  filters.addEventListener("input", () => { touched = true; });
  filters.addEventListener("change", event => {
    show();
    const waits = own.value === "own" && (event.target === own || event.target.type === "date");
    filters.querySelector("[type=submit]").hidden = !waits && own.value !== "own";
    if (!waits) send();
  });
  filters.addEventListener("submit", event => { event.preventDefault(); send(); });
}

document.addEventListener("click", async event => {
  const button = event.target.closest?.("#share");
  if (!button) return;
  await navigator.clipboard.writeText(location.href);
  button.textContent = button.dataset.done;
});

document.addEventListener("click", event => {
  document.querySelectorAll("details.menu[open]").forEach(menu => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach(menu => { menu.open = false; });
  if (event.key === "/" && !event.target.closest("input, select, textarea")) {
    const first = document.querySelector("#filters select, .search input");
    if (first) { event.preventDefault(); first.focus(); }
  }
});

// A touchpoint leads to the customers behind it, and to the form it is edited in.
const page = document.querySelector("#page[data-customers]"), panel = document.querySelector("#panel");
function button(name, text, href) {
  const link = document.createElement("a");
  link.className = "btn " + name; link.href = href; link.textContent = text;
  return link;
}
function lead() {
  const key = new URLSearchParams(location.hash.slice(1)).get("sel"), header = panel.querySelector("article header");
  const shown = [...panel.querySelectorAll("article")].find(one => /^\d+$/.test(one.dataset.i));
  if (!header || !shown || !key || panel.querySelector(".behind")) return;
  const asked = new URLSearchParams(page.dataset.query);
  for (const name of ["journey", "channel", "compare"]) asked.delete(name);
  asked.set("touchpoint", key);
  const line = document.createElement("p");
  line.className = "pager doing";
  line.append(button("behind", page.dataset.customers, "/customers?" + asked));
  // Only who may do it has a word for it.
  if (page.dataset.edit) line.append(button("edit in-panel", page.dataset.edit, `/touchpoints/${encodeURIComponent(key)}?${page.dataset.query}`));
  if (page.dataset.act) line.append(action("act", key));
  header.append(line);
  // Each finding leads to an action that comes of it, each action to its page.
  if (page.dataset.act) for (const finding of panel.querySelectorAll("[data-finding]")) finding.append(action("act-on", key, finding.dataset.finding));
  panel.querySelectorAll("[data-action]").forEach(linked);
  for (const one of panel.querySelectorAll("[data-follow-ups]")) { const link = document.createElement("a"); link.href = "/follow-ups?touchpoint=" + encodeURIComponent(one.dataset.followUps); one.replaceWith(link); link.append(one); delete one.dataset.followUps; }
}
function action(name, at, finding) {
  const asked = new URLSearchParams(page.dataset.query);
  asked.set("at", at);
  if (finding) asked.set("finding", finding);
  return button(name + " in-panel", page.dataset.act, "/actions/new?" + asked);
}
function linked(one) {
  const no = one.dataset.action, kind = one instanceof SVGElement ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
  const link = document.createElementNS(kind, "a");
  link.setAttribute("href", no === "all" ? "/actions" : `/actions/${no}`);
  one.replaceWith(link); link.append(one); delete one.dataset.action;
}
if (page && panel) {
  new MutationObserver(lead).observe(panel, { childList: true });
  // The script of the map came first, and may have opened what the address names.
  lead();
  document.querySelectorAll("#map [data-action]").forEach(linked);
}

// What is typed, and who answers for a stage, is edited where it stands.
const writing = document.querySelector(".writing");
if (page && writing) {
  const asked = writing.querySelector("a").search;
  document.querySelectorAll("#map [data-stage]").forEach(one => {
    const link = document.createElementNS("http://www.w3.org/2000/svg", "a"), { typed, stage } = one.dataset;
    link.setAttribute("href", (typed ? `/typed/rows/${encodeURIComponent(typed)}` : `/typed/stages/${encodeURIComponent(stage)}`) + asked + (typed ? `&at=${encodeURIComponent(stage)}` : ""));
    link.setAttribute("class", "in-panel writable");
    one.replaceWith(link); link.append(one);
  });
}

// A form takes the place of the numbers, or of nothing; cancelling brings them back.
let opened = null;
function back() {
  const article = panel.querySelector("article");
  panel.querySelector(".form").remove();
  if (article) article.hidden = false; else panel.querySelector("#close").click();
  (opened?.isConnected ? opened : panel.querySelector("a.in-panel"))?.focus();
}
function room() {
  if (panel.querySelector("article") && !panel.hidden) return panel.querySelector("article");
  const close = document.createElement("button");
  close.className = "btn icon close"; close.id = "close"; close.type = "button";
  close.innerHTML = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"/></svg>';
  close.setAttribute("aria-label", page.dataset.close);
  panel.replaceChildren(close); panel.hidden = false; document.querySelector("#page").classList.add("open");
  return close;
}
document.addEventListener("click", async event => {
  const edit = event.target.closest?.("a.in-panel"), cancel = event.target.closest?.(".panel [data-cancel]");
  if (cancel && panel?.querySelector(".form")) { event.preventDefault(); back(); }
  if (!edit || !panel || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = edit.href.baseVal ?? edit.href;
  const part = await fetch(address, { headers: { "X-Part": "1" } }).catch(() => null);
  if (!part?.ok) return location.assign(address);
  const shown = document.createElement("div");
  shown.className = "form"; shown.innerHTML = await part.text();
  panel.querySelector(".form")?.remove();
  const before = room();
  if (before.matches("article")) before.hidden = true;
  before.after(shown); opened = edit; edit.closest("details")?.removeAttribute("open");
  panel.scrollTop = 0; (shown.querySelector("[autofocus]") ?? shown.querySelector("input:not([type=hidden])")).focus();
});

// What is open and collapsed on the map stays over what a form does.
document.addEventListener("submit", event => {
  if (event.target.matches("[data-keeps]") && location.pathname === "/map") event.target.action = event.target.action.split("#")[0] + location.hash;
});

// The change of each main number since the period before comes after the map, and delays nothing.
// The company's Happy Index beside the main numbers: it may take a moment the map need not wait for.
const asksHappy = document.querySelector("#strip[data-happy]");
if (asksHappy) (window.requestIdleCallback ?? setTimeout)(async () => {
  const told = await fetch(asksHappy.dataset.happy).then(answer => answer.json()).catch(() => ({}));
  const numbers = asksHappy.querySelector(".kpis");
  if (!told.name || !numbers) return;
  const made = (name, text, ...inside) => {
    const one = document.createElement(name); one.textContent = text; one.append(...inside); return one;
  };
  const value = made("b", told.value), note = made("small", told.note), link = made("a", told.name);
  value.className = "num"; note.className = "vh"; link.href = told.href;
  const number = made("div", "", made("dt", "", link), made("dd", "", value, note));
  number.className = "kpi"; number.dataset.kpi = "happy"; number.title = told.note;
  numbers.insertBefore(number, numbers.lastElementChild);
});
const strip = document.querySelector("#strip[data-ask]");
if (strip) (window.requestIdleCallback ?? setTimeout)(async () => {
  const told = await fetch(strip.dataset.ask).then(answer => answer.json()).catch(() => ({}));
  for (const [key, one] of Object.entries(told)) {
    const number = strip.querySelector(`[data-kpi="${key}"]`);
    if (!number) continue;
    const note = document.createElement("dd");
    note.className = `since num ${one.verdict}`; note.title = `${one.said} (${strip.dataset.before})`;
    note.textContent = one.text;
    number.append(note);
  }
});

// A segment is counted anew at each choice; what is typed waits until it is left.
const building = document.querySelector("#building");
building?.addEventListener("change", event => {
  if (event.target.name !== "name") building.requestSubmit();
});

const waiting = document.querySelector("#computing");
if (waiting) {
  const bar = waiting.querySelector("progress");
  const ask = async () => {
    try {
      const said = await (await fetch(waiting.dataset.ask)).json();
      // Who is about to choose something else does not lose it.
      if (said.done) return touched || location.reload();
      for (const one of document.querySelectorAll("[data-each]")) one.value = said.each?.[one.dataset.each] ?? 0;
      if (said.share > 0) bar.value = said.share;
      const step = waiting.querySelector("[data-said]");
      if (step && said.said && step.textContent !== said.said) step.textContent = said.said;
    } catch { /* the server may be starting again: ask once more */ }
    setTimeout(ask, 500);
  };
  setTimeout(ask, 300);
}
