// The bar under the header: nothing when connected, else what is wrong and what happens to what one writes.

import { text } from "./texts.js";

const PATIENCE_MS = 2_000;
const bar = document.getElementById("chat-status");
let patience = setTimeout(() => show("connecting", "connecting"), PATIENCE_MS);

function show(state, key) {
  bar.dataset.state = state;
  bar.textContent = text(key);
  bar.hidden = false;
}

/** Shows a state of the socket; `say` is a key of js.ftl. */
export function showState(state, say) {
  clearTimeout(patience);
  if (state !== "connected") return show(state, say);
  bar.dataset.state = state;
  bar.hidden = true;
}
