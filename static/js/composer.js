// Where one writes: Enter sends, Shift+Enter breaks, Enter that ends an IME's composition does neither.

import { complete } from "./completing.js";
import { Draft } from "./drafts.js";
import { manageEmojiButton } from "./emoji_button.js";
import { grow, isSubmit, isUnseen, over, showCount } from "./field.js";
import { ComposerReply } from "./replies.js";
import { browser } from "./storage.js";

export class Composer {
  #form = document.getElementById("chat-composer");
  #input = document.getElementById("chat-message-input");
  #count = document.getElementById("composer-count");
  #hint = document.getElementById("composer-hint");
  #draft = new Draft((text, reply) => this.#show(text, reply));
  #reply = new ComposerReply(this.#form, () => this.#changed());
  #send;
  #written;

  /** `send(text, reply)` takes a text over, and what it answers; `written(text)` hears of every change. */
  constructor({ send, written }) {
    this.#send = send;
    this.#written = written;
    const input = this.#input;
    if (!input) return;
    if (!input.value && !this.#reply.target) this.#resume();
    this.#hint.hidden = browser.get("hint-used") !== null;
    input.required = false;
    input.addEventListener("input", () => this.#changed());
    input.addEventListener("keydown", (key) => this.#pressed(key));
    input.addEventListener("keydown", (key) => this.#reply.pressed(key));
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    manageEmojiButton(input);
    new ResizeObserver(() => this.#grow()).observe(this.#form);
    complete(input);
    this.#grow();
    if (matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true });
  }

  /** Nothing can be sent here any more; what was written can still be copied. */
  close() {
    if (!this.#input) return;
    this.#input.readOnly = true;
    document.getElementById("chat-message-submit").disabled = true;
  }

  /** Whether one may write here now. */
  get takes() {
    return Boolean(this.#input) && !this.#form.hidden && !this.#input.readOnly;
  }

  /** Answers a message: the quoted line stands above the field until it is sent or taken back. */
  reply(target) {
    this.#reply.set(target);
    this.#changed();
    this.#input.focus();
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
    this.#send(written, this.#reply.target);
    this.#draft.sent();
    this.#show("");
    this.#written("");
    this.#input.focus({ preventScroll: true });
  }

  #changed() {
    const written = this.#input.value;
    this.#draft.write(written, this.#reply.target);
    this.#measure(written);
    this.#written(written);
  }

  #resume() {
    const { text, reply } = this.#draft.resume();
    this.#show(text, reply);
  }

  #show(text, reply) {
    this.#input.value = text;
    this.#reply.set(reply);
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
