// The emoji picker, as a person uses it: open, look for, pick.

import { until } from "./until.js";

export class EmojiPicker {
  #page;

  constructor(page) {
    this.#page = page;
  }

  get dialog() {
    return this.#page.locator("dialog.emoji-dialog");
  }

  get search() {
    return this.#page.locator("emoji-picker .search");
  }

  /** Opens it from the composer, and waits until it shows emoji. */
  async opens() {
    await this.#page.locator("#composer-emoji").click();
    await this.showsSome();
  }

  async showsSome() {
    await this.#page.locator("emoji-picker .tabpanel .emoji-menu .emoji").first().waitFor();
  }

  /** Waits until what one types goes where one looks for emoji. */
  async canType() {
    await until("one can type", () => this.search.evaluate((search) => search.getRootNode().activeElement === search));
  }

  /** The first ones that it finds, others than it showed before; at least this one is among them. */
  async finds(words, expected) {
    const before = (await this.found()).join();
    await this.search.fill(words);
    return until(`${words} finds ${expected}`, async () => {
      const found = await this.found();
      return found.join() !== before && found.includes(expected) && found;
    });
  }

  found() {
    return this.#page.locator("emoji-picker [role=option].emoji").evaluateAll((all) => all.map((one) => one.textContent || one.title));
  }

  /** Clicks one of those that are shown. */
  async picks(glyph) {
    await this.#page.locator("emoji-picker .tabpanel .emoji").getByText(glyph, { exact: true }).first().click();
    await this.isClosed();
  }

  async isClosed() {
    await this.dialog.waitFor({ state: "detached" });
  }

  /** Those that are offered first because they were picked often. */
  favourites() {
    return this.#page.locator("emoji-picker .favorites .emoji").evaluateAll((all) => all.map((one) => one.textContent));
  }
}
