// Where one writes in the room: writing.js, with the line for what is answered and a hint for who has never sent anything.

import { isSubmit } from "./field.js";
import { ComposerReply } from "./replies.js";
import { browser } from "./storage.js";
import { Writing } from "./writing.js";

const form = document.getElementById("chat-composer");
const hint = document.getElementById("composer-hint");

export class Composer extends Writing {
  #reply;

  /** `send(text, reply)` takes a text over, and what it answers; `written(text)` hears of every change. */
  constructor({ send, written }) {
    const reply = new ComposerReply(form, () => this.changed());
    super(form, { reply, send, written });
    this.#reply = reply;
    const { field } = this;
    field.required = false;
    field.addEventListener("keydown", (key) => isSubmit(key) && hideHint());
    field.addEventListener("keydown", (key) => reply.pressed(key));
    hint.hidden = browser.get("hint-used") !== null;
    // The page may have come with a text that was not taken.
    if (!field.value && !reply.target) this.resume();
    if (matchMedia("(hover: hover)").matches) this.focus();
  }

  /** Answers a message: the quoted line stands above the field until it is sent or taken back. */
  reply(target) {
    this.#reply.set(target);
    this.changed();
    this.field.focus();
  }
}

function hideHint() {
  browser.set("hint-used", "1");
  hint.hidden = true;
}
