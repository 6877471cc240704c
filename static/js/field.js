// What the composer and the editor of a message have in common: when Enter is meant, what is too long, the count of the
// characters, and a height that follows the text.

import { data } from "./data.js";
import { countText } from "./texts.js";

const COUNT_FROM = 0.9;
/** White space, zero-width and control characters: nothing that anybody would see. */
const UNSEEN = /^[\s\p{Cf}\p{Cc}]*$/u;
/** What a frame holds besides its text. */
const ENVELOPE_BYTES = 128;

/** Whether a key belongs to an input method; 229 is how Safari says it when `isComposing` is already false. */
export function isComposing(key) {
  return key.isComposing || key.keyCode === 229;
}

/** Enter that sends or saves: not one that breaks the line, and none of an input method. */
export function isSubmit(key) {
  return key.key === "Enter" && !key.shiftKey && !isComposing(key);
}

export function isUnseen(written) {
  return UNSEEN.test(written);
}

/** Characters above the limit, counted as the server counts: scalar values of the trimmed text. 0 is no limit. */
export function over(written) {
  const { text_chars: characters, frame_bytes: bytes } = data.limits;
  const size = new TextEncoder().encode(JSON.stringify(written)).length + ENVELOPE_BYTES;
  if (bytes && size > bytes) return size - bytes;
  return characters ? Array.from(written.trim()).length - characters : -Infinity;
}

/** Counts only near the limit and above it. */
export function showCount(count, written) {
  const excess = over(written);
  const near = excess > -data.limits.text_chars * (1 - COUNT_FROM);
  count.hidden = !near;
  count.classList.toggle("composer-over", excess > 0);
  if (near) count.textContent = countText(excess > 0 ? "characters-over" : "characters-left", Math.abs(excess));
}

/** Gives a field the height of its text, while the form around it stands still. */
export function grow(input, form) {
  // Measured while the form keeps its height: the log above would be moved by a field that shrinks and grows again.
  form.style.height = `${form.offsetHeight}px`;
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  form.style.height = "";
}

/** Puts a text in for what is selected. By the browser's own editing, where it has one, so that undo takes it back. */
export function insertText(input, written) {
  input.focus({ preventScroll: true });
  if (document.execCommand("insertText", false, written)) return;
  input.setRangeText(written, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: written }));
}
