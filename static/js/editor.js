// The field in the place of one message's text: Enter saves, Shift+Enter breaks, Escape cancels. Knows nothing of the
// server; only editing.js makes one.

import { complete } from "./completing.js";
import { grow, isComposing, isSubmit, isUnseen, over, showCount } from "./field.js";

const template = document.getElementById("editor-template").content.firstElementChild;

export class Editor {
  #form = template.cloneNode(true);
  #input = this.#form.querySelector("textarea");
  #note = this.#form.querySelector(".editor-note");
  #original = null;
  #act;

  /** `act` has `save(text)`, `empty()`: nothing is left of the text, `cancel()` and `written(text)`. */
  constructor(act) {
    this.#act = act;
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#form.querySelector("[data-cancel]").addEventListener("click", () => act.cancel());
    this.#input.addEventListener("keydown", (key) => this.#pressed(key));
    this.#input.addEventListener("input", () => this.#changed());
    new ResizeObserver(() => this.#grow()).observe(this.#form);
    complete(this.#input);
  }

  /** Whether it holds what was not in the message. */
  get dirty() {
    return this.#original !== null && this.#input.value !== this.#original;
  }

  /** Whether it still waits for the text of the message. */
  get waits() {
    return this.#original === null;
  }

  /** The message in which it stands; null where that is not on the page. */
  get item() {
    return this.#form.isConnected ? this.#form.closest(".message") : null;
  }

  /** Stands in this message from now on. */
  attach(item) {
    item.querySelector(".message-edited").after(this.#form);
    this.#grow();
  }

  focus() {
    this.#input.focus({ preventScroll: true });
    this.#form.scrollIntoView({ block: "nearest" });
  }

  /** The text of the message as typed; `written` where the reader had already gone on with it. */
  fill(original, written = original) {
    this.#original = original;
    this.#input.readOnly = false;
    this.#input.value = written;
    this.#say("");
    this.#measure();
    if (document.activeElement === this.#input) this.#input.setSelectionRange(written.length, written.length);
  }

  /** Says something beside the text. */
  #say(sentence) {
    this.#note.textContent = sentence;
    this.#note.hidden = !sentence;
  }

  say(sentence) {
    this.#say(sentence);
    this.#form.scrollIntoView({ block: "nearest" });
  }

  /** Nothing can be saved any more, and why; what was written can still be copied. */
  end(sentence) {
    this.#input.readOnly = true;
    this.#form.querySelector('[type="submit"]').hidden = true;
    this.#form.querySelector(".editor-hint").hidden = true;
    this.say(sentence);
  }

  remove() {
    this.#form.remove();
  }

  #pressed(key) {
    if (isSubmit(key)) {
      key.preventDefault();
      this.#form.requestSubmit();
    } else if (key.key === "Escape" && !isComposing(key)) {
      key.stopPropagation();
      this.#act.cancel();
    }
  }

  #submit(event) {
    event.preventDefault();
    const written = this.#input.value;
    if (this.#input.readOnly || over(written) > 0) return;
    if (isUnseen(written)) this.#act.empty();
    else if (this.dirty) this.#act.save(written);
    else this.#act.cancel();
  }

  #changed() {
    this.#measure();
    this.#act.written(this.#input.value);
  }

  #measure() {
    this.#grow();
    showCount(this.#form.querySelector(".composer-count"), this.#input.value);
  }

  #grow() {
    grow(this.#input, this.#form);
  }
}
