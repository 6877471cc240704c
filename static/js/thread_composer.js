// The field below a thread in the drawer. What stands in it is kept for each thread by itself.

import { complete } from "./completing.js";
import { data } from "./data.js";
import { manageEmojiButton } from "./emoji_button.js";
import { grow, isSubmit, isUnseen, over, showCount } from "./field.js";
import { prefixOf } from "./kept.js";
import { browser } from "./storage.js";

const template = document.getElementById("thread-composer-template").content.firstElementChild;

export class ThreadComposer {
  form = template.cloneNode(true);
  #input = this.form.querySelector("textarea");
  #submitter = this.form.querySelector(".composer-send");
  #count = this.form.querySelector(".composer-count");
  #key;
  #send;

  /** `send(text)` takes a text over. */
  constructor(id, send) {
    this.#key = () => `${prefixOf("thread-draft")}${id}`;
    this.#send = send;
    this.#input.value = browser.get(this.#key()) ?? "";
    this.#input.addEventListener("input", () => this.#changed());
    this.#input.addEventListener("keydown", (key) => {
      if (!isSubmit(key)) return;
      key.preventDefault();
      this.form.requestSubmit();
    });
    this.form.addEventListener("submit", (event) => this.#submit(event));
    manageEmojiButton(this.#input);
    complete(this.#input);
    this.form.hidden = true;
  }

  /** Where one writes. */
  get field() {
    return this.#input;
  }

  /** Whether one may write here now. */
  get takes() {
    return !this.form.hidden && !this.#input.readOnly;
  }

  /** Shown where one may write in the room, and the first message is there. */
  open(may) {
    this.form.hidden = !may;
    this.#measure();
  }

  /** Nothing can be sent here any more; what was written can still be copied. */
  end() {
    this.#input.readOnly = this.#submitter.disabled = true;
  }

  focus() {
    this.#input.focus({ preventScroll: true });
  }

  close() {
    this.#keep();
  }

  #submit(event) {
    event.preventDefault();
    const written = this.#input.value;
    if (this.#input.readOnly || isUnseen(written) || over(written) > 0 || !data.user) return;
    this.#send(written);
    this.#input.value = "";
    this.#changed();
    this.focus();
  }

  #changed() {
    this.#keep();
    this.#measure();
  }

  #keep() {
    if (this.#input.value) browser.set(this.#key(), this.#input.value);
    else browser.remove(this.#key());
  }

  #measure() {
    if (!this.form.isConnected) return;
    grow(this.#input, this.form);
    showCount(this.#count, this.#input.value);
  }
}
