// Older and newer pages of the log, loaded before the reader meets the edge.

import { messages } from "./api.js";
import { text } from "./texts.js";

/** How far from the edge loading begins: two heights of the window. */
const AHEAD = "200% 0px";
const start = document.getElementById("log-start");
const older = document.getElementById("log-older");
const newer = document.getElementById("log-newer");
const newest = document.getElementById("log-newest");

export class History {
  #log;
  #viewport;
  #add;
  #deliver;
  #arrivals = null;

  /** `add(message)` puts a message of a page into the log, `deliver(message)` a live one. */
  constructor({ log, viewport, frame, hasAfter, add, deliver }) {
    this.#log = log;
    this.#viewport = viewport;
    this.#add = add;
    this.#deliver = deliver;
    this.#setAfter(hasAfter);
    watch(older, frame, () => this.#loadOlder());
    watch(newer, frame, () => this.#loadNewer());
  }

  /** A live message: shown now, kept while a page is on its way, or left to a later page. */
  receive(message) {
    if (this.#arrivals) this.#arrivals.push(message);
    else if (!this.hasAfter) this.#deliver(message);
  }

  /** Shows the newest page instead of all that is here: too much has happened in between. */
  reload() {
    return this.#withArrivals(async () => {
      const page = await messages();
      this.#log.clear();
      this.#addPage(page);
      this.#setBefore(page.has_before);
      this.#viewport.toBottom();
    });
  }

  async #loadOlder() {
    const page = await messages({ before: this.#log.oldest });
    this.#viewport.keepStill(() => {
      this.#log.prepend(page.messages);
      this.#setBefore(page.has_before);
    });
  }

  #loadNewer() {
    return this.#withArrivals(async () => this.#addPage(await messages({ after: this.#log.newest })));
  }

  #addPage(page) {
    for (const message of page.messages) this.#add(message);
    this.#setAfter(page.has_after);
  }

  #setBefore(hasBefore) {
    older.hidden = !hasBefore;
    start.hidden = hasBefore;
  }

  #setAfter(hasAfter) {
    this.hasAfter = hasAfter;
    newer.hidden = !hasAfter;
    newest.hidden = !hasAfter;
    this.#viewport.follows = !hasAfter;
  }

  /** What arrives while a page is on its way is newer than the page: it waits for it. */
  async #withArrivals(load) {
    this.#arrivals = [];
    try {
      await load();
    } finally {
      const arrivals = this.#arrivals;
      this.#arrivals = null;
      for (const message of arrivals) this.receive(message);
    }
  }
}

/** Loads while an edge is near and shown. Its button is reached by keyboard after a failure, to try again. */
function watch(edge, frame, load) {
  const button = edge.querySelector("a");
  const label = button.textContent;
  let busy = false;
  button.tabIndex = -1;
  const observer = new IntersectionObserver(([entry]) => entry.isIntersecting && run(), {
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
