// Writing: keys, input methods, drafts, and the line that says who is typing.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { InputMethod } from "./support/input_method.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

describe("the composer", () => {
  const teahouse = Teahouse.start();

  test("Enter sends, and the field is empty and ready for the next text", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("enter"));
    await alice.writes("with Enter");
    await alice.presses("Enter");
    await alice.sees("with Enter");
    assert.equal(await alice.draft(), "");
    await alice.page.keyboard.type("and on");
    assert.equal(await alice.draft(), "and on");
  });

  test("Shift+Enter breaks the line and sends nothing", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("shift"));
    await alice.writes("first");
    await alice.presses("Shift+Enter");
    await alice.page.keyboard.type("second");
    assert.equal(await alice.draft(), "first\nsecond");
    assert.deepEqual(await alice.log.texts(), []);
    await alice.presses("Enter");
    await alice.sees("first\nsecond");
  });

  test("the button sends as Enter does", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("button"));
    await alice.writes("by the button");
    await alice.page.locator("#chat-message-submit").click();
    await alice.sees("by the button");
  });

  test("white space and invisible characters alone are not sent", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("nothing"));
    for (const nothing of ["   ", "\n\n", "\u200b\u2060"]) {
      await alice.writes(nothing);
      await alice.presses("Enter");
    }
    await alice.says("something");
    await alice.log.reads(["something"]);
  });

  test("Enter that chooses a word of an input method sends nothing", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("pinyin"));
    const pinyin = await InputMethod.of(alice);
    await pinyin.composes("ni'hao");
    const enter = await pinyin.pressesEnter();
    assert.equal(enter.isComposing, true);
    assert.deepEqual(await alice.log.texts(), []);
    await pinyin.chooses("你好");
    assert.equal(await alice.draft(), "你好");
    assert.deepEqual(await alice.log.texts(), []);
    await alice.presses("Enter");
    await alice.sees("你好");
    await alice.log.reads(["你好"]);
  });

  test("Enter that an input method reports after its composition sends nothing", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("zhuyin"));
    const zhuyin = await InputMethod.of(alice);
    await zhuyin.composes("ㄊㄞˊ");
    await zhuyin.chooses("台");
    const enter = await zhuyin.pressesEnter();
    assert.deepEqual(enter, { key: "Enter", isComposing: false, keyCode: 229 });
    assert.equal(await alice.draft(), "台");
    await alice.presses("Enter");
    await alice.log.reads(["台"]);
  });

  test("a draft survives a reload, and each room has its own", async () => {
    const [here, there] = [teahouse.room("here"), teahouse.room("there")];
    const alice = await teahouse.inRoom("alice", here);
    await alice.writes("not yet finished");
    await alice.opens(there);
    assert.equal(await alice.draft(), "");
    await alice.opens(here);
    assert.equal(await alice.draft(), "not yet finished");
    await alice.presses("Enter");
    await alice.sees("not yet finished");
    await alice.opens(here);
    assert.equal(await alice.draft(), "");
  });

  test("a text that is too long stays, and the count says by how much", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("long"));
    await alice.writes("茶".repeat(4003));
    await alice.presses("Enter");
    const count = alice.page.locator("#composer-count");
    assert.equal(await count.innerText(), "3 characters too long");
    assert.equal((await alice.draft()).length, 4003);
    await alice.writes("茶".repeat(4000));
    assert.equal(await count.innerText(), "0 characters left");
    await alice.presses("Enter");
    await alice.sees("茶".repeat(4000));
  });

  test("the field grows with its text up to 40 % of the window, and the newest message stays in view", async () => {
    const room = teahouse.room("tall");
    const alice = await teahouse.inRoom("alice", room);
    for (let index = 0; index < 30; index += 1) await alice.sends(`line ${index}`);
    await alice.log.hasStored(30);
    const field = alice.page.locator("#chat-message-input");
    const one = (await field.boundingBox()).height;
    await alice.writes("a\nb\nc");
    const three = (await field.boundingBox()).height;
    assert.ok(three > one, `${three} > ${one}`);
    await alice.writes("a\n".repeat(100));
    const most = (await field.boundingBox()).height;
    assert.ok(most > three && most <= 0.4 * 800 + 1, `${most}`);
    await until("the log is at its end", async () => (await alice.log.position()).below === 0);
    await alice.writes("a\nb\nc\nd");
    await until("the log is at its end", async () => (await alice.log.position()).below === 0);
    await alice.eye.watchesScrolling();
    await alice.page.keyboard.type("efgh");
    assert.deepEqual(await alice.eye.scrolled(), []);
    await alice.writes("");
    assert.equal((await field.boundingBox()).height, one);
  });

  test("who is typing is told, and nothing on the page moves", async () => {
    const room = teahouse.room("typing");
    const alice = await teahouse.inRoom("alice", room);
    const zhangsan = await teahouse.inRoom("zhangsan", room);
    await alice.says("before");
    await zhangsan.sees("before");
    const places = () => alice.eye.placesOf("#chat-log", "#messages", "#chat-composer", ".room-head");
    const quiet = await places();
    const line = alice.page.locator("#chat-typing");
    await zhangsan.writes("我在");
    await until("Alice reads who is typing", async () => (await line.innerText()) === "张三 is typing…");
    assert.deepEqual(await places(), quiet);
    await zhangsan.writes("");
    await until("Alice reads that nobody is", async () => (await line.innerText()) === "");
    assert.deepEqual(await places(), quiet);
    await zhangsan.sends("我在");
    await alice.sees("我在");
    assert.equal(await line.innerText(), "");
  });
});
