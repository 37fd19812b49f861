// The source beside the answer, the announcement of answers, scrolling. The page works without:
// each citation is a link to the source's own page.
"use strict";
(() => {
  const panel = document.getElementById("panneau");
  const content = document.getElementById("panneau-contenu");
  const close = document.getElementById("fermer");
  const announcement = document.getElementById("annonce");
  const narrow = window.matchMedia("(max-width: 63.99rem)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const page = [...document.querySelectorAll(".entete, #contenu, .pied, .evitement")];
  let opener = null;
  let request = null;

  const behavior = () => (still.matches ? "auto" : "smooth");

  function name(title, summary) {
    document.getElementById("panneau-titre").textContent = title;
    document.getElementById("panneau-resume").textContent = summary;
  }

  function say(text) {
    name(content.dataset.titre, "");
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.textContent = text;
    content.replaceChildren(line);
  }

  function covers() {
    // On a narrow screen the panel lies over the page, which must then be out of reach.
    const over = !panel.hidden && narrow.matches;
    page.forEach((part) => { part.inert = over; });
    panel.setAttribute("role", over ? "dialog" : "complementary");
    if (over) panel.setAttribute("aria-modal", "true");
    else panel.removeAttribute("aria-modal");
  }

  async function open(link) {
    opener = link;
    request?.abort();
    request = new AbortController();
    panel.hidden = false;
    document.documentElement.classList.add("source-ouverte");
    document.querySelectorAll("a.choisi").forEach((other) => other.classList.remove("choisi"));
    link.classList.add("choisi");
    covers();
    say(content.dataset.attente);
    try {
      const answer = await fetch(link.href, { signal: request.signal, credentials: "same-origin" });
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const source = parsed.querySelector("#source, #contenu > article");
      if (!source) throw new Error("no source in the page");
      show(source);
      // A page's image shows its own marks; without one, the words of the text are gone to.
      const image = content.querySelector(".images figure");
      const mark = image ?? content.querySelector("mark");
      const goal = mark ?? content;
      goal.setAttribute("tabindex", "-1");
      goal.focus({ preventScroll: true });
      if (image) content.scrollTop = image.getBoundingClientRect().top - content.getBoundingClientRect().top;
      else if (mark) centre(mark);
      else content.scrollTop = 0;
    } catch (error) {
      if (error.name !== "AbortError") say(content.dataset.echec);
    }
  }

  function show(article) {
    content.replaceChildren(document.importNode(article, true));
    const heading = content.querySelector("h1");
    name(heading?.textContent ?? content.dataset.titre, article.dataset.resume ?? "");
    heading?.remove();
  }

  // The form beside the answer; without this script it is a page of its own.
  async function send(form) {
    const fields = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const said = parsed.querySelector("#contenu > article");
      if (!said) throw new Error("no article in the page");
      said.querySelector("a[href='/']")?.parentElement?.remove();
      show(said);
      announcement.textContent = content.innerText;
      close.focus();
    } catch {
      say(content.dataset.echec);
    }
  }

  // An answer with its sources and their whole addresses, as text.
  function written(turn) {
    const body = turn.querySelector(".corps").cloneNode(true);
    const sources = [...body.querySelectorAll(".sources a.source")].map((link) =>
      `[${link.querySelector(".numero").textContent}] ${link.querySelector(".titre").textContent}, `
      + `${link.querySelector(".date").textContent}\u00a0: ${new URL(link.getAttribute("href"), location.href).href}`);
    body.querySelectorAll(".sources, .proches, .precision, .cache").forEach((part) => part.remove());
    body.querySelectorAll(".appel").forEach((mark) => { mark.textContent = `[${mark.textContent.trim()}]`; });
    body.querySelectorAll("li").forEach((item) => { item.prepend("- "); });
    const lines = [...body.querySelectorAll("p, li")].map((line) => line.textContent.trim());
    const question = turn.querySelector(".question p").textContent.trim();
    return [question, ...lines, ...sources].join("\n");
  }

  async function copy(button) {
    const text = written(button.closest(".echange"));
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Over http on another machine, browsers know the older way only.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const said = done ? announcement.dataset.copie : announcement.dataset.copieEchec;
    const label = button.dataset.nom ??= button.textContent;
    button.textContent = said;
    announcement.textContent = said;
    setTimeout(() => { button.textContent = label; }, 2500);
  }

  function centre(mark) {
    // From the document's head when the words can be read there, else with some text before them.
    content.scrollTop = 0;
    const box = mark.getBoundingClientRect();
    const top = content.getBoundingClientRect().top;
    if (box.bottom - top > content.clientHeight) {
      content.scrollTop = box.top - top - content.clientHeight / 4;
    }
  }

  function shut() {
    if (panel.hidden) return;
    panel.hidden = true;
    document.documentElement.classList.remove("source-ouverte");
    content.replaceChildren();
    covers();
    opener?.classList.remove("choisi");
    if (opener?.isConnected) opener.focus();
    else document.querySelector("#vigie-question textarea")?.focus();
  }

  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const link = event.target.closest?.("gradio-app a[href*='/source/'], gradio-app a.avis");
    if (link && plain && !event.defaultPrevented) {
      event.preventDefault();
      open(link);
    } else if (event.target.closest?.(".copier")) copy(event.target.closest(".copier"));
    else if (event.target.closest?.("#vigie-modifier")) editing = true;
    else if (event.target.closest?.("#fermer, #vigie-effacer")) shut();
  }, true);
  document.addEventListener("submit", (event) => {
    if (!event.target.closest?.("#panneau")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
  narrow.addEventListener("change", covers);

  // A button that goes away as it is pressed would take the focus with it: whoever uses the
  // keyboard finds it again in the field. A finger that tapped is not shown a keyboard.
  let keyed = false;
  let held = null;
  document.addEventListener("keydown", () => { keyed = true; }, true);
  document.addEventListener("pointerdown", () => { keyed = false; }, true);
  document.addEventListener("focusin", (event) => {
    held = event.target.closest?.("#vigie-saisie, .questions") ? event.target : null;
  });
  function keepFocus() {
    if (!keyed || !held || editing || document.activeElement !== document.body) return;
    if (held.isConnected && held.getClientRects().length) return;
    held = null;
    document.querySelector("#vigie-question textarea")?.focus();
  }

  // A finished answer is announced once, whole; its parts are not, as they are written.
  let finished = 0;
  let editing = false;
  let running = false;
  function follow() {
    const turns = document.querySelectorAll(".echange.fini");
    const writing = document.querySelector(".echange.en-cours");
    if (turns.length > finished) {
      const last = turns[turns.length - 1];
      announcement.textContent = last.querySelector(".reponse")?.innerText ?? "";
      reveal(last);
    }
    if (writing && !running) {
      announcement.textContent = "";
      reveal(writing);
    }
    if (editing && !document.querySelector("#vigie-annuler.hidden, #vigie-annuler.hide")) {
      const field = document.querySelector("#vigie-question textarea");
      if (field?.value && document.getElementById("vigie-annuler")) {
        editing = false;
        field.focus();
      }
    }
    // Gradio opens every link in another tab; those of this service stay in this one.
    document.querySelectorAll("gradio-app a[target][href^='/']").forEach((link) => link.removeAttribute("target"));
    running = Boolean(writing);
    finished = turns.length;
  }

  // What Gradio itself has to say is that it lost the server, and it says so in English.
  function translate() {
    for (const toast of document.querySelectorAll("[data-testid='toast-body']:not([data-fr])")) {
      toast.dataset.fr = "";
      toast.querySelector("[data-testid='toast-text']")?.replaceChildren(announcement.dataset.coupure);
      toast.querySelector(".toast-title")?.replaceChildren(announcement.dataset.erreur);
      toast.querySelector("[data-testid='toast-close']")
        ?.setAttribute("aria-label", announcement.dataset.fermer);
    }
  }

  function reveal(turn) {
    const top = turn.getBoundingClientRect().top + window.scrollY - 88;
    window.scrollTo({ top, behavior: behavior() });
  }

  let planned = false;
  const observer = new MutationObserver(() => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; follow(); keepFocus(); translate(); });
  });
  observer.observe(document.getElementById("contenu"), { childList: true, subtree: true });
})();
