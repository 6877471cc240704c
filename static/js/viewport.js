// The window on the log: stays at the bottom for who reads there, and does not move a pixel for who reads above.

import { countText } from "./texts.js";

const BOTTOM_PX = 48;
/** How much of the window stands above a message that is opened at its start. */
const LEAD = 0.25;

export class Viewport {
  #log;
  #pill;
  #atBottom = true;
  #top = 0;
  #unseen = 0;
  /** Whether the log grows at its end as the room does: not while newer pages are still to be loaded. */
  follows = true;

  constructor(log, pill) {
    this.#log = log;
    this.#pill = pill;
    log.dataset.live = "";
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    pill.addEventListener("click", () => {
      this.toBottom();
      log.focus({ preventScroll: true });
    });
    const sizes = new ResizeObserver(() => this.follows && this.#atBottom && this.#jump());
    sizes.observe(log);
    sizes.observe(log.firstElementChild);
    this.#jump();
  }

  get atBottom() {
    return this.#atBottom;
  }

  toBottom() {
    this.#atBottom = true;
    this.#jump();
    this.#seen();
  }

  /** Opens the log at one message: in the middle of the window, or (`start`) where most of it shows what follows. */
  showItem(item, block = "center") {
    this.#atBottom = false;
    item.scrollIntoView({ block });
    if (block === "start") this.#lead(item);
    this.#scrolled();
  }

  /** Near the end of the log it stands lower than that already: then what follows is not scrolled out again. */
  #lead(item) {
    const above = item.getBoundingClientRect().top - this.#log.getBoundingClientRect().top;
    this.#log.scrollTop -= Math.max(0, this.#log.clientHeight * LEAD - above);
  }

  isAbove(item) {
    return item.getBoundingClientRect().bottom < this.#log.getBoundingClientRect().top;
  }

  /** The message under the eye: the first whose end is in the window. `top` is where it stands. */
  eye() {
    const item = this.#underEye();
    return item ? { seq: Number(item.dataset.seq), top: item.getBoundingClientRect().top } : null;
  }

  /** Runs a change of what is shown of messages; who reads above the end sees nothing move but what is changed. */
  steady(change) {
    const item = this.#atBottom ? null : this.#underEye();
    const before = item?.getBoundingClientRect().top;
    change();
    if (item?.isConnected) this.#log.scrollTop += item.getBoundingClientRect().top - before;
  }

  #underEye() {
    const { top } = this.#log.getBoundingClientRect();
    const items = Array.from(this.#log.querySelectorAll(".message[data-seq]"));
    return items.find((item) => item.getBoundingClientRect().bottom > top);
  }

  /** Puts a message where the eye was. */
  restore(item, top) {
    this.#atBottom = false;
    this.#log.scrollTop += item.getBoundingClientRect().top - top;
    this.#scrolled();
  }

  /** A message of somebody else was added at the end. */
  arrived() {
    if (this.#atBottom) return;
    this.#unseen += 1;
    this.#pill.firstElementChild.textContent = countText("new-messages", this.#unseen);
    this.#pill.hidden = false;
  }

  /** Runs a change above the window; what is under the eye stays where it is. */
  keepStill(change) {
    const log = this.#log;
    // Not `scrollHeight`, which is rounded: the text would stir by a pixel.
    const end = () => log.firstElementChild.getBoundingClientRect().bottom;
    const before = end();
    // What was said long ago is not read out as if it came now.
    log.ariaBusy = "true";
    change();
    log.scrollTop += end() - before;
    requestAnimationFrame(() => (log.ariaBusy = "false"));
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    if (scrollHeight - scrollTop - clientHeight < BOTTOM_PX) {
      this.#atBottom = true;
      this.#seen();
    } else if (scrollTop < this.#top) {
      // Only a reader goes up: a log that grows, or has less room, leaves its end behind without that.
      this.#atBottom = false;
    }
    this.#top = scrollTop;
  }

  #jump() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#top = this.#log.scrollTop;
  }

  #seen() {
    this.#unseen = 0;
    this.#pill.hidden = true;
  }
}
