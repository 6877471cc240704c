// Where one writes: Enter sends, Shift+Enter breaks, Enter that ends an IME's composition does neither.

import { Draft } from "./drafts.js";
import { grow, isSubmit, isUnseen, over, showCount } from "./field.js";
import { browser } from "./storage.js";

export class Composer {
  #form = document.getElementById("chat-composer");
  #input = document.getElementById("chat-message-input");
  #count = document.getElementById("composer-count");
  #hint = document.getElementById("composer-hint");
  #draft = new Draft((text) => this.#show(text));
  #send;
  #written;

  /** `send(text)` takes a text over; `written(text)` hears of every change. */
  constructor({ send, written }) {
    this.#send = send;
    this.#written = written;
    const input = this.#input;
    if (!input) return;
    if (!input.value) this.#show(this.#draft.resume());
    this.#hint.hidden = browser.get("hint-used") !== null;
    input.required = false;
    input.addEventListener("input", () => this.#changed());
    input.addEventListener("keydown", (key) => this.#pressed(key));
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    new ResizeObserver(() => this.#grow()).observe(this.#form);
    this.#grow();
    if (matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true });
  }

  /** Nothing can be sent here any more; what was written can still be copied. */
  close() {
    if (!this.#input) return;
    this.#input.readOnly = true;
    document.getElementById("chat-message-submit").disabled = true;
  }

  #pressed(key) {
    if (!isSubmit(key)) return;
    key.preventDefault();
    browser.set("hint-used", "1");
    this.#hint.hidden = true;
    this.#form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const written = this.#input.value;
    if (this.#input.readOnly || isUnseen(written) || over(written) > 0) return;
    // First kept as unsent, then no longer as a draft: whatever ends the page in between, it is there.
    this.#send(written);
    this.#draft.sent();
    this.#show("");
    this.#written("");
    this.#input.focus({ preventScroll: true });
  }

  #changed() {
    const written = this.#input.value;
    this.#draft.write(written);
    this.#measure(written);
    this.#written(written);
  }

  #show(text) {
    this.#input.value = text;
    this.#measure(text);
  }

  #measure(written) {
    this.#grow();
    showCount(this.#count, written);
  }

  #grow() {
    grow(this.#input, this.#form);
  }
}
