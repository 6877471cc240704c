// A form in which one writes: Enter sends, Shift+Enter breaks, Enter that ends an IME's composition does neither. What
// stands in it is a draft (drafts.js) until it is sent. The composers of room and thread are made of this.

import { complete } from "./completing.js";
import { Draft } from "./drafts.js";
import { manageEmojiButton } from "./emoji_button.js";
import { grow, isSubmit, isUnseen, over, showCount } from "./field.js";

/** For a form that has no line for what is answered. */
const NO_LINE = { target: undefined, set() {} };

export class Writing {
  form;
  field;
  #draft;
  #reply;
  #send;
  #written;

  /**
   * `reply` is the line for what is answered (replies.js). `send(text, reply)` takes a text over, `written(text)` hears of
   * every change.
   */
  constructor(form, { reply = NO_LINE, send, written = () => {} }) {
    this.form = form;
    this.field = form.querySelector("textarea");
    this.#draft = new Draft((text, answered) => this.#show(text, answered));
    this.#reply = reply;
    this.#send = send;
    this.#written = written;
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (key) => {
      if (!isSubmit(key)) return;
      key.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => this.#submit(event));
    manageEmojiButton(this.field);
    new ResizeObserver(() => grow(this.field, form)).observe(form);
    complete(this.field);
  }

  /** Whether one may write here now. */
  get takes() {
    return !this.form.hidden && !this.field.readOnly;
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** Goes on with what was left here, in the room or in this thread of it. */
  resume(thread) {
    const { text, reply } = this.#draft.resume(thread);
    this.#show(text, reply);
  }

  /** What stands in the form is something else now. */
  changed() {
    const written = this.field.value;
    this.#draft.write(written, this.#reply.target);
    this.#measure();
    this.#written(written);
  }

  /** Nothing can be sent here any more; what was written can still be copied. */
  end() {
    this.field.readOnly = this.form.querySelector(".composer-send").disabled = true;
  }

  /** The form goes, and what stands in it is kept. */
  close() {
    this.#draft.close();
  }

  #submit(event) {
    event.preventDefault();
    const written = this.field.value;
    if (this.field.readOnly || isUnseen(written) || over(written) > 0) return;
    // First kept as unsent, then no longer as a draft: whatever ends the page in between, it is there.
    this.#send(written, this.#reply.target);
    this.#draft.sent();
    this.#show("");
    this.#written("");
    this.focus();
  }

  #show(text, reply) {
    this.field.value = text;
    this.#reply.set(reply);
    this.#measure();
  }

  #measure() {
    grow(this.field, this.form);
    showCount(this.form.querySelector(".composer-count"), this.field.value);
  }
}
