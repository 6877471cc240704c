// What the eye sees of a page: places, colours, movement, where the focus is.

import { until } from "./until.js";

export class Eye {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** Where these elements are: for what must not move. */
  placesOf(...selectors) {
    return this.#page.evaluate(
      (all) => all.map((selector) => JSON.stringify(document.querySelector(selector).getBoundingClientRect())),
      selectors,
    );
  }

  /** From now on every movement of the log is noted, after the frame that is being drawn. */
  async watchesScrolling() {
    await this.#page.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      const frame = document.getElementById("chat-log");
      globalThis.scrolled = [];
      frame.addEventListener("scroll", () => globalThis.scrolled.push(frame.scrollTop));
    });
  }

  /** All positions that the log has had since then. */
  scrolled() {
    return this.#page.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      return globalThis.scrolled;
    });
  }

  /** The colour of the ground of the page. */
  paper() {
    return this.#page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  }

  /** Waits until nothing moves any more. */
  async rests() {
    await until("the page rests", () => this.#page.evaluate(() => document.getAnimations().length === 0));
  }

  /** Whether the page is wider than its window, once it rests. */
  async scrollsSideways() {
    await this.rests();
    return this.#page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  /** The element that has the focus: its tag and what it is called, and whether one can see that it has it. */
  focus() {
    return this.#page.evaluate(() => {
      const element = document.activeElement;
      const shown = (of) => getComputedStyle(of).outlineStyle !== "none" || getComputedStyle(of).boxShadow !== "none";
      const box = element.closest(".composer-box") ?? element;
      const rectangle = element.getBoundingClientRect();
      return {
        tag: element.localName,
        id: element.id,
        room: element.dataset.room,
        isIn: element.parentElement?.className ?? "",
        shown: (shown(element) || shown(box)) && rectangle.width > 0 && rectangle.height > 0,
      };
    });
  }
}
