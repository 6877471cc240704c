// The line above the first unread message. It stays where it is while one reads, so that one sees where one was.

import { settle } from "./blocks.js";

const UNREAD = "message-first-unread";
const template = document.getElementById("unread-line-template").content.firstElementChild;

export class UnreadLine {
  #log;
  #after = null;

  constructor(log, after) {
    this.#log = log;
    this.#after = after;
  }

  /** The message below the line; null where there is none on the page. */
  get item() {
    return document.querySelector(`.${UNREAD}`);
  }

  /** Puts the line after a seq, or takes it away with null. */
  place(after) {
    this.#after = after;
    this.settle();
  }

  /** Puts it where it belongs among the messages that are on the page now. */
  settle() {
    const target = this.#after === null ? null : this.#log.firstUnread(this.#after);
    const present = this.item;
    // A message that was deleted since keeps its line: what stands below it was not read either.
    if (present === target || (present && !target && this.#after !== null)) return;
    if (present) {
      present.classList.remove(UNREAD);
      present.querySelector(".unread-line").remove();
      settle(present);
    }
    if (!target) return;
    target.classList.add(UNREAD);
    target.prepend(template.cloneNode(true));
    settle(target);
  }
}
