// Messages of people whom the reader has blocked: one quiet line each, and the message itself where it is asked for.

import { data } from "./data.js";

const template = document.getElementById("fold-template").content.firstElementChild;
const blocked = new Set(data.blocked);

/** Whether the reader has blocked this one. */
export function isBlocked(user) {
  return blocked.has(user);
}

/** Folds a message that has just been made, if it is of such a person. */
export function fold(item, id) {
  if (!isBlocked(item.dataset.user)) return;
  const line = template.cloneNode(true);
  line.querySelector(".message-unfold").href = `${data.path}/messages/${id}`;
  item.classList.add("message-folded");
  item.prepend(line);
}

/** Shows a message that is folded. */
export function unfold(item) {
  item.classList.remove("message-folded");
  item.querySelector(":scope > .message-fold")?.remove();
}

/** The line's link unfolds; without a script it opens the page at the message. */
export function listenForUnfolding(frame, changed) {
  frame.addEventListener("click", (click) => {
    const link = click.target.closest(".message-unfold");
    if (!link || click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    const item = link.closest(".message");
    changed(() => unfold(item));
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
  });
}
