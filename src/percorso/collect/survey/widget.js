/* Percorso: a button on a page of the shop that opens a survey in a frame. It keeps nothing in the
   browser, reads nothing of the page, and is not there where a browser runs no script. */
(function () {
  "use strict";
  var own = document.currentScript;
  if (!own || !own.dataset.survey) { return; }
  var from = new URL(own.src);
  var language = (own.dataset.lang || document.documentElement.lang || "it").slice(0, 2);
  var italian = language !== "en";
  var dialog = document.createElement("dialog");
  var button = document.createElement("button");
  var close = document.createElement("button");
  var frame = document.createElement("iframe");
  var label = own.dataset.label || (italian ? "Dicci la tua" : "Tell us");

  function style(element, told) {
    Object.keys(told).forEach(function (name) { element.style.setProperty(name, told[name]); });
  }
  style(button, {
    position: "fixed", right: "16px", bottom: "16px", "z-index": "2147483000", padding: "12px 18px",
    border: "0", "border-radius": "24px", background: "#111", color: "#fff",
    font: "600 15px/1.2 system-ui, sans-serif", cursor: "pointer"
  });
  style(dialog, {
    width: "min(560px, 100vw)", height: "min(680px, 100vh)", padding: "0", border: "0",
    "border-radius": "12px", overflow: "hidden"
  });
  style(frame, { width: "100%", height: "calc(100% - 44px)", border: "0", display: "block" });
  style(close, {
    width: "44px", height: "44px", border: "0", background: "transparent", color: "inherit",
    font: "22px/1 system-ui, sans-serif", cursor: "pointer", float: "right"
  });
  button.type = close.type = "button";
  button.textContent = label;
  close.textContent = "×";
  close.setAttribute("aria-label", italian ? "Chiudi" : "Close");
  dialog.setAttribute("aria-label", label);
  frame.title = label;
  button.addEventListener("click", function () {
    if (!frame.src) {
      frame.src = from.origin + "/s/" + encodeURIComponent(own.dataset.survey) +
        "?by=widget&lang=" + (italian ? "it" : "en");
    }
    dialog.showModal();
  });
  close.addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("close", function () { button.focus(); });
  dialog.append(close, frame);
  function put() { document.body.append(button, dialog); }
  if (document.body) { put(); } else { document.addEventListener("DOMContentLoaded", put); }
}());
