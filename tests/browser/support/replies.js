// Replies, threads and what a message said before, as a reader of the page does and sees it.

import assert from "node:assert/strict";

import { until } from "./until.js";

export class Replies {
  #person;
  #page;

  constructor(person) {
    this.#person = person;
    this.#page = person.page;
  }

  /** The stored message of this text, in the log. */
  message(text) {
    const body = this.#page.locator(".message-body").filter({ hasText: text });
    return this.#page.locator("#messages > .message[data-seq]").filter({ has: body });
  }

  /** What stands above the composer; empty where nothing is answered. */
  async answering() {
    const line = this.#page.locator(".composer-reply");
    return (await line.isVisible()) ? (await line.locator(".message-quote-text").innerText()).trim() : "";
  }

  /** Presses Q on a message. */
  async begins(text) {
    const item = this.message(text);
    await item.evaluate((element) => {
      element.tabIndex = -1;
      element.focus();
    });
    await this.#page.keyboard.press("q");
    await until("the composer answers", async () => (await this.answering()) !== "");
  }

  /** Answers a message, and does not wait. */
  async sends(to, text) {
    await this.begins(to);
    await this.#person.sends(text);
  }

  /** The quoted line of a message; empty where it has none. */
  async quoted(text) {
    const line = this.message(text).locator(".message-quote");
    return (await line.isVisible()) ? line.locator(".message-quote-text").innerText() : "";
  }

  async comesToQuote(text, excerpt) {
    await until(`${text} quotes ${excerpt}`, async () => (await this.quoted(text)) === excerpt);
  }

  async jumps(text) {
    await this.message(text).locator(".message-quote").click();
  }

  /** The line below a thread's first message. */
  chip(text) {
    return this.message(text).locator(".message-thread");
  }

  async comesToHaveReplies(text, sentence) {
    await until(`${text} has ${sentence}`, async () => {
      const chip = this.chip(text);
      return (await chip.isVisible()) && (await chip.locator(".message-thread-count").innerText()) === sentence;
    });
  }

  /** How many replies of a thread are unread, as its line says. */
  async unread(text) {
    const count = this.chip(text).locator(".message-thread-unread");
    return (await count.isVisible()) ? Number(await count.locator("[aria-hidden]").innerText()) : 0;
  }

  async comesToHaveUnread(text, unread) {
    await until(`${unread} replies to ${text} are unread`, async () => (await this.unread(text)) === unread);
  }

  /** The number at the sidebar's way to the threads. */
  async inSidebar() {
    const count = this.#page.locator("#threads-count");
    return (await count.isHidden()) ? 0 : Number(await count.locator(".count-number").textContent());
  }

  async sidebarCounts(threads) {
    let last;
    await until(`${threads} threads are unread`, async () => (last = await this.inSidebar()) === threads).catch((error) =>
      assert.equal(last, threads, error.message),
    );
  }

  async opensThread(text) {
    await this.chip(text).click();
    await this.#page.locator(".drawer .thread-first .message").waitFor();
  }

  /** The server gives this page one reply of a thread at a time, so that a short one is long; and `only` so many, then none. */
  async areGivenOneByOne(only = Infinity) {
    let given = 0;
    if (only < Infinity) this.#person.incidents.allowNetworkFailures();
    await this.#page.route("**/thread?*", (route) => {
      given += 1;
      if (given > only) return route.abort();
      return route.continue({ url: route.request().url().replace(/limit=\d+/, "limit=1") });
    });
  }

  /** Has answered a message before anybody looked, once with each text. */
  async hasReplied(room, to, texts) {
    const { context, origin } = this.#person;
    const { id } = (await this.#person.log.messages()).find(({ text }) => text === to);
    for (const message of texts) {
      const data = { message, reply_to: id.replace("message-", "") };
      await context.request.post(`/api/rooms/${room}/messages`, { data, headers: { Origin: origin } });
    }
  }

  /** Reads the drawer down to its end by the wheel, until so many replies of the thread are unread. */
  async readsThreadUntil(text, unread) {
    await this.#page.locator("#drawer-body").hover();
    await until(`${unread} replies to ${text} are left`, async () => {
      await this.#page.mouse.wheel(0, 150);
      return (await this.unread(text)) === unread;
    });
  }

  /** The way to replies that the drawer does not show. */
  get rest() {
    return this.#page.locator(".thread").getByRole("link", { name: "Newer replies" });
  }

  /** The texts of the thread in the drawer, first to last. */
  thread() {
    return this.#page.locator(".drawer .message[data-seq] .message-body").allInnerTexts();
  }

  async threadReads(texts) {
    await until(`the thread reads ${texts}`, async () => JSON.stringify(await this.thread()) === JSON.stringify(texts));
  }

  get threadField() {
    return this.#page.locator(".thread-composer textarea");
  }

  /** Waits until this stands where one writes to the thread. */
  async holds(text) {
    let last;
    await until(`${text} stands there`, async () => (last = await this.threadField.inputValue()) === text).catch((error) =>
      assert.equal(last, text, error.message),
    );
  }

  /** The stored message of this text, in the drawer. */
  inThread(text) {
    const body = this.#page.locator(".message-body").filter({ hasText: text });
    return this.#page.locator(".thread .message[data-seq]").filter({ has: body });
  }

  /** Does something with a message of the thread, by the mouse. */
  async choosesInThread(action, text) {
    const { actions } = this.#person;
    await this.inThread(text).hover();
    await this.inThread(text).locator(".actions-bar").waitFor();
    const button = actions.bar.locator(`[data-action="${action}"]`);
    if (!(await button.isVisible())) await actions.bar.locator("[data-more]").click();
    await button.click();
  }

  async reactsInThread(text, emoji) {
    await this.choosesInThread("react", text);
    await this.#page.locator(`#quick-reactions [data-emoji="${emoji}"]`).click();
  }

  /** Waits until exactly these reactions stand under a message, in log and thread: emoji and count. */
  async bothShow(text, wanted) {
    for (const place of [this.message(text), this.inThread(text)]) {
      await until(`${text}: ${wanted}`, async () => {
        const chips = await place.locator(".reaction").evaluateAll((all) => all.map((chip) => `${chip.value} ${chip.innerText.match(/\d+/)}`));
        return chips.join() === wanted.join();
      });
    }
  }

  /** Opens a message of the thread for editing where it stands, and saves another text. */
  async editsInThread(text, changed) {
    await this.choosesInThread("edit", text);
    await this.hasThreadEditor();
    await this.#person.actions.field.fill(changed);
    await this.#person.actions.field.press("Enter");
  }

  /** One message is being edited, and that in the drawer. */
  async hasThreadEditor() {
    await this.#person.actions.hasText();
    assert.equal(await this.#page.locator(".thread .message-editor").count(), 1);
    assert.equal(await this.#page.locator("#messages .message-editor").count(), 0);
  }

  async sendsInThread(text) {
    await this.threadField.fill(text);
    await this.threadField.press("Enter");
  }
}
