// What a person does with messages besides writing: reactions, pins.

import assert from "node:assert/strict";

import { until } from "./until.js";

export class Marks {
  #person;
  #page;

  constructor(person) {
    this.#person = person;
    this.#page = person.page;
  }

  /** Answers with one of the quick emoji. */
  async reacts(text, emoji) {
    await this.#person.actions.chooses("react", text);
    await this.#page.locator(`#quick-reactions [data-emoji="${emoji}"]`).click();
  }

  /** From elsewhere, by the id of the message's item. */
  async reactsElsewhere(id, emoji) {
    const answer = await this.#person.context.request.post(`/api/messages/${id.replace("message-", "")}/reactions`, {
      data: { emoji, op: "add" },
      headers: { Origin: this.#person.origin },
    });
    assert.equal(answer.status(), 200);
  }

  async clicks(text, emoji) {
    await (await this.#chip(text, emoji)).click();
  }

  /** Waits until exactly these stand under a message: emoji and count. */
  async show(text, wanted) {
    let last;
    await until(`${text}: ${wanted}`, async () => {
      const chips = (await this.#person.actions.message(text)).locator(".reaction");
      last = await chips.evaluateAll((all) =>
        all.map((chip) => `${chip.value} ${chip.querySelector(".reaction-count").textContent}`),
      );
      return JSON.stringify(last) === JSON.stringify(wanted);
    }).catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(last)}`);
    });
  }

  /** The emoji that the reader has answered with. */
  async own(text) {
    const chips = (await this.#person.actions.message(text)).locator('.reaction[aria-pressed="true"]');
    return (await chips.evaluateAll((all) => all.map(({ value }) => value))).join("");
  }

  /** What the mouse over a reaction says. */
  async who(text, emoji) {
    const chip = await this.#chip(text, emoji);
    await chip.hover();
    await this.tells(chip);
    return chip.getAttribute("data-who");
  }

  /** What all reactions of the log are made of. */
  markup() {
    return this.#page.locator("#messages .reactions").evaluateAll((rows) => rows.map(({ outerHTML }) => outerHTML));
  }

  /** Waits until it is shown who has answered with this. */
  async tells(chip) {
    const shown = () => chip.evaluate((element) => getComputedStyle(element, "::after").opacity === "1");
    await until("it is said who", shown);
  }

  /** Rests a finger on a reaction and lifts it again. */
  async restsOn(text, emoji) {
    const chip = await this.#chip(text, emoji);
    const { x, y, width, height } = await chip.boundingBox();
    const devtools = await this.#person.context.newCDPSession(this.#page);
    const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
    await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await this.#page.locator(".reaction-told").waitFor();
    await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await this.tells(chip);
  }

  /** Waits for so many pinned messages in the drawer; their texts. */
  async pinned(count) {
    const bodies = this.#page.locator("#drawer .message-body");
    await until(`${count} are pinned`, async () => (await bodies.count()) === count);
    return bodies.allInnerTexts();
  }

  async #chip(text, emoji) {
    return (await this.#person.actions.message(text)).locator(`.reaction[value="${emoji}"]`);
  }
}
