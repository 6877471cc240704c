// Asks before a message is deleted, naming its first words. The room goes on behind the question.

import { idOf } from "./message.js";
import { text } from "./texts.js";
import { keepFocus } from "./walk.js";

const WORDS = 160;
const dialog = document.getElementById("delete-dialog");
const failure = document.getElementById("failure-template").content.firstElementChild;
const words = dialog.querySelector(".dialog-words");
let asked = null;
let restore = null;
let decided = null;

/** Calls `agreed(id)` where the reader agrees. */
export function askToDelete(item, agreed) {
  asked = idOf(item);
  decided = agreed;
  restore = keepFocus();
  const body = item.querySelector(".message-preview") ?? item.querySelector(".message-body");
  words.textContent = Array.from(body.textContent.trim()).slice(0, WORDS).join("");
  dialog.returnValue = "";
  dialog.showModal();
}

/** Somebody else was quicker. */
export function needNotAsk({ id }) {
  if (dialog.open && id === asked) dialog.close();
}

/** Says at a message why it was not deleted; `again()` tries once more. */
export function sayNotDeleted(item, reason, again) {
  sayFailed(item, text("delete-failed", { reason }), again);
}

/** Says at a message why something was not done; `again()` tries once more, where that makes sense. */
export function sayFailed(item, sentence, again) {
  item.querySelector(".message-failure")?.remove();
  const note = failure.cloneNode(true);
  note.querySelector(".message-failure-text").textContent = sentence;
  note.querySelector("[data-retry]").hidden = !again;
  note.addEventListener("click", ({ target }) => {
    if (target.matches("button")) note.remove();
    if (target.matches("[data-retry]")) again();
  });
  item.append(note);
}

dialog.addEventListener("close", () => {
  if (dialog.returnValue === "delete") decided(asked);
  restore();
});
// A click beside it: the dialog itself is hit only where none of its content is.
dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
