// The shop's own script: calls wait until Percorso's is there, and a banner asks once a visit.
window.percorso = window.percorso || function () { (percorso.q = percorso.q || []).push(arguments); };
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.blockedURI));
document.addEventListener("DOMContentLoaded", () => {
  const banner = document.querySelector("#banner");
  const answer = (analytics, marketing) => {
    percorso("consent", { analytics, marketing },
      { text: document.querySelector("#terms").textContent, version: "2026-11", language: "it" });
    banner.hidden = true;
  };
  if (banner) {
    banner.hidden = false;
    document.querySelector("#accept").onclick = () => answer(true, true);
    document.querySelector("#refuse").onclick = () => answer(false, false);
  }
  const order = document.querySelector("#order");
  if (order) order.onsubmit = (event) => { event.preventDefault(); location.href = order.dataset.next; };
});
