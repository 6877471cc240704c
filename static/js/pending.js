// How a text that is not stored looks in the log: waiting, on its way, stored and about to arrive, or failed.

import { pendingItem } from "./message.js";
import { text } from "./texts.js";
import { clockText } from "./time.js";

const failure = document.getElementById("failure-template").content.firstElementChild;
/** What a screen reader says of it, and a mouse that rests on it. */
const STATES = { queued: () => text("queued"), sending: () => text("sending") };

export class Pending {
  #shown = "";
  #mark = document.createElement("span");
  #failure = null;
  #decide;

  /** A kept text (unsent.js). `decide` has `retry()` and `discard()`: what the writer may want of one that failed. */
  constructor({ text: written, moment, reply }, decide) {
    this.item = pendingItem(written, new Date(moment).toISOString(), reply);
    this.#mark.className = "visually-hidden";
    this.item.querySelector(".message-body").after(this.#mark);
    this.#decide = decide;
  }

  waits() {
    this.#show("queued");
  }

  sends() {
    this.#show("sending");
  }

  /** The room's slow mode holds it back until a moment. */
  rests(until) {
    const sentence = text("slow-waits", { time: clockText(until) });
    if (!this.#show("rests", sentence)) return;
    this.#failure = document.createElement("p");
    this.#failure.className = "message-rests";
    this.#failure.textContent = sentence;
    this.item.append(this.#failure);
  }

  /** It is stored as the message with this seq, which takes the item's place when it comes. */
  stored(seq) {
    this.#show("stored");
    this.item.classList.remove("message-pending");
    this.item.dataset.stored = seq;
  }

  /** `aloud` where that has happened now; what failed long ago is not announced. */
  fails(sentence, { retry, aloud }) {
    if (!this.#show("failed", sentence, retry)) return;
    this.#failure = failure.cloneNode(true);
    if (!aloud) this.#failure.removeAttribute("role");
    this.#failure.querySelector(".message-failure-text").textContent = sentence;
    for (const choice of ["retry", "discard"]) {
      const button = this.#failure.querySelector(`[data-${choice}]`);
      button.hidden = choice === "retry" && !retry;
      button.addEventListener("click", () => {
        // The button is about to go: who came by keyboard stays where the text is.
        this.item.closest('[role="log"], .drawer-body').focus({ preventScroll: true });
        this.#decide[choice]();
      });
    }
    this.item.append(this.#failure);
  }

  /** False where it looks so already. */
  #show(state, ...more) {
    const shown = [state, ...more].join();
    if (shown === this.#shown) return false;
    this.#shown = shown;
    this.#failure?.remove();
    this.#failure = null;
    this.item.classList.toggle("message-failed", state === "failed");
    this.item.title = STATES[state]?.() ?? "";
    this.#mark.textContent = this.item.title;
    return true;
  }
}
