// An input method as Chromium hears one: a composition, keys that belong to it, and the word that is chosen.

import { until } from "./until.js";

export class InputMethod {
  #page;
  #devtools;

  /** Works in the field where the person writes, or in another one. */
  static async of({ page, context }, field = "#chat-message-input") {
    const method = new InputMethod();
    method.#page = page;
    method.#devtools = await context.newCDPSession(page);
    await page.locator(field).focus();
    await page.evaluate(() => {
      globalThis.keysDown = [];
      addEventListener(
        "keydown",
        ({ key, isComposing, keyCode }) => globalThis.keysDown.push({ key, isComposing, keyCode }),
        true,
      );
    });
    return method;
  }

  /** Letters under which the method looks for words: they stand in the field, underlined. */
  async composes(text) {
    await this.#devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }

  /** Enter, taken by the method; returns what the page was told of it. */
  async pressesEnter() {
    const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
    await this.#devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
    await this.#devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...key, windowsVirtualKeyCode: 13 });
    return until("the page hears of the key", () => this.#page.evaluate(() => globalThis.keysDown.pop()));
  }

  /** The composition becomes this text. */
  async chooses(text) {
    await this.#devtools.send("Input.insertText", { text });
  }
}
