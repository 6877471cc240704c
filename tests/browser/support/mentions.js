// The page of mentions and its entry in the sidebar, as a person sees them.

import assert from "node:assert/strict";

import { until } from "./until.js";

export class Mentions {
  #person;
  #page;

  constructor(person) {
    this.#person = person;
    this.#page = person.page;
  }

  get #entry() {
    return this.#page.locator("#sidebar-mentions");
  }

  /** Goes there by the sidebar. */
  async opens() {
    if (await this.#page.locator(".back").isVisible()) await this.#page.locator(".back").click();
    await this.#entry.click();
    await this.#person.isAt("/mentions");
    await this.#page.locator("#mentions").waitFor({ state: "attached" });
    await this.#page.waitForLoadState();
  }

  async goes() {
    await this.#page.goto("/mentions");
  }

  /** The number at the entry; empty where there is none. */
  async count() {
    const count = this.#entry.locator(".count");
    if ((await count.getAttribute("hidden")) !== null) return "";
    return (await count.locator(".count-number").textContent()).trim();
  }

  async counts(number) {
    let last;
    const same = async () => (last = await this.count()) === (number ? String(number) : "");
    await until(`${number} mentions are counted`, same).catch((error) => assert.equal(last, number, error.message));
  }

  /** The texts on the page, from above. */
  async texts() {
    const texts = await this.#page.locator(".mention-item .mention-body").allInnerTexts();
    return texts.map((text) => text.trim());
  }

  async lists(texts) {
    let last;
    const same = async () => (last = await this.texts()).join() === texts.join();
    await until("the mentions are right", same).catch((error) => assert.deepEqual(last, texts, error.message));
  }

  async unread() {
    const texts = await this.#page.locator(".mention-unread .mention-body").allInnerTexts();
    return texts.map((text) => text.trim());
  }

  async becomeRead() {
    await until("all are read", async () => (await this.unread()).length === 0);
  }

  /** Goes to a message by its link. */
  async follows(text) {
    await this.#page.locator(".mention-item", { hasText: text }).locator(".mention-place").click();
    await until("the message is there", () => /^\/rooms\/.+\/messages\/\d+$/.test(this.#person.path));
  }

  async filtersUnread() {
    await this.#page.locator(".mentions-filter a").last().click();
    await this.#page.waitForURL("**/mentions?unread=1");
  }

  async emptyText() {
    return this.#page.locator("#mentions-empty").innerText();
  }

  async saysThatThereAreNew() {
    await this.#page.locator("#mentions-new").waitFor();
  }

  async areLoadedAnewBy(act) {
    const loaded = this.#page.waitForEvent("load");
    act();
    await loaded;
  }

  async showsNew() {
    await this.#page.locator("#mentions-new").click();
    await this.#page.waitForLoadState();
  }

  async showsOlder() {
    await this.#page.locator(".mentions-older a").click();
    await this.#page.waitForURL("**/mentions?before=*");
  }
}
