// The pages of staff: what asks before it removes, and a queue that shows how far it is.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-confirmer]")) {
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.confirmer)) event.preventDefault();
    });
  }
})();
