// Without a mouse: sign in, go to another room, send, read back.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { PASSWORD, Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

describe("the keyboard", () => {
  const teahouse = Teahouse.start();

  /** Presses Tab (or Shift+Tab) until `found` is true of what has the focus; every stop on the way must be seen. */
  async function tabs({ page, eye }, key, found) {
    for (let stop = 0; stop < 80; stop += 1) {
      await page.keyboard.press(key);
      const focus = await eye.focus();
      assert.ok(focus.tag === "body" || focus.shown, `the focus is not seen at ${JSON.stringify(focus)}`);
      if (found(focus)) return;
    }
    assert.fail("eighty stops, and it was not reached");
  }

  test("is enough to sign in, go to another room, and send", async () => {
    const [first, second] = [teahouse.room("first"), teahouse.room("second")];
    const helper = await teahouse.inRoom("alice", first);
    await helper.says("so that the room is in my list");
    await helper.opens(second);
    await helper.says("and this one, too");

    const alice = await teahouse.person("alice");
    const { page } = alice;
    await alice.goes(`/rooms/${first}`);
    await alice.hasFocusOn("field-username");
    await page.keyboard.type("alice");
    await tabs(alice, "Tab", ({ id }) => id === "field-password");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await alice.isAt(`/rooms/${first}`);
    await alice.isConnected();
    await page.keyboard.type("first, by keyboard");
    await page.keyboard.press("Enter");
    await alice.sees("first, by keyboard");
    await tabs(alice, "Shift+Tab", ({ room }) => room === second);
    await page.keyboard.press("Enter");
    await alice.isAt(`/rooms/${second}`);
    await alice.isConnected();
    await page.keyboard.type("second, by keyboard");
    await page.keyboard.press("Enter");
    await alice.sees("second, by keyboard");
  });

  test("reads back through the log, and gets past the rooms by one link", async () => {
    const room = teahouse.room("long");
    const alice = await teahouse.inRoom("alice", room);
    for (let index = 0; index < 40; index += 1) await alice.sends(`message ${index}`);
    await alice.log.hasStored(40);
    await tabs(alice, "Shift+Tab", ({ id }) => id === "chat-log");
    const end = await alice.log.position();
    await alice.page.keyboard.press("PageUp");
    await until("the log has moved up", async () => (await alice.log.position()).top < end.top);
    await alice.page.evaluate(() => document.activeElement.blur());
    await alice.page.evaluate(() => document.querySelector(".skip").focus());
    assert.equal((await alice.eye.focus()).shown, true);
    await alice.page.keyboard.press("Enter");
    await until("the log has the focus", async () => (await alice.eye.focus()).id === "chat-log");
  });

  test("opens the menu, closes it by Escape, and signs out", async () => {
    const alice = await teahouse.inRoom("alice", "lobby");
    const menu = alice.page.locator(".sidebar-me");
    const opened = async () => (await menu.getAttribute("open")) !== null;
    await tabs(alice, "Shift+Tab", ({ tag, isIn }) => tag === "summary" && isIn.includes("sidebar-me"));
    await alice.page.keyboard.press("Enter");
    assert.equal(await opened(), true);
    await alice.page.keyboard.press("Escape");
    assert.equal(await opened(), false);
    assert.equal((await alice.eye.focus()).tag, "summary");
    await alice.page.keyboard.press("Enter");
    await menu.locator('form[action="/logout"] button').press("Enter");
    await alice.isAt("/login");
  });
});
