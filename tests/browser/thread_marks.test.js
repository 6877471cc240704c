// What is unread in threads stays true in an open page: in the sidebar, and at the first message of each thread.

import { describe, test } from "node:test";

import { Replies } from "./support/replies.js";
import { Teahouse } from "./support/teahouse.js";

describe("what is unread in threads", () => {
  const teahouse = Teahouse.start();

  async function meeting(name) {
    const room = teahouse.room(name);
    const alice = await teahouse.inRoom("alice", room);
    const zhang = await teahouse.inRoom("zhangsan", room);
    return { room, alice, zhang, hers: new Replies(alice), his: new Replies(zhang) };
  }

  /** A question of Alice's in two rooms; she stays in the first one. */
  async function questions(name) {
    const there = await meeting(`${name}-there`);
    await there.alice.says("asked there");
    const { room, alice, zhang, hers, his } = await meeting(name);
    await alice.says("asked here");
    await zhang.sees("asked here");
    return { room, there: there.room, alice, zhang, hers, his, others: await hers.inSidebar() };
  }

  /** Zhang answers in both rooms. */
  async function answers({ there, zhang, his }) {
    await his.sends("asked here", "answered here");
    await zhang.sees("answered here");
    await zhang.opens(there);
    await his.sends("asked there", "answered there");
    await zhang.sees("answered there");
  }

  test("what was answered without a connection is counted with the next one, in this room and in others", async () => {
    const meet = await questions("absence");
    const { alice, hers, others } = meet;
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await answers(meet);
    await alice.findsNetwork();
    await hers.comesToHaveUnread("asked here", 1);
    await hers.sidebarCounts(others + 2);
    const { id } = await alice.sees("answered here");
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await meet.zhang.deletesElsewhere(id.replace("message-", ""));
    await alice.findsNetwork();
    await hers.comesToHaveUnread("asked here", 0);
    await hers.sidebarCounts(others + 1);
  });

  test("threads that are out of reach are not counted, and are again when they are back", async () => {
    const meet = await questions("reach");
    const { there, hers, others } = meet;
    await answers(meet);
    await hers.sidebarCounts(others + 2);
    teahouse.server.command(["room", "archive", there]);
    await hers.sidebarCounts(others + 1);
    teahouse.server.command(["room", "restore", there]);
    await hers.sidebarCounts(others + 2);
    teahouse.server.command(["room", "remove", there, "alice"]);
    await hers.sidebarCounts(others + 1);
  });

  test("an answer that comes while an older page is on its way is unread in that page", async () => {
    const { room, alice, zhang, hers, his } = await meeting("page");
    await alice.says("the old question");
    await zhang.sees("the old question");
    const others = await hers.inSidebar();
    await zhang.hasSaid(room, Array.from({ length: 60 }, (_, line) => `line ${line}`));
    const { isAsked, release } = await alice.holdsNext("**/messages?before=*");
    await alice.opens(room);
    await alice.log.scrollsTo(0);
    await isAsked;
    await his.sends("the old question", "the new answer");
    await hers.sidebarCounts(others + 1);
    release();
    await alice.sees("the old question");
    await hers.comesToHaveReplies("the old question", "1 reply");
    await hers.comesToHaveUnread("the old question", 1);
  });

  test("what was read in a thread without a connection is told with the next one, also where the drawer is closed", async () => {
    const { alice, zhang, hers, his } = await meeting("told");
    await alice.says("who is there?");
    await zhang.sees("who is there?");
    const others = await hers.inSidebar();
    await his.sends("who is there?", "it is me");
    await hers.sidebarCounts(others + 1);
    await alice.looksAway();
    await hers.opensThread("who is there?");
    await hers.threadReads(["who is there?", "it is me"]);
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    const failed = alice.page.waitForEvent("requestfailed", (request) => request.url().endsWith("/thread/read"));
    await alice.comesBack();
    await failed;
    await alice.page.locator("#drawer-close").click();
    await alice.findsNetwork();
    await hers.comesToHaveUnread("who is there?", 0);
    await hers.sidebarCounts(others);
  });
});
