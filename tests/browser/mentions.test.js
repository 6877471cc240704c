// The messages that call one: on a page of their own, and counted in the sidebar of every page.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { Completion } from "./support/completion.js";
import { InputMethod } from "./support/input_method.js";
import { Mentions } from "./support/mentions.js";
import { Teahouse } from "./support/teahouse.js";
import { throughout } from "./support/until.js";

/** As long as something that must not happen is waited for. */
const STILL_MS = 1_000;
const PEOPLE = { alice: "Alice", bob: "Bob", carol: "Carol", zhangsan: "张三", lisi: "李四", wangwu: "王五" };

describe("the page of mentions", () => {
  const teahouse = Teahouse.start({ people: PEOPLE });

  /** A room with these people in it. */
  function roomOf(name, ...people) {
    const room = teahouse.room(name);
    for (const person of people) teahouse.server.command(["room", "add", room, person]);
    return room;
  }

  for (const [locale, size, callee, initials, name] of [
    ["en-GB", "wide", "zhangsan", "zs", "张三"],
    ["zh-CN", "narrow", "lisi", "ls", "李四"],
  ]) {
    test(`who is named by pinyin finds the message, and its count falls when it is read: ${locale}, ${size}`, async () => {
      const room = roomOf(`call-${callee}`, "alice", callee);
      const called = await teahouse.inRoom(callee, "lobby", { locale });
      await called.takes(size);
      const there = new Mentions(called);
      await there.counts(0);
      const alice = await teahouse.inRoom("alice", room, { locale });
      const pinyin = await InputMethod.of(alice);
      await alice.page.keyboard.type("请");
      await alice.page.keyboard.type("@");
      await pinyin.composes(initials);
      await pinyin.chooses(initials);
      await new Completion(alice).shows([name]);
      await alice.presses("Enter");
      await alice.page.keyboard.type("看一下");
      await alice.presses("Enter");
      await alice.sees(`请@${callee} 看一下`);

      await there.counts(1);
      await there.opens();
      await there.lists([`请@${callee} 看一下`]);
      assert.deepEqual(await there.unread(), [`请@${callee} 看一下`]);
      assert.deepEqual(await findBarriers(called.page), []);
      if (process.env.SHOTS) await called.page.screenshot({ path: `${process.env.SHOTS}/mentions-${size}.png` });
      await there.follows(`请@${callee} 看一下`);
      await called.isConnected();
      await called.sees(`请@${callee} 看一下`);
      await there.counts(0);
      await there.opens();
      assert.deepEqual(await there.unread(), []);
      await there.filtersUnread();
      await there.lists([]);
      assert.match(await there.emptyText(), locale === "zh-CN" ? /都已读完/ : /every message/);
      if (process.env.SHOTS) await called.page.screenshot({ path: `${process.env.SHOTS}/mentions-empty-${size}.png` });
    });
  }

  test("an open page says that there are new ones, loses what is gone, and follows another tab that reads", async () => {
    const room = roomOf("live", "alice", "bob");
    const alice = await teahouse.inRoom("alice", room);
    const bob = await teahouse.inRoom("bob", "lobby");
    const there = new Mentions(bob);
    await alice.says("@bob one");
    const { id } = await alice.says("@bob two");
    await there.counts(2);
    await there.opens();
    await there.lists(["@bob two", "@bob one"]);
    await alice.says("@bob three");
    await there.counts(3);
    await there.saysThatThereAreNew();
    await there.lists(["@bob two", "@bob one"]);
    await there.showsNew();
    await there.lists(["@bob three", "@bob two", "@bob one"]);
    await alice.editsElsewhere(id.replace("message-", ""), "nobody");
    await there.lists(["@bob three", "@bob one"]);
    await there.counts(2);
    const tab = await bob.opensTab();
    await tab.opens(room);
    await there.becomeRead();
    await there.counts(0);
    await tab.page.close();
    const last = await alice.says("@bob four");
    await there.counts(1);
    await alice.deletesElsewhere(last.id.replace("message-", ""));
    await there.counts(0);
    await alice.says("@bob five");
    await there.counts(1);
    teahouse.server.command(["room", "remove", room, "bob"]);
    await there.counts(0);
    await there.lists([]);
  });

  test("an answer that comes late does not mark as unread what has been read meanwhile", async () => {
    const room = roomOf("late", "alice", "bob");
    const alice = await teahouse.inRoom("alice", room);
    const bob = await teahouse.inRoom("bob", "lobby");
    const there = new Mentions(bob);
    await alice.says("@bob one");
    await there.opens();
    assert.deepEqual(await there.unread(), ["@bob one"]);
    const { isAsked, release } = await bob.holdsNext("**/api/mentions");
    await alice.says("@bob two");
    await isAsked;
    const tab = await bob.opensTab();
    await tab.opens(room);
    await there.becomeRead();
    release();
    await throughout("it stays read", STILL_MS, async () => (await there.unread()).length === 0);
  });

  test("the page goes on in another room where one has to leave the one that it hears of", async () => {
    // It hears of the first one, by their titles.
    const [first, second] = ["first", "second"].map((name) => {
      teahouse.room(name, "--title", `A ${name}`);
      for (const person of ["alice", "carol"]) teahouse.server.command(["room", "add", name, person]);
      return name;
    });
    const alice = await teahouse.inRoom("alice", second);
    const carol = await teahouse.inRoom("carol", "lobby");
    const there = new Mentions(carol);
    await there.opens();
    await alice.says("@carol one");
    await there.saysThatThereAreNew();
    await there.areLoadedAnewBy(() => teahouse.server.command(["room", "remove", first, "carol"]));
    await there.lists(["@carol one"]);
    await alice.says("@carol two");
    await there.saysThatThereAreNew();
    await there.areLoadedAnewBy(() => teahouse.server.command(["room", "delete", second]));
    await there.lists([]);
    await there.counts(0);
  });

  test("without a script the page is there, with its filter and its pages", async () => {
    const room = roomOf("plain", "alice", "wangwu");
    const alice = await teahouse.inRoom("alice", room);
    await alice.hasSaid(room, Array.from({ length: 52 }, (_, index) => `@wangwu ${index + 1}`));
    const wangwu = await teahouse.person("wangwu", { javaScriptEnabled: false });
    await wangwu.comesIn();
    const there = new Mentions(wangwu);
    await there.goes();
    assert.equal((await there.texts()).length, 50);
    await there.showsOlder();
    await there.lists(["@wangwu 2", "@wangwu 1"]);
    await there.filtersUnread();
    assert.equal((await there.texts()).length, 50);
    assert.equal(await there.count(), "52");
  });

  test("all sorts of messages look well, in the dark and on a phone too", async () => {
    const room = roomOf("运维咖啡吧", "alice", "bob", "zhangsan");
    const alice = await teahouse.inRoom("alice", room);
    await alice.hasSaid(room, [
      "@zhangsan hello",
      `@zhangsan ${"一段很长的话，".repeat(60)}`,
      "@zhangsan\n```\nlet tea = 'a line of code that is far longer than the page of a telephone is wide';\n```",
    ]);
    const zhangsan = await teahouse.person("zhangsan", { locale: "zh-CN", colorScheme: "dark" });
    await zhangsan.comesIn();
    for (const size of ["wide", "narrow"]) {
      await zhangsan.takes(size);
      await zhangsan.goes("/mentions");
      assert.deepEqual(await findBarriers(zhangsan.page), []);
      const width = await zhangsan.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(width <= 0, `the page is ${width} px too wide`);
      if (process.env.SHOTS) await zhangsan.page.screenshot({ path: `${process.env.SHOTS}/mentions-dark-${size}.png` });
    }
  });
});
