// The list that opens behind an @ while one writes: who is in it, by which keys it goes, and when it stays away.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { Completion } from "./support/completion.js";
import { InputMethod } from "./support/input_method.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const PEOPLE = { alice: "Alice", bob: "Bob", ops7: "张三", lisi: "李四", bella: "Bella" };

describe("the completion of names", () => {
  const teahouse = Teahouse.start({ people: PEOPLE });

  async function writer(name, wishes) {
    const alice = await teahouse.inRoom("alice", teahouse.room(name), wishes);
    return { alice, list: new Completion(alice) };
  }

  test("an @ opens the list, letters narrow it, Enter chooses and sends nothing, the next Enter sends", async () => {
    const { alice, list } = await writer("enter");
    await alice.page.keyboard.type("hi @");
    await list.shows(["Bella", "Bob", "张三", "李四"]);
    await alice.page.keyboard.type("b");
    await list.shows(["Bella", "Bob"]);
    await alice.presses("ArrowDown");
    assert.equal(await list.chosen(), "Bob");
    await alice.presses("ArrowDown");
    assert.equal(await list.chosen(), "Bella");
    await alice.presses("ArrowUp");
    await alice.presses("Enter");
    assert.equal(await alice.draft(), "hi @bob ");
    await list.isClosed();
    assert.deepEqual(await alice.log.texts(), []);
    await alice.presses("Enter");
    await alice.sees("hi @bob");
  });

  test("a Chinese name is found by pinyin, also behind Chinese text and with a full-width sign", async () => {
    const { alice, list } = await writer("pinyin");
    for (const [typed, written] of [["@zs", "@ops7 "], ["请看@zhang", "请看@ops7 "], ["你好，＠ls", "你好，@lisi "]]) {
      await alice.writes("");
      await alice.page.keyboard.type(typed);
      await list.opens();
      await alice.presses("Tab");
      await until(`${typed} has become ${written}`, async () => (await alice.draft()) === written);
    }
  });

  test("it stays away inside of words and addresses, and where nobody is found", async () => {
    const { alice, list } = await writer("away");
    for (const typed of ["ann@b", "@nobody", "b @ "]) {
      await alice.writes("");
      await alice.page.keyboard.type(typed);
      await alice.page.waitForLoadState("networkidle");
      await list.isClosed();
    }
    await alice.presses("Enter");
    await alice.sees("b @");
  });

  test("Escape closes it until the next sign, and closed it takes no keys", async () => {
    const { alice, list } = await writer("escape");
    await alice.page.keyboard.type("@b");
    await list.opens();
    await alice.presses("Escape");
    await list.isClosed();
    await alice.page.keyboard.type("o");
    await alice.page.waitForLoadState("networkidle");
    await list.isClosed();
    await alice.presses("Enter");
    await alice.sees("@bo");
    await alice.page.keyboard.type("@b");
    await list.opens();
    await alice.presses("Shift+Enter");
    assert.equal(await alice.draft(), "@b\n");
    await list.isClosed();
  });

  test("on a line that hangs the list goes by itself, and Enter sends what was written", async () => {
    const { alice, list } = await writer("hangs");
    await alice.page.keyboard.type("@b");
    await list.shows(["Bella", "Bob"]);
    await alice.page.route("**/people?*", () => {});
    await alice.page.keyboard.type("o");
    await alice.presses("Enter");
    await list.isClosed();
    assert.equal(await alice.draft(), "@bo");
    await alice.presses("Enter");
    await alice.sees("@bo");
  });

  test("what was chosen can be undone", async () => {
    const { alice, list } = await writer("undo");
    await alice.page.keyboard.type("see @bo");
    await list.shows(["Bob"]);
    await alice.presses("Enter");
    assert.equal(await alice.draft(), "see @bob ");
    await alice.presses("Control+z");
    assert.equal(await alice.draft(), "see @bo");
  });

  test("in the middle of a text only the name is replaced", async () => {
    const { alice, list } = await writer("middle");
    await alice.writes("ask  today");
    for (let step = 0; step < 6; step += 1) await alice.presses("ArrowLeft");
    await alice.page.keyboard.type("@bo");
    await list.shows(["Bob"]);
    await alice.presses("Enter");
    assert.equal(await alice.draft(), "ask @bob today");
  });

  test("a mouse chooses, and the field keeps the focus", async () => {
    const { alice, list } = await writer("mouse");
    await alice.page.keyboard.type("@b");
    await list.shows(["Bella", "Bob"]);
    await list.clicks("Bob");
    await alice.page.keyboard.type("tea?");
    assert.equal(await alice.draft(), "@bob tea?");
  });

  test("while an input method composes there is no list, and its Enter chooses nobody", async () => {
    const { alice, list } = await writer("composing");
    const pinyin = await InputMethod.of(alice);
    await alice.page.keyboard.type("@");
    await list.opens();
    await pinyin.composes("zhang'san");
    await list.isClosed();
    const enter = await pinyin.pressesEnter();
    assert.equal(enter.isComposing, true);
    assert.deepEqual(await alice.log.texts(), []);
    await pinyin.chooses("张三");
    await list.shows(["张三"]);
    await alice.presses("Enter");
    assert.equal(await alice.draft(), "@ops7 ");
  });

  test("nothing moves when it opens, and it is inside of the window", async () => {
    const { alice, list } = await writer("still");
    await alice.says("a message");
    const before = await alice.page.locator("#chat-composer").boundingBox();
    await alice.page.keyboard.type("@");
    await list.opens();
    assert.deepEqual(await alice.page.locator("#chat-composer").boundingBox(), before);
    const box = await list.box();
    assert.ok(box.y >= 0 && box.y + box.height <= before.y + 8, JSON.stringify({ box, before }));
  });

  test("it works in the editor of a message, where Escape closes the list and not the editor", async () => {
    const { alice, list } = await writer("editor");
    await alice.says("hello");
    await alice.presses("ArrowUp");
    const editor = alice.page.locator(".message-editor textarea");
    await until("the text is there", async () => (await editor.inputValue()) === "hello");
    await editor.pressSequentially(" @b");
    await list.opens();
    await editor.press("Escape");
    await list.isClosed();
    await editor.fill("hello ");
    await editor.pressSequentially("@bob");
    await list.shows(["Bob"]);
    await editor.press("Enter");
    await until("Bob is chosen", async () => (await editor.inputValue()) === "hello @bob ");
    await editor.press("Enter");
    await alice.sees("hello @bob");
  });

  test("an editor that is closed leaves nothing behind that follows the caret", async () => {
    const { alice, list } = await writer("closed");
    await alice.says("hello");
    const before = await list.followers();
    for (let turn = 0; turn < 3; turn += 1) {
      await alice.presses("ArrowUp");
      await alice.actions.hasText();
      await alice.actions.field.press("Escape");
      await alice.actions.field.waitFor({ state: "detached" });
    }
    assert.equal(await list.followers(), before);
  });

  test("who looks after the room is offered the whole room, and reads whom that reaches", async () => {
    teahouse.room("reach");
    for (const name of ["alice", "bob", "lisi"]) teahouse.server.command(["room", "add", "reach", name]);
    teahouse.server.command(["room", "add", "reach", "bella", "--role", "moderator"]);
    const bella = await teahouse.inRoom("bella", "reach");
    const list = new Completion(bella);
    await bella.page.keyboard.type("@ro");
    await list.shows(["@room"]);
    assert.match(await list.hint("@room"), /3 people/);
    await bella.presses("Enter");
    await until("the room is chosen", async () => (await bella.draft()) === "@room ");
    const bob = await teahouse.inRoom("bob", "reach");
    await bob.page.keyboard.type("@ro");
    await bob.page.waitForLoadState("networkidle");
    await new Completion(bob).isClosed();
  });

  for (const [size, locale] of [["wide", "en-GB"], ["narrow", "zh-CN"]]) {
    test(`it has no barriers and reads well, ${size} and in ${locale}`, async () => {
      for (const colorScheme of ["light", "dark"]) {
        const { alice, list } = await writer(`axe-${size}-${colorScheme}`, { locale, colorScheme });
        await alice.takes(size);
        await alice.page.locator("#chat-message-input").focus();
        await alice.says("第一条消息");
        await alice.page.keyboard.type("@");
        await list.opens();
        const field = alice.page.locator("#chat-message-input");
        assert.equal(await field.getAttribute("aria-expanded"), "true");
        assert.ok(await field.getAttribute("aria-activedescendant"));
        assert.deepEqual(await findBarriers(alice.page), []);
        if (process.env.SHOTS) await alice.page.screenshot({ path: `${process.env.SHOTS}/list-${size}-${colorScheme}.png` });
        if (size === "narrow") await list.taps("Bob");
        else await list.clicks("Bob");
        assert.equal(await alice.draft(), "@bob ");
        assert.equal(await field.getAttribute("role"), null);
      }
    });
  }
});
