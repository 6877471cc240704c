// The field below a thread in the drawer.

import { Writing } from "./writing.js";

const template = document.getElementById("thread-composer-template").content.firstElementChild;

export class ThreadComposer extends Writing {
  #resumed = false;

  /** `send(text)` takes a text over. */
  constructor(send) {
    super(template.cloneNode(true), { send });
    this.form.hidden = true;
  }

  /** Shown where one may write in the room, and the first message, `thread`, is there. */
  open(may, thread) {
    this.form.hidden = !may;
    // Not before: the drawer may show this thread already, with what is written to it now.
    if (may && !this.#resumed) this.resume(thread);
    this.#resumed ||= may;
  }
}
