// What a person does with messages that are there: the bar, the editor, the question before a deletion.

import { until } from "./until.js";

export class MessageActions {
  #person;
  #page;

  constructor(person) {
    this.#person = person;
    this.#page = person.page;
  }

  get bar() {
    return this.#page.locator(".actions-bar");
  }

  /** The fields in which messages are being edited. */
  get field() {
    return this.#page.locator(".message-editor textarea");
  }

  /** What is said beside the text that is being edited. */
  get note() {
    return this.#page.locator(".editor-note");
  }

  get question() {
    return this.#page.locator("#delete-dialog");
  }

  /** What the bar says of what was done. */
  said() {
    return this.bar.locator(".actions-note").innerText();
  }

  /** The message that reads so, or like this pattern. */
  async message(wanted) {
    const reads = (text) => (wanted instanceof RegExp ? wanted.test(text) : text === wanted);
    const { id } = await until(`there is a message ${wanted}`, async () =>
      (await this.#person.log.messages()).find(({ text, pending }) => !pending && reads(text)),
    );
    return this.#page.locator(`#${id}`);
  }

  /** Rests the mouse on a message; returns the names of the actions that it offers. */
  async pointsAt(text) {
    await (await this.message(text)).hover();
    return this.offered();
  }

  async offered() {
    await this.bar.waitFor();
    const buttons = this.bar.locator("button[data-action]:not([hidden])");
    return buttons.evaluateAll((all) => all.map(({ dataset }) => dataset.action));
  }

  async chooses(action, text) {
    await this.pointsAt(text);
    const button = this.bar.locator(`[data-action="${action}"]`);
    if (!(await button.isVisible())) await this.bar.locator("[data-more]").click();
    await button.click();
  }

  /** Opens a message for editing, and waits until its text as typed stands in the field. */
  async opensEditor(text) {
    await this.chooses("edit", text);
    await this.hasText();
  }

  async hasText() {
    await until("the text is there to be edited", () => this.field.evaluate(({ readOnly }) => !readOnly));
  }

  async edits(text, changed) {
    await this.opensEditor(text);
    await this.field.fill(changed);
    await this.field.press("Enter");
  }

  async deletes(text) {
    await this.chooses("delete", text);
    await this.question.locator('[value="delete"]').click();
  }

  /** Presses a finger on a message until its bar is there. */
  async pressesLong(text) {
    await this.pressesLongOn(await this.message(text));
  }

  async pressesLongOn(message) {
    const { x, y, width, height } = await message.locator(".message-body").boundingBox();
    const devtools = await this.#person.context.newCDPSession(this.#page);
    const touchPoints = [{ x: x + Math.min(width, 40), y: y + height / 2 }];
    await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await message.locator(".actions-bar").waitFor();
    await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  /** Waits until the log has only a tombstone where this message was. */
  async isDeleted(message) {
    await until("the message is a tombstone", () => message.evaluate((item) => item.matches(".message-deleted")));
  }

  /** Waits until a message reads so and has the mark of an edit. */
  async isEdited(text) {
    const message = await this.message(text);
    await message.locator(".message-edited").waitFor();
    return message;
  }
}
