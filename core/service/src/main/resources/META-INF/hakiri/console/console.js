// Says when what lives on a page cannot be asked for any more, and when it can again.
"use strict";
const away = document.getElementById("away");
document.body.addEventListener("htmx:afterRequest", event => {
  away.hidden = event.detail.successful || event.detail.xhr.status === 401;
});

// What was opened stays open, and who is at something stays there, where a part of the page is put in anew.
const reachable = "a, summary, [tabindex]";
let before = { open: [], at: -1 };
document.body.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  before = {
    open: [...target.querySelectorAll("details")].map(one => one.open),
    at: [...target.querySelectorAll(reachable)].indexOf(document.activeElement),
  };
});
document.body.addEventListener("htmx:afterSwap", () => {
  const live = document.getElementById("live");
  live.querySelectorAll("details").forEach((one, i) => { one.open = before.open[i] ?? false; });
  if (before.at >= 0) live.querySelectorAll(reachable)[before.at]?.focus({ preventScroll: true });
});
