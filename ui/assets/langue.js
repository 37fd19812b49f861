// Gradio speaks the browser's language; this page is in French for everybody.
"use strict";
for (const [name, value] of [["language", "fr"], ["languages", Object.freeze(["fr"])]]) {
  Object.defineProperty(navigator, name, { configurable: true, get: () => value });
}
