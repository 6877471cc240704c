// Older and newer pages of the log, loaded before the reader meets the edge.

import { Unreached, messages, orGo } from "./api.js";
import { text } from "./texts.js";

/** How far from the edge loading begins: two heights of the window. */
const AHEAD = "200% 0px";
const AGAIN_MS = 2_000;
const start = document.getElementById("log-start");
const older = document.getElementById("log-older");
const newer = document.getElementById("log-newer");
const newest = document.getElementById("log-newest");

export class History {
  #log;
  #viewport;
  #add;
  #deliver;
  #shown;
  #arrivals = null;
  #changes = [];
  #loading = 0;
  /** Counts replacements, when they are asked for and when they are there: a page from before belongs to what is gone. */
  #replaced = 0;
  /** Messages between those that are here and the room's end were not told, and are not loaded yet. */
  #missing = false;
  /** What the reader was looking at when they were missed; null for the room's end. */
  #eye = null;

  /**
   * `add(message)` puts a message of a page into the log, `deliver(message)` a live one; `shown()` is called when a page
   * has been put there.
   */
  constructor({ log, viewport, frame, add, deliver, shown }) {
    this.#log = log;
    this.#viewport = viewport;
    this.#add = add;
    this.#deliver = deliver;
    this.#shown = shown;
    this.#setAfter(!log.toEnd);
    watch(older, frame, () => this.#loadOlder());
    watch(newer, frame, () => this.#loadNewer());
    newest.addEventListener("click", (click) => {
      click.preventDefault();
      this.open().catch(orGo(() => location.assign(newest.href)));
    });
  }

  /** A live message: shown now, kept while a page is on its way, or left to a later page. */
  receive(message) {
    if (this.#arrivals) this.#arrivals.push(message);
    else if (this.#log.toEnd) this.#deliver(message);
  }

  /**
   * Changes messages that are here; and again when a page has come that was read before the change, and when a message has
   * come that waited for the page.
   */
  change(action) {
    action();
    if (this.#loading) this.#changes.push(action);
    this.#arrivals?.push(action);
  }

  /** Shows the newest page, or the one `around` a seq or `at` a message, instead of all that is here. */
  open(question = {}) {
    return this.#replace(question, () => {
      if (this.#log.toEnd && !Object.keys(question).length) this.#viewport.toBottom();
    });
  }

  /**
   * Too much has happened in between: loads anew what the reader is looking at. Where the network fails once more it is
   * tried until it works, for nobody tells again what was missed. Resolves when it is here.
   */
  reload() {
    // Missed once more before they were here: the reader is where they were at first.
    if (!this.#missing) this.#eye = this.#log.toEnd && this.#viewport.atBottom ? null : this.#viewport.eye();
    // Nothing behind the gap is shown or read before what is in it.
    this.#log.toEnd = false;
    this.#missing = true;
    return this.#withArrivals(async () => {
      while (this.#missing) {
        try {
          await this.#reload(this.#eye);
        } catch (error) {
          if (!(error instanceof Unreached)) return location.reload();
        }
        if (this.#missing) await new Promise((later) => setTimeout(later, AGAIN_MS));
      }
    });
  }

  #reload(eye) {
    if (!eye) return this.open();
    return this.#replace({ around: eye.seq }, () => {
      const item = this.#log.after(eye.seq - 1)[0] ?? this.#log.last;
      if (item) this.#viewport.restore(item, eye.top);
    });
  }

  #replace(question, settle) {
    return this.#withArrivals(async () => {
      const turn = (this.#replaced += 1);
      const page = await messages(question);
      if (turn !== this.#replaced) return;
      // What was asked for while this page was on its way was asked of the log that it replaces.
      this.#replaced += 1;
      this.#missing = false;
      this.#log.clear();
      this.#setBefore(page.has_before);
      this.#addPage(page);
      this.#shown();
      settle();
    });
  }

  #loadOlder() {
    return this.#whileLoading(async () => {
      const turn = this.#replaced;
      const page = await messages({ before: this.#log.oldest });
      if (turn !== this.#replaced) return;
      this.#viewport.keepStill(() => {
        this.#log.prepend(page.messages);
        this.#setBefore(page.has_before);
        this.#shown();
      });
    });
  }

  #loadNewer() {
    return this.#withArrivals(async () => {
      const turn = this.#replaced;
      const page = await messages({ after: this.#log.newest });
      if (turn !== this.#replaced) return;
      this.#addPage(page);
      this.#shown();
    });
  }

  #addPage(page) {
    for (const message of page.messages) this.#add(message);
    this.#setAfter(page.has_after);
  }

  #setBefore(hasBefore) {
    this.#log.fromStart = !hasBefore;
    older.hidden = !hasBefore;
    start.hidden = hasBefore;
  }

  #setAfter(hasAfter) {
    this.#log.toEnd = !hasAfter;
    newer.hidden = !hasAfter;
    newest.hidden = !hasAfter;
    this.#viewport.follows = !hasAfter;
  }

  async #whileLoading(load) {
    this.#loading += 1;
    try {
      await load();
    } finally {
      this.#loading -= 1;
      for (const action of this.#changes) action();
      if (!this.#loading) this.#changes = [];
    }
  }

  /** What arrives while a page is on its way is newer than the page: it waits for it, and what changes it behind it. */
  async #withArrivals(load) {
    const arrivals = (this.#arrivals ??= []);
    try {
      await this.#whileLoading(load);
    } finally {
      if (!this.#loading) this.#arrivals = null;
      for (const arrival of arrivals.splice(0)) {
        if (typeof arrival !== "function") this.receive(arrival);
        else if (this.#arrivals) this.#arrivals.push(arrival);
        else arrival();
      }
    }
  }
}

/** Loads while an edge is near and shown. Its button is reached by keyboard after a failure, to try again. */
function watch(edge, frame, load) {
  const button = edge.querySelector("a");
  const label = button.textContent;
  let busy = false;
  button.tabIndex = -1;
  // Several reports may come at once where frames are slow: the last one is true now.
  const observer = new IntersectionObserver((reports) => reports.at(-1).isIntersecting && run(), {
    root: frame,
    rootMargin: AHEAD,
  });
  async function run() {
    if (busy) return;
    busy = true;
    observer.unobserve(edge);
    try {
      await load();
      button.textContent = label;
      button.tabIndex = -1;
      // Asked anew, the observer reports again, also where the edge is still near.
      observer.observe(edge);
    } catch {
      button.textContent = text("load-failed");
      button.tabIndex = 0;
    }
    busy = false;
  }
  button.addEventListener("click", (click) => {
    click.preventDefault();
    run();
  });
  observer.observe(edge);
}
