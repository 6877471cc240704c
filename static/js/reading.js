// What was really on screen, in a visible window: the server is told how far the reader has read.
//
// Read is what was seen without a gap, from the last read message on: who opens a room at its end has not read what
// stands above the window, and who jumps into the past has not read what came after it.

const TELL_AFTER_MS = 400;

export class Reading {
  #log;
  #frame;
  #tell;
  #head;
  #isAway;
  #moved;
  /** Read up to and with this seq; null where one is no member. */
  #upto;
  /** What of it the server has said that it knows. */
  #known;
  #seen = new Set();
  #paused = false;
  #timer = 0;
  #looking = false;
  #end = new AbortController();

  /**
   * `tell(upto)` says whether it was sent, `head()` is the newest seq that is on the page, `isAway()` says whether nobody
   * looks, `moved()` is called when the window or what is read has changed.
   */
  constructor({ log, frame, upto, tell, head, isAway, moved }) {
    this.#log = log;
    this.#frame = frame;
    this.#upto = this.#known = upto;
    this.#tell = tell;
    this.#head = head;
    this.#isAway = isAway;
    this.#moved = moved;
    const { signal } = this.#end;
    frame.addEventListener("scroll", () => this.look(), { passive: true, signal });
    const sizes = new ResizeObserver(() => this.look());
    sizes.observe(frame);
    sizes.observe(frame.firstElementChild);
    signal.addEventListener("abort", () => sizes.disconnect());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#left() : this.look()), { signal });
    window.addEventListener("pagehide", () => this.flush(), { signal });
  }

  /** What was seen is told; from now on nothing is looked at. */
  stop() {
    this.flush();
    this.#end.abort();
  }

  get upto() {
    return this.#upto;
  }

  /** Looks at what is on screen, once it is painted. */
  look() {
    if (this.#looking) return;
    this.#looking = true;
    requestAnimationFrame(() => {
      this.#looking = false;
      if (this.#end.signal.aborted) return;
      this.#note();
      this.#moved();
    });
  }

  /** Tells the server now, also again what a lost connection may have kept from it. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#upto > this.#known) this.#tell(this.#upto);
  }

  /** Everything is read, whether it was on screen or not: the reader says so. */
  all() {
    this.#paused = false;
    this.#advance(this.#head());
  }

  /** Who writes has read what stands before it; the server knows. */
  wrote(seq) {
    this.#paused = false;
    this.known(seq);
  }

  /** The server knows of more: a message of one's own, or a new membership, moves it by itself. */
  known(seq) {
    this.#known = Math.max(this.#known ?? 0, seq);
    this.#upto = Math.max(this.#upto ?? 0, seq);
  }

  /** Read in another window, or marked as unread in any: that holds until the reader comes back to this window. */
  follow({ upto, back }) {
    if (!back) return this.known(upto);
    this.#known = this.#upto = upto;
    this.#seen.clear();
    this.#paused = true;
  }

  #left() {
    this.flush();
    this.#paused = false;
  }

  #note() {
    if (this.#isAway() || this.#paused || this.#upto === null || !this.#log.reaches(this.#upto)) return;
    const { top, bottom } = this.#frame.getBoundingClientRect();
    const items = this.#log.after(this.#upto);
    for (const item of items) {
      const end = item.getBoundingClientRect().bottom;
      if (end > bottom + 1) break;
      if (end > top) this.#seen.add(item);
    }
    const gap = items.findIndex((item) => this.#log.isUnread(item) && !this.#seen.has(item));
    const read = gap < 0 ? items : items.slice(0, gap);
    if (!read.length) return;
    // What came after the last message and is none (an edit, a new member) is read with it.
    const whole = gap < 0 && this.#log.toEnd;
    this.#advance(whole ? this.#head() : Number(read.at(-1).dataset.seq));
  }

  #advance(seq) {
    if (this.#upto !== null && seq <= this.#upto) return;
    this.#upto = seq;
    this.#seen.clear();
    if (!this.#timer) this.#timer = setTimeout(() => this.flush(), TELL_AFTER_MS);
  }
}
