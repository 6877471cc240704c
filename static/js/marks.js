// The sidebar's marks: rooms in which this browser keeps a draft, or a text that is not sent. Knows names of keys alone
// (kept.js), for it runs on every page that has a sidebar.

import { browser, follow } from "./storage.js";

const sidebar = document.getElementById("sidebar");
const KINDS = ["draft", "outbox"];

/** Shows them as they are now: after each change of what is kept. */
export function showMarks() {
  for (const mark of sidebar?.querySelectorAll("[data-kept]") ?? []) {
    const { id } = mark.closest("[data-room]").dataset;
    mark.hidden = !browser.keys(`${mark.dataset.kept}:${sidebar.dataset.user}:${id}:`).length;
  }
}

/** From now on they follow what other tabs do. */
export function followMarks() {
  showMarks();
  for (const kind of KINDS) follow(() => `${kind}:${sidebar?.dataset.user}:`, showMarks);
  // What changed while the page was put aside was not heard.
  window.addEventListener("pageshow", showMarks);
}
