// Says when what lives on a page cannot be asked for any more, and when it can again.
"use strict";
const away = document.getElementById("away");
document.body.addEventListener("htmx:afterRequest", event => {
  away.hidden = event.detail.successful || event.detail.xhr.status === 401;
});
