// The log of messages on a room page, as a reader sees it.

import assert from "node:assert/strict";

import { draws, look, readLog } from "./in_page.js";
import { until } from "./until.js";

export class Log {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** The box that scrolls. */
  get frame() {
    return this.#page.locator("#chat-log");
  }

  /** All messages, first to last: id, seq, author, time, text, pending, failed, continues. */
  messages() {
    return this.#page.evaluate(readLog);
  }

  async texts() {
    return (await this.messages()).map(({ text }) => text);
  }

  async authors() {
    return (await this.messages()).map(({ author }) => author);
  }

  /** All texts as they were typed, where lines and blocks do not matter. */
  typed() {
    return this.#page.locator(".messages .message-body").allTextContents();
  }

  /** What the bodies are made of: the names of all elements, and the links. */
  elements() {
    return this.#page.evaluate(() => ({
      names: Array.from(document.querySelectorAll(".messages .message-body *"), ({ tagName }) => tagName),
      links: Array.from(document.querySelectorAll(".messages .message-body a"), (link) => ({
        href: link.getAttribute("href"),
        text: link.textContent,
      })),
    }));
  }

  /** Waits until this text stands there, stored, and fails where it stands twice. */
  async shows(text) {
    const found = async () => (await this.messages()).filter((message) => message.text === text);
    await until(`the log shows ${JSON.stringify(text)}`, async () => (await found()).some(({ pending }) => !pending));
    const copies = await found();
    assert.equal(copies.length, 1, `${JSON.stringify(text)} stands ${copies.length} times`);
    return copies[0];
  }

  /** Waits until exactly these texts stand there, in this order. */
  async reads(texts) {
    let last;
    await until(`the log reads ${JSON.stringify(texts)}`, async () => {
      last = await this.texts();
      return JSON.stringify(last) === JSON.stringify(texts);
    }).catch((error) => assert.deepEqual(last, texts, error.message));
  }

  /** Waits until so many messages stand there and none of them is pending. */
  async hasStored(count, patience) {
    const stored = async () => {
      const messages = await this.messages();
      return messages.length === count && messages.every(({ pending }) => !pending);
    };
    await until(`${count} messages are stored`, stored, patience);
  }

  /** The elements and texts of all messages, line by line: what the server rendered equals what the scripts make. */
  markup() {
    return this.#page.locator("#messages").evaluate((list) => {
      const lines = [];
      const read = (node, depth) => {
        const attributes = Array.from(node.attributes ?? [], ({ name, value }) => `${name}=${JSON.stringify(value)}`);
        const text = node.nodeType === Node.TEXT_NODE ? node.data.trim() : "";
        if (node.localName || text) lines.push(`${depth} ${node.localName ?? text} ${attributes.toSorted().join(" ")}`);
        for (const child of node.childNodes) read(child, depth + 1);
      };
      read(list, 0);
      return lines;
    });
  }

  count() {
    return this.#page.locator("#messages > .message").count();
  }

  /** How far the box is scrolled: `top`, and `below`, the pixels under the window. */
  position() {
    return this.frame.evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
      top: scrollTop,
      below: Math.round(scrollHeight - scrollTop - clientHeight),
    }));
  }

  /** The first message whose upper edge is in the window, and where that is; scrolled to `top` in the same moment. */
  underTheEye(top = null) {
    return this.frame.evaluate(look, top);
  }

  /** Where the upper edge of this message is now. */
  topOf(id) {
    return this.#page.locator(`#${id}`).evaluate((item) => item.getBoundingClientRect().top);
  }

  /** Turns the wheel over the log, and waits until it has come to rest. */
  async wheels(pixels) {
    await this.frame.hover();
    const { top, below } = await this.position();
    await this.#page.mouse.wheel(0, pixels);
    // The wheel is turned before the page knows of it.
    const atEdge = pixels < 0 ? top === 0 : below === 0;
    if (!atEdge) await until("the wheel has moved the log", async () => (await this.position()).top !== top);
    await this.settles();
  }

  /** Goes to this distance from the top at once. */
  async scrollsTo(top) {
    await this.frame.evaluate((frame, to) => (frame.scrollTop = to), top);
  }

  /** Waits until neither the position nor the height of the log changes any more. */
  async settles() {
    let last = "";
    let same = 0;
    await until("the log rests", async () => {
      await this.#page.evaluate(draws);
      const now = JSON.stringify(await this.position());
      same = now === last ? same + 1 : 0;
      last = now;
      return same > 4;
    });
  }
}
