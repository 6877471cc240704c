// What is written to a thread and not sent: kept for each thread by itself, and sent once, in however many tabs it stands.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Replies } from "./support/replies.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

describe("a draft of a thread", () => {
  const teahouse = Teahouse.start();

  /** Alice's thread, open in two tabs, and what stands in both of them. */
  async function twoTabs(name, draft) {
    const room = teahouse.room(name);
    const alice = await teahouse.inRoom("alice", room);
    const here = new Replies(alice);
    await alice.says("the question");
    await here.sends("the question", "the answer");
    await here.comesToHaveReplies("the question", "1 reply");
    await here.opensThread("the question");
    await here.threadField.fill(draft);
    await until("it is kept", async () => (await alice.marked("Draft")).includes(room));
    const tab = await alice.opensTab();
    await tab.opens(room);
    const there = new Replies(tab);
    await there.opensThread("the question");
    await there.holds(draft);
    return { room, alice, tab, here, there };
  }

  test("one that is sent from one tab is gone in the other, and does not come back with its drawer", async () => {
    const { room, alice, tab, here, there } = await twoTabs("sent", "hello");
    await here.threadField.press("Enter");
    await here.threadReads(["the question", "the answer", "hello"]);
    await there.holds("");
    await tab.page.locator("#drawer-close").click();
    for (const person of [alice, tab]) assert.deepEqual(await person.marked("Draft"), [], room);
    for (const side of [here, there]) {
      await side.opensThread("the question");
      await side.threadReads(["the question", "the answer", "hello"]);
      await side.holds("");
    }
  });

  test("one that was begun where the thread was opened by an answer is there however it is opened", async () => {
    const room = teahouse.room("by-answer");
    const alice = await teahouse.inRoom("alice", room);
    const here = new Replies(alice);
    await alice.says("the question");
    await here.sends("the question", "the answer");
    await here.comesToHaveReplies("the question", "1 reply");
    const { id } = (await alice.log.messages()).find(({ text }) => text === "the answer");
    const address = new URL(`/rooms/${room}/threads/${id.replace("message-", "")}`, alice.page.url());
    await alice.sends(`see ${address}`);
    await alice.page.locator(`#messages a[href$="${address.pathname}"]`).click();
    await here.threadReads(["the question", "the answer"]);
    await here.threadField.fill("half of it");
    await alice.page.locator("#drawer-close").click();
    await here.opensThread("the question");
    await here.holds("half of it");
  });

  test("what is written on in the other tab is a draft of its own, and stays there", async () => {
    const { alice, tab, here, there } = await twoTabs("own", "hello");
    await there.threadField.fill("hello and welcome");
    await here.threadField.press("Enter");
    await here.threadReads(["the question", "the answer", "hello"]);
    await there.holds("hello and welcome");
    await tab.page.reload();
    await tab.isConnected();
    await there.opensThread("the question");
    await there.holds("hello and welcome");
    await there.threadField.press("Enter");
    await there.threadReads(["the question", "the answer", "hello", "hello and welcome"]);
    await until("nothing is kept", async () => (await alice.marked("Draft")).length === 0);
  });

  test("each thread and the room have their own, also where one is closed at once", async () => {
    const { alice, here } = await twoTabs("each", "to the question");
    await alice.writes("to the room");
    await here.threadField.fill("to the question, longer");
    await alice.page.locator("#drawer-close").click();
    await alice.says("another question");
    await here.sends("another question", "another answer");
    await here.comesToHaveReplies("another question", "1 reply");
    await alice.writes("to the room again");
    await here.opensThread("another question");
    await here.holds("");
    await here.opensThread("the question");
    await here.holds("to the question, longer");
    assert.equal(await alice.draft(), "to the room again");
  });
});
