// The pages of staff: what asks before it erases, and a queue that shows how far it is. They work
// without: the queue is then as it was when the page came.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-confirmer]")) {
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.confirmer)) event.preventDefault();
    });
  }

  // The browser's own words on a field of files are in the browser's language, not the page's.
  for (const said of document.querySelectorAll(".choisis")) {
    const field = document.getElementById(said.dataset.pour);
    const nothing = said.textContent;
    field.addEventListener("change", () => {
      said.textContent = [...field.files].map((file) => file.name).join(", ") || nothing;
    });
  }

  // Where there is room, a passage stands beside the page that it was read from.
  if (window.matchMedia("(min-width: 64rem)").matches) {
    document.querySelectorAll("details.a-cote").forEach((one) => { one.open = true; });
  }

  // Files may also be dragged onto the frame; a browser would else leave the page to show them.
  for (const zone of document.querySelectorAll(".depot")) {
    const field = zone.querySelector("input[type=file]");
    zone.querySelector(".depot-invite").hidden = false;
    for (const type of ["dragenter", "dragover"]) {
      zone.addEventListener(type, (event) => {
        event.preventDefault();
        zone.classList.add("survol");
      });
    }
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("survol");
    });
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("survol");
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      zone.querySelector("button.principal").focus();
    });
  }

  const queue = document.getElementById("file-contenu");
  const announcement = document.getElementById("file-annonce");
  const isActive = () => queue?.firstElementChild?.dataset.actif === "oui";

  async function follow() {
    const answer = await fetch(queue.dataset.adresse, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    // What has the focus is not taken away from under it.
    if (!queue.contains(document.activeElement)) queue.replaceChildren(...parsed.body.childNodes);
    if (isActive()) setTimeout(follow, 1000);
    else announcement.textContent = announcement.dataset.fini;
  }
  if (isActive()) setTimeout(follow, 500);
})();
