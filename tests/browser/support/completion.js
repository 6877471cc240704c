// The list that opens while one writes a name, as a person sees it.

import assert from "node:assert/strict";

import { until } from "./until.js";

export class Completion {
  #list;

  constructor({ page }) {
    this.#list = page.locator(".completion");
  }

  #option(label) {
    const named = this.#list.page().locator(".completion-label", { hasText: new RegExp(`^${label}$`) });
    return this.#list.locator(".completion-option").filter({ has: named });
  }

  async opens() {
    await this.#list.waitFor();
  }

  async isClosed() {
    await until("the list is closed", async () => !(await this.#list.isVisible()));
  }

  /** Has exactly these, in this order. */
  async shows(labels) {
    let last;
    const same = async () => {
      last = await this.#list.locator(".completion-label").allInnerTexts();
      return last.join() === labels.join();
    };
    await until("the list is right", same).catch((error) => assert.deepEqual(last, labels, error.message));
  }

  /** What the keys stand on, as a screen reader is told. */
  async chosen() {
    return this.#list.evaluate((list) => {
      const field = document.querySelector(`[aria-controls="${list.id}"]`);
      const option = document.getElementById(field.getAttribute("aria-activedescendant"));
      return option.ariaSelected === "true" ? option.querySelector(".completion-label").textContent : null;
    });
  }

  async hint(label) {
    return this.#option(label).locator(".completion-hint").innerText();
  }

  async clicks(label) {
    await this.#option(label).click();
  }

  async taps(label) {
    const { x, y, width, height } = await this.#option(label).boundingBox();
    const page = this.#list.page();
    const devtools = await page.context().newCDPSession(page);
    const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
    await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await this.isClosed();
  }

  /** How many follow the caret in this page. */
  async followers() {
    const page = this.#list.page();
    const devtools = await page.context().newCDPSession(page);
    const { result } = await devtools.send("Runtime.evaluate", { expression: "document" });
    const { listeners } = await devtools.send("DOMDebugger.getEventListeners", { objectId: result.objectId });
    return listeners.filter(({ type }) => type === "selectionchange").length;
  }

  async box() {
    return this.#list.boundingBox();
  }
}
