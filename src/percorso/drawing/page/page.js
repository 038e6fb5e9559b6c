"use strict";
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const root = document.documentElement, data = JSON.parse($("#data")?.textContent || "null");
  const address = () => new URLSearchParams(location.hash.slice(1));
  const write = (key, value) => {
    const now = address();
    value ? now.set(key, value) : now.delete(key);
    history.replaceState(null, "", now.size ? "#" + now : location.pathname + location.search);
  };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = name => { if (name === "dark" || name === "light") root.dataset.theme = name; };
  theme(address().get("theme"));
  $("#theme").addEventListener("click", () => { theme(dark() ? "light" : "dark"); write("theme", root.dataset.theme); });
  if (!data) return;

  const wrap = $("#map"), panel = $("#panel"), unfold = $("#unfold"), drawings = $$(".map");
  let drawing = 0, selected = null, shut = new Set(), opener = null;
  const part = () => data.drawings[drawing];
  const byKey = key => { const at = data.keys.indexOf(key); return at >= 0 ? String(at) : key; };
  const keyOf = at => at.startsWith("+") ? at : data.keys[at];
  const isPhone = () => innerWidth <= 760;

  // rows: where each one begins while some are collapsed
  const offsets = () => {
    let y = 0;
    return Object.fromEntries(part().rows.map(([key, top, high, low]) => {
      const from = y; y += shut.has(key) ? low : high;
      return [key, { y: from, move: from - top, end: y }];
    }));
  };
  const number = v => String(Math.round(v * 100) / 100);
  function place() {
    const at = offsets(), map = drawings[drawing], last = part().rows.at(-1)[0];
    $$("[data-row]", map).forEach(g => {
      g.setAttribute("transform", `translate(0 ${number(at[g.dataset.row].y)})`);
      g.classList.toggle("shut", shut.has(g.dataset.row));
    });
    $$(".fold-row", map).forEach(g => g.setAttribute("aria-expanded", !shut.has(g.parentNode.dataset.row)));
    $$(".ribbons path", map).forEach(path => {
      const [, , outline, y1, y2, from, to] = part().ribbons[path.dataset.n];
      path.style.display = shut.has(from) || shut.has(to) ? "none" : "";
      path.setAttribute("d", outline.replaceAll("@", number(y1 + at[from].move)).replaceAll("#", number(y2 + at[to].move)));
    });
    $$("[data-sign]", map).forEach(sign => {
      const [, , , , , from, to] = part().ribbons[sign.dataset.sign];
      sign.style.display = shut.has(from) || shut.has(to) ? "none" : "";
      sign.setAttribute("transform", `translate(0 ${number(at[to].move)})`);
    });
    map.style.setProperty("--h", at[last].end);
    $$(".body svg", map).forEach(svg => {
      const wide = svg.viewBox.baseVal.width;
      svg.setAttribute("viewBox", `0 0 ${wide} ${at[last].end}`);
      svg.style.setProperty("--sh", at[last].end);
    });
  }
  function fit() {
    const wide = +drawings[drawing].style.getPropertyValue("--w");
    root.style.setProperty("--k", Math.min(1.4, Math.max(.9, wrap.clientWidth / wide)));
  }
  function show(index) {
    drawing = index;
    drawings.forEach((map, at) => map.hidden = at !== index);
    $$(".note").forEach(note => note.hidden = +note.dataset.drawing !== index);
    unfold.hidden = drawings.length < 2;
    unfold.textContent = index ? data.say.fold : data.say.unfold;
    unfold.setAttribute("aria-pressed", !!index);
    place(); light(); fit();
  }
  function light() {
    const map = drawings[drawing], flows = $(".ribbons", map);
    $$("[data-i][aria-pressed], .map [data-i]").forEach(el => el.setAttribute("aria-pressed", el.dataset.i === selected));
    flows.classList.toggle("lit", selected !== null);
    $$("path", flows).forEach(path => {
      const [from, to] = part().ribbons[path.dataset.n];
      path.classList.toggle("hot", String(from) === selected || String(to) === selected);
    });
  }
  const cardOf = at => $$(`[data-i="${CSS.escape(at)}"]:not([data-of])`, isPhone() ? $(".phone") : drawings[drawing])[0];
  function open(at, focus) {
    const found = $$("article", $("#panels").content).find(a => a.dataset.i === at);
    if (!found) return;
    selected = at;
    panel.replaceChildren(closer(), found.cloneNode(true));
    panel.hidden = false; panel.scrollTop = 0;
    $("#page").classList.add("open");
    write("sel", keyOf(at)); light(); fit();
    if (!isPhone()) cardOf(at)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focus) $("h2", panel).focus({ preventScroll: true });
  }
  function closer() {
    const button = document.createElement("button");
    button.className = "btn icon close"; button.id = "close";
    button.setAttribute("aria-label", data.say.close);
    button.innerHTML = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"/></svg>';
    return button;
  }
  function close() {
    const back = opener?.isConnected ? opener : cardOf(selected);
    selected = null; panel.hidden = true;
    $("#page").classList.remove("open");
    write("sel", ""); light(); fit();
    back?.focus({ preventScroll: true });
  }
  function view(name) {
    const table = name === "table";
    $$("[data-view]").forEach(b => b.setAttribute("aria-pressed", (b.dataset.view === "table") === table));
    const tables = $("#tables");
    tables.hidden = !table;
    if (table && tables.dataset.ask) fill(tables);
    wrap.classList.toggle("hide-phone", table);
    drawings.forEach((map, at) => map.hidden = table || at !== drawing);
    unfold.hidden = table || drawings.length < 2;
    write("view", table ? "table" : "");
    if (!table) fit();
  }
  async function fill(tables) {
    const at = tables.dataset.ask, told = await fetch(at).catch(() => null);
    // where it could not be read, the next press asks again
    if (!told?.ok || tables.dataset.ask !== at) return;
    delete tables.dataset.ask;
    tables.innerHTML = await told.text();
    right(); light();
  }
  function unfolded(yes, focusOn) {
    show(yes ? 1 : 0);
    write("unfold", yes ? "1" : "");
    if (focusOn !== undefined) cardOf(focusOn)?.focus();
  }
  function toggleRow(key) {
    shut.has(key) ? shut.delete(key) : shut.add(key);
    write("shut", [...shut].join(",")); place();
  }
  function act(el) {
    const at = el.dataset.i;
    if (at.startsWith("+") && drawings.length > 1 && drawing === 0) {
      const first = $$("article", $("#panels").content).find(a => a.dataset.i === at);
      return unfolded(true, $("[data-i]", first.querySelector("ul"))?.dataset.i);
    }
    if (!panel.contains(el)) opener = el;
    selected === at ? close() : open(at, true);
  }

  // table: sort by the raw value where there is one
  function sort(head) {
    const table = head.closest("table"), at = head.cellIndex, down = head.getAttribute("aria-sort") !== "descending";
    const raw = row => { const cell = row.cells[at]; return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v === "" ? null : +cell.dataset.v; };
    const order = (a, b) => a === null ? 1 : b === null ? -1 : typeof a === "number" ? (down ? b - a : a - b) : (down ? 1 : -1) * a.localeCompare(b, root.lang);
    const rows = [...table.tBodies[0].rows].map(row => [raw(row), row]).sort((a, b) => order(a[0], b[0]));
    table.tBodies[0].append(...rows.map(([, row]) => row));
    $$("th", table).forEach(th => th.setAttribute("aria-sort", th === head ? (down ? "descending" : "ascending") : "none"));
  }
  function csv(name) {
    // a text that a spreadsheet would take for a formula is led by an apostrophe
    const field = text => `"${(/^[=+\-@\t]/.test(text) ? "'" + text : text).replaceAll('"', '""')}"`;
    const cell = c => c.dataset.v === undefined ? field(c.textContent) : c.dataset.v;
    const rows = [...$("#table-" + name).rows].map(row => [...row.cells].map(cell).join(","));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + rows.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = name + ".csv"; link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function step(el, [dx, dy]) {
    const at = offsets(), boxes = part().boxes, middle = i => {
      const [x, y, w, h, row] = boxes[i]; return [x + w / 2, y + h / 2 + at[row].move];
    };
    const [cx, cy] = middle(el.dataset.i);
    let best = null, least = Infinity;
    for (const i in boxes) {
      if (shut.has(boxes[i][4])) continue;
      const [x, y] = middle(i), along = (x - cx) * dx + (y - cy) * dy, aside = Math.abs((x - cx) * dy) + Math.abs((y - cy) * dx);
      if (along > 20 && along + 2.5 * aside < least) { least = along + 2.5 * aside; best = i; }
    }
    if (best !== null) { const next = cardOf(best); next.focus(); next.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  }
  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  document.addEventListener("click", e => {
    const hit = s => e.target.closest?.(s);
    if (hit("#close")) close();
    else if (hit("[data-csv]")) csv(hit("[data-csv]").dataset.csv);
    else if (hit("[data-view]")) view(hit("[data-view]").dataset.view);
    else if (hit("#unfold")) unfolded(drawing === 0);
    else if (hit(".fold-row")) toggleRow(hit(".fold-row").parentNode.dataset.row);
    else if (hit("th button")) sort(hit("th"));
    else if (hit("[role=button][data-i], button[data-i]")) act(hit("[data-i]"));
  });
  document.addEventListener("keydown", e => {
    if (e.key === "Escape" && selected !== null) return close();
    const el = e.target.closest?.("svg [role=button]");
    if (!el) return;
    if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      el.dataset.i ? act(el) : toggleRow(el.parentNode.dataset.row);
    } else if (ARROWS[e.key] && el.dataset.i) {
      e.preventDefault(); step(el, ARROWS[e.key]);
    }
  });
  wrap.addEventListener("scroll", () => wrap.classList.toggle("scrolled", wrap.scrollLeft > 4));
  addEventListener("resize", fit);
  function follow() {
    const now = address();
    theme(now.get("theme"));
    shut = new Set((now.get("shut") || "").split(",").filter(key => part().rows.some(row => row[0] === key)));
    show(now.get("unfold") && drawings.length > 1 ? 1 : 0);
    view(now.get("view"));
    const at = now.get("sel") && byKey(now.get("sel"));
    if (at && at !== selected) open(at); else if (!at && selected !== null) close();
  }
  const right = () => $$("tbody tr:first-child").forEach(row => [...row.cells].forEach((cell, at) => {
    if (cell.dataset.v !== undefined) row.closest("table").tHead.rows[0].cells[at].classList.add("r");
  }));
  right();
  // what is said of a touchpoint opens it, as its card does
  $$("#map [data-of]").forEach(said => {
    const at = byKey(said.dataset.of);
    if (!$$("article", $("#panels").content).some(a => a.dataset.i === at)) return;
    said.dataset.i = at; said.setAttribute("role", "button"); said.setAttribute("tabindex", "0");
  });
  addEventListener("hashchange", follow);
  follow();
})();
