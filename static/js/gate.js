// Where one writes, or a sentence that says why one cannot now: it follows what happens to the reader and to the room.

import { mutedUntil, slowSeconds, whyClosed } from "./standing.js";
import { text } from "./texts.js";
import { momentText } from "./time.js";

/** The longest that a timer of a browser can be set to. */
const LONGEST_MS = 2 ** 31 - 1;
const MINUTE_S = 60;
const form = document.getElementById("chat-composer");
const closed = document.getElementById("composer-closed");
const slow = document.getElementById("composer-slow");

const REASONS = {
  archived: () => text("room-archived"),
  announcements: () => text("room-announcements"),
  muted: () => muted(mutedUntil()),
};

function muted(until) {
  return until === Infinity ? text("room-muted-for-good") : text("room-muted", { until: momentText(new Date(until)) });
}

function slowText(seconds) {
  if (seconds % MINUTE_S) return text("slow-seconds", { count: seconds });
  return text("slow-minutes", { count: seconds / MINUTE_S });
}

export class Gate {
  #timer = 0;
  #changed;

  /** `changed()` is told when a mute is over by itself. */
  constructor(changed) {
    this.#changed = changed;
    this.show();
  }

  /** Shows what is so now. */
  show() {
    const why = whyClosed();
    const sentence = why ? REASONS[why]() : "";
    // Read out by a screen reader when it changes, and only then.
    if (closed.textContent !== sentence) closed.textContent = sentence;
    closed.hidden = !why;
    const focused = form.contains(document.activeElement);
    form.hidden = Boolean(why);
    if (why && focused) document.getElementById("chat-log").focus({ preventScroll: true });
    const seconds = slowSeconds();
    slow.hidden = !seconds;
    slow.textContent = seconds ? slowText(seconds) : "";
    this.#wait();
  }

  #wait() {
    clearTimeout(this.#timer);
    const until = mutedUntil();
    if (!until || until === Infinity) return;
    this.#timer = setTimeout(() => {
      this.show();
      this.#changed();
    }, Math.min(until - Date.now() + 1, LONGEST_MS));
  }
}
