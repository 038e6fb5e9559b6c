/* percorso.js: tells a Percorso collector what visitors do on a page.
   Until they say yes nothing is kept on the device and nothing that is sent names them. */
(() => {
  "use strict";
  const tag = document.currentScript || document.querySelector("script[data-write-key]");
  const { writeKey, beforeConsent = "wait", dnt = "refuse", pages } = tag.dataset;
  const address = new URL("v1/b", tag.src).href;
  const signal = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
  const refuses = signal && dnt !== "ignore";
  // A page may have made a stub, so that it can call before this script is there.
  const { q: called = [], isReady } = window.percorso || {};
  if (isReady) return;
  if (refuses && dnt === "silent") return void (window.percorso = Object.assign(() => {}, { isReady: true }));

  const KEPT = "percorso", VISIT = 18e5, MOST = 500, LONGEST = 2e4;
  const CLICK_IDS = /^(gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id)$/;
  const uid = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  // Lives as long as this page: nobody can be followed by it from one page to the next.
  const life = uid();

  // --- What is kept on the device: only where mayKeep() says so.
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const keep = (key, value) => {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value)); else localStorage.removeItem(key);
    } catch { /* full, or switched off: memory has to do */ }
  };
  const keptKeys = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(KEPT)); } catch { return []; }
  };
  let me = read(KEPT) || {};   // choice, id, user, visit, seen
  const mayKeep = () => !refuses && !!me.choice && !!me.choice.analytics;
  const saveQueue = () => mayKeep() && keep(`${KEPT}:${life}`, queue.length && queue);
  const forget = () => { me = { choice: me.choice }; keptKeys().forEach((key) => keep(key)); };

  // --- Events: held as they happened, stamped with who when it is known who may be named.
  let held = [], queue = [], underway = 0, told = 0, tries = 0, timer, place, before = document.referrer;
  const put = (type, more) => {
    held.push({
      type, messageId: uid(), timestamp: new Date().toISOString(), ...more,
      page: [location.origin, location.pathname, location.search, document.title, before],
    });
    release();
  };
  const stamped = ({ page: [origin, path, query, title, referrer], ...event }) => {
    const known = mayKeep(), choice = me.choice || {};
    if (!known && (event.type === "identify" || (beforeConsent === "nothing" && !event.isProof))) return;
    const now = Date.now(), search = new URLSearchParams(query), campaign = {};
    for (const [name, value] of [...search]) {
      if (name.startsWith("utm_")) campaign[name === "utm_campaign" ? "name" : name.slice(4)] = value;
      else if (CLICK_IDS.test(name) && known && choice.marketing) campaign[name] = value;
      else if (CLICK_IDS.test(name) || !known) search.delete(name);
    }
    if (known) {
      if (!me.visit || now - me.seen > VISIT) me.visit = uid();
      me.id = me.id || uid(); me.seen = now; keep(KEPT, me);
      if (me.user) event.userId = me.user;
    } else if (event.properties) { delete event.properties.email; delete event.properties.phone; }
    const asked = `${search}` && `?${search}`;
    // A name that stands for nobody: such an event is counted and in no journey.
    event.anonymousId = known ? me.id : "anonymous";
    event.context = {
      library: { name: "percorso.js", version: "1" }, visitId: known ? me.visit : life,
      page: { path, url: origin + path + asked, search: asked, title, referrer: referrer.split(/[?#]/)[0] },
      ...(Object.keys(campaign).length && { campaign }),
      ...(me.choice && { consent: { categoryPreferences: me.choice } }),
    };
    delete event.isProof;
    return event;
  };
  const release = (leaving) => {
    if (!leaving && !me.choice && !refuses && beforeConsent !== "anonymous") return;
    queue.push(...held.map(stamped).filter(Boolean));
    queue.splice(underway, Math.max(0, queue.length - MOST));
    held = [];
    saveQueue();
    if (!leaving) queueMicrotask(flush);
  };

  // --- Sending: an event leaves the queue when it is answered for. Plain text asks for no preflight.
  const part = (from) => {
    let size = 0, to = from;
    while (to < queue.length && ((size += JSON.stringify(queue[to]).length) < LONGEST || to === from)) to++;
    return to - from;
  };
  const body = (from, count) =>
    JSON.stringify({ writeKey, sentAt: new Date().toISOString(), batch: queue.slice(from, from + count) });
  const flush = async () => {
    if (underway || timer || !queue.length || !navigator.onLine) return;
    underway = part(0);
    let wait = Math.min(2 ** tries * 1e3, 3e5) * (0.5 + Math.random() / 2);
    try {
      // Alive after the page is gone, but not on a second try: browsers refuse that to long bodies.
      const { status, headers } = await fetch(address,
        { method: "POST", body: body(0, underway), credentials: "omit", keepalive: !tries });
      const isPassing = status === 408 || status === 429 || status >= 500;
      wait = isPassing && (headers.get("Retry-After") * 1e3 || wait);
    } catch { /* no network: it passes, too */ }
    if (wait) timer = setTimeout(again, wait);
    else { queue.splice(0, underway); told = Math.max(0, told - underway); }
    tries = wait ? tries + 1 : 0;
    underway = 0;
    saveQueue();
    flush();
  };
  const again = () => { clearTimeout(timer); timer = 0; flush(); };
  const leave = () => {
    release(true);
    let from = Math.max(underway, told), count;
    while (navigator.onLine && (count = part(from)) && navigator.sendBeacon(address, body(from, count))) {
      // What may be kept is kept until it is answered; what comes twice is counted once.
      if (mayKeep()) told = from += count; else queue.splice(from, count);
    }
  };

  // --- What a page may call: percorso("track", "Product Added", { sku: "L-1" })
  const calls = {
    page: (name, properties) => put("page",
      { name, properties: { title: document.title, path: location.pathname, ...properties } }),
    track: (event, properties) => put("track", { event, properties: { ...properties } }),
    identify(user, traits) { me.user = `${user}`; put("identify", { traits }); },
    reset() { forget(); if (mayKeep()) keep(KEPT, me); },
    consent(purposes, proof = {}) {
      const isSame = JSON.stringify(purposes) === JSON.stringify(me.choice);
      const tell = () => isSame || proof.known || put("track",
        { event: "Consent Changed", isProof: true, properties: { ...proof, purposes } });
      const isWithdrawn = mayKeep() && !purposes.analytics;
      // Taken back, it is told under the id it was given under; then the id goes.
      if (isWithdrawn) tell();
      me.choice = { ...purposes };
      if (isWithdrawn) return forget();
      tell();
      release();
      if (mayKeep()) keep(KEPT, me);
    },
  };
  window.percorso = (call, ...given) => { if (Object.hasOwn(calls, call)) calls[call](...given); };
  window.percorso.isReady = true;

  // --- What is noticed by itself: pages, marked elements, marked forms, leaving.
  const marks = ({ dataset }) => {
    const found = {};
    for (const [name, value] of Object.entries(dataset)) {
      if (/^percorso[A-Z]/.test(name) && name !== "percorsoField")
        found[name.slice(8).replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`).slice(1)] = value;
    }
    return found;
  };
  document.addEventListener("click", ({ target }) => {
    const marked = target.closest && target.closest("[data-percorso]");
    if (marked && marked.tagName !== "FORM") calls.track(marked.dataset.percorso, marks(marked));
  }, true);
  document.addEventListener("submit", ({ target: form }) => {
    if (!form.dataset.percorso) return;
    const told = marks(form);
    for (const field of form.elements) {
      const isChosen = !/^(checkbox|radio)$/.test(field.type) || field.checked;
      const isSecret = /^(password|file)$/.test(field.type) || /\bcc-/.test(field.autocomplete);
      if (field.dataset.percorsoField && isChosen && !isSecret) told[field.dataset.percorsoField] = field.value;
    }
    calls.track(form.dataset.percorso, told);
  }, true);
  const here = () => location.pathname + location.search;
  const turned = (isReplaced) => {
    if (isReplaced ? place.split("?")[0] === location.pathname : place === here()) return;
    before = location.origin + place;
    place = here();
    setTimeout(calls.page);   // by then the page has its new title
  };
  const start = () => {
    if (pages !== "manual") {
      calls.page();
      place = here();
      for (const name of ["pushState", "replaceState"]) {
        const own = history[name];
        history[name] = function (...given) { own.apply(this, given); turned(name !== "pushState"); };
      }
      addEventListener("popstate", () => turned());
      addEventListener("pageshow", (event) => event.persisted && calls.page());
    }
    for (const given of called) window.percorso(...given);
    again();
  };
  addEventListener("online", again);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  if (refuses) forget();
  // What an earlier page could not bring.
  if (mayKeep()) for (const key of keptKeys()) if (key !== KEPT) { queue.push(...(read(key) || [])); keep(key); }
  saveQueue();
  if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();
})();
