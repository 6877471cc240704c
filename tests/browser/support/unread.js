// What is unread, as a person sees it: the line, the bar, the list of rooms, the title, the icon.

import assert from "node:assert/strict";

import { until } from "./until.js";

export class Unread {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** The text below the unread line; null where there is no line. */
  async line() {
    const item = this.#page.locator(".message-first-unread");
    if ((await item.count()) === 0) return null;
    assert.equal(await this.#page.locator(".unread-line").count(), 1, "there is one line");
    return item.locator(".message-body").innerText();
  }

  async lineIsAbove(text) {
    let last;
    await until(`the unread line is above ${JSON.stringify(text)}`, async () => (last = await this.line()) === text).catch(
      (error) => assert.equal(last, text, error.message),
    );
  }

  /** What the bar above the log says; empty where it is not shown. */
  async bar() {
    const bar = this.#page.locator("#unread-bar");
    return (await bar.isVisible()) ? bar.locator("[data-jump]").innerText() : "";
  }

  async barSays(pattern) {
    await until(`the bar says ${pattern}`, async () => pattern.test(await this.bar()));
  }

  async jumps() {
    await this.#page.locator("#unread-bar [data-jump]").click();
  }

  async marksAllRead() {
    await this.#page.locator("#unread-bar [data-read]").click();
  }

  /** What a room's row shows as its count; empty where it shows none. */
  async count(room) {
    const count = this.#page.locator(`.sidebar [data-room="${room}"] .count`);
    return (await count.isVisible()) ? count.locator(".count-number").innerText() : "";
  }

  async counts(room, number) {
    let last;
    await until(`${room} counts ${number}`, async () => (last = await this.count(room)) === String(number || "")).catch(
      (error) => assert.equal(last, String(number || ""), error.message),
    );
  }

  async mentions(room) {
    return (await this.#page.locator(`.sidebar [data-room="${room}"] .count-mentions`).count()) > 0;
  }

  async titleBegins(start) {
    await until(`the title begins with ${start}`, async () => (await this.#page.title()).startsWith(start));
  }

  /** `icon`, `icon-unread` or `icon-mention`. */
  async icon() {
    const href = await this.#page.locator("#icon").getAttribute("href");
    return href.split("/").at(-1).replace(".svg", "");
  }
}
