// Where one writes: Enter sends, Shift+Enter breaks, Enter that ends an IME's composition does neither.

import { data } from "./data.js";
import { Draft } from "./drafts.js";
import { browser } from "./storage.js";
import { countText } from "./texts.js";

const COUNT_FROM = 0.9;
/** White space, zero-width and control characters: nothing that anybody would see. */
const UNSEEN = /^[\s\p{Cf}\p{Cc}]*$/u;
/** What a frame holds besides its text. */
const ENVELOPE_BYTES = 128;

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
    // 229: the key belongs to the IME, as Safari says it when `isComposing` is already false.
    if (key.key !== "Enter" || key.shiftKey || key.isComposing || key.keyCode === 229) return;
    key.preventDefault();
    browser.set("hint-used", "1");
    this.#hint.hidden = true;
    this.#form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const written = this.#input.value;
    if (this.#input.readOnly || UNSEEN.test(written) || this.#over(written) > 0) return;
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
    this.#showCount(this.#over(written));
  }

  /** Characters above the limit, counted as the server counts: scalar values of the trimmed text. 0 is no limit. */
  #over(written) {
    const { text_chars: characters, frame_bytes: bytes } = data.limits;
    const size = new TextEncoder().encode(JSON.stringify(written)).length + ENVELOPE_BYTES;
    if (bytes && size > bytes) return size - bytes;
    return characters ? Array.from(written.trim()).length - characters : -Infinity;
  }

  #showCount(over) {
    const near = over > -data.limits.text_chars * (1 - COUNT_FROM);
    this.#count.hidden = !near;
    this.#count.classList.toggle("composer-over", over > 0);
    if (near) this.#count.textContent = countText(over > 0 ? "characters-over" : "characters-left", Math.abs(over));
  }

  #grow() {
    // Measured while the form keeps its height: the log above would be moved by a field that shrinks and grows again.
    this.#form.style.height = `${this.#form.offsetHeight}px`;
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight}px`;
    this.#form.style.height = "";
  }
}
