// What one does in a thread beside the room: writing with all that completes it, and the same bar as in the log.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { Completion } from "./support/completion.js";
import { EmojiPicker } from "./support/emoji.js";
import { Replies } from "./support/replies.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const shots = process.env.TEAHOUSE_SHOTS;

describe("a thread in the drawer", () => {
  const teahouse = Teahouse.start();

  async function meeting(name) {
    const room = teahouse.room(name);
    const alice = await teahouse.inRoom("alice", room);
    const zhang = await teahouse.inRoom("zhangsan", room);
    return [room, alice, zhang, new Replies(alice), new Replies(zhang)];
  }

  test("where one writes to a thread, names and emoji are completed, and emoji are picked", async () => {
    const [, alice, , hers] = await meeting("completing");
    const list = new Completion(alice);
    const picker = new EmojiPicker(alice.page);
    await alice.says("who comes?");
    await hers.sends("who comes?", "I do");
    await hers.comesToHaveReplies("who comes?", "1 reply");
    await hers.opensThread("who comes?");
    await hers.threadField.pressSequentially("@zhang");
    await list.shows(["张三"]);
    await alice.page.keyboard.press("Escape");
    await list.isClosed();
    assert.equal(await hers.threadField.inputValue(), "@zhang");
    await hers.threadField.fill("");
    await hers.threadField.pressSequentially("@zh");
    await list.shows(["张三"]);
    await alice.page.keyboard.press("Enter");
    await until("the name is chosen", async () => (await hers.threadField.inputValue()) === "@zhangsan ");
    await hers.threadField.pressSequentially(":tea");
    await list.opens();
    await alice.page.keyboard.press("Escape");
    await hers.threadField.fill("@zhangsan ");
    await alice.page.locator(".thread-composer .composer-emoji").click();
    await picker.showsSome();
    await picker.finds("smil", "😄");
    await picker.picks("😄");
    assert.equal(await hers.threadField.inputValue(), "@zhangsan 😄");
    await hers.threadField.press("Enter");
    await hers.threadReads(["who comes?", "I do", "@zhangsan 😄"]);
    await hers.threadField.press("ArrowUp");
    await hers.hasThreadEditor();
    assert.equal(await alice.actions.field.inputValue(), "@zhangsan 😄");
  });

  test("what stands in a thread is done with as in the log, by the same bar", async () => {
    const [, alice, zhang, hers, his] = await meeting("bar");
    await alice.says("who waters the plants?");
    await zhang.sees("who waters the plants?");
    await his.sends("who waters", "我来浇花");
    await hers.comesToHaveReplies("who waters", "1 reply");
    for (const side of [hers, his]) await side.opensThread("who waters");
    await hers.sendsInThread("thank you");
    await his.threadReads(["who waters the plants?", "我来浇花", "thank you"]);
    await hers.inThread("我来浇花").hover();
    assert.deepEqual(await alice.actions.offered(), ["react", "reply", "pin", "bookmark", "link"]);
    assert.equal(await alice.actions.bar.count(), 1);
    if (shots) await alice.page.screenshot({ path: `${shots}/thread-bar-light.png` });
    assert.deepEqual(await findBarriers(alice.page), []);
    await hers.reactsInThread("我来浇花", "👍");
    for (const side of [hers, his]) await side.bothShow("我来浇花", ["👍 1"]);
    await his.inThread("我来浇花").locator(".reaction").click();
    for (const side of [hers, his]) await side.bothShow("我来浇花", ["👍 2"]);
    await hers.choosesInThread("bookmark", "我来浇花");
    await hers.inThread("我来浇花").locator(".message-kept:visible").waitFor();
    await hers.choosesInThread("pin", "who waters");
    for (const side of [hers, his]) await side.inThread("who waters").locator(".message-pinned:visible").waitFor();
    await hers.choosesInThread("reply", "我来浇花");
    assert.equal(await alice.page.evaluate(() => document.activeElement.closest("form").className), "composer thread-composer");
    assert.equal(await hers.answering(), "");
    await hers.editsInThread("thank you", "thank you both");
    for (const side of [hers, his]) await side.threadReads(["who waters the plants?", "我来浇花", "thank you both"]);
    await hers.choosesInThread("delete", "thank you both");
    await alice.actions.question.locator('[value="delete"]').click();
    for (const side of [hers, his]) await side.threadReads(["who waters the plants?", "我来浇花", "This message was deleted."]);
    assert.equal(await alice.actions.bar.count(), 1);
  });

  test("what waits for a connection, and what is refused, looks in a thread as in the log", async () => {
    const [, alice, zhang, hers, his] = await meeting("waits");
    await alice.says("who waters the plants?");
    await hers.sends("who waters", "I did");
    await hers.comesToHaveReplies("who waters", "1 reply");
    await hers.opensThread("who waters");
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await hers.reactsInThread("I did", "👍");
    await hers.editsInThread("I did", "I did not");
    for (const place of ["#messages", ".thread"]) {
      await alice.page.locator(`${place} .message-preview`, { hasText: "I did not" }).waitFor();
      await alice.page.locator(`${place} .reaction-pending`).waitFor();
    }
    await hers.sendsInThread("and you?");
    await zhang.sees("I did");
    await alice.page.locator(".thread-unsent .message").waitFor();
    const { id } = (await zhang.log.messages())[0];
    await alice.deletesElsewhere(id.replace("message-", ""));
    await alice.findsNetwork();
    await zhang.sees("I did not");
    const refused = alice.page.locator(".thread-unsent .message-failed", { hasText: "and you?" });
    await until("it is said why", async () => /no longer there/.test(await refused.locator(".message-failure").innerText()));
    assert.equal(await hers.threadField.isVisible(), false);
    await refused.getByRole("button", { name: "Retry" }).click();
    await zhang.sees("and you?");
    await until("nothing waits in the thread", async () => (await alice.page.locator(".thread-unsent .message").count()) === 0);
    assert.equal(await alice.page.locator(".reaction-pending, .message-preview").count(), 0);
  });

  test("who answers an old message in its thread stays at it in the log; who writes in the room comes to its end", async () => {
    const [room, alice, , hers] = await meeting("old");
    await alice.says("the very first");
    await hers.sends("the very first", "an early answer");
    await hers.comesToHaveReplies("the very first", "1 reply");
    const { id } = (await alice.log.messages())[0];
    await alice.hasSaid(room, Array.from({ length: 140 }, (_, index) => `talk ${index}`));
    await alice.goes(`/rooms/${room}/messages/${id.replace("message-", "")}`);
    await alice.isConnected();
    await hers.opensThread("the very first");
    await alice.log.settles();
    const before = await alice.log.underTheEye();
    const asked = [];
    alice.page.on("request", (request) => asked.push(request.url()));
    await hers.sendsInThread("a late answer");
    await hers.threadReads(["the very first", "an early answer", "a late answer"]);
    await hers.comesToHaveReplies("the very first", "2 replies");
    await until("nothing waits in the log", async () => (await alice.page.locator("#messages > .message:not([data-seq])").count()) === 0);
    assert.deepEqual(asked.filter((url) => url.endsWith("/messages?")), [], "the end of the room is not asked for");
    assert.deepEqual(await alice.log.underTheEye(), before);
    await alice.says("in the room");
    await alice.sees("a late answer");
    await until("the end is shown", async () => (await alice.log.position()).below === 0);
  });

  test("the focus stays on what waits in a thread when the connection goes and comes", async () => {
    const [, alice, zhang, hers] = await meeting("focus");
    await alice.says("the question");
    await hers.sends("the question", "the answer");
    await hers.comesToHaveReplies("the question", "1 reply");
    await hers.opensThread("the question");
    await zhang.sees("the answer");
    const { id } = (await zhang.log.messages())[0];
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await hers.sendsInThread("too late");
    await alice.deletesElsewhere(id.replace("message-", ""));
    await alice.findsNetwork();
    const retry = alice.page.locator(".thread-unsent .message-failed [data-retry]");
    await retry.focus();
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await alice.findsNetwork();
    await alice.isConnected();
    assert.equal(await retry.evaluate((button) => button === document.activeElement), true);
    await alice.page.keyboard.press("Enter");
    await zhang.sees("too late");
  });

  test("a thread is walked by keys, and Escape leads out of menu, editor, bar and drawer, one after the other", async () => {
    const [, alice, , hers] = await meeting("keys");
    const { keyboard } = alice.page;
    await alice.says("the question");
    await hers.sends("the question", "the answer");
    await hers.comesToHaveReplies("the question", "1 reply");
    await hers.opensThread("the question");
    const focused = () => alice.page.evaluate(() => document.activeElement.id);
    const answer = await hers.inThread("the answer").getAttribute("id");
    await alice.page.locator("#drawer-body").focus();
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    assert.equal(await focused(), answer);
    await keyboard.press("r");
    await keyboard.press("Enter");
    await hers.bothShow("the answer", ["👍 1"]);
    assert.equal(await focused(), answer);
    await keyboard.press("e");
    await hers.hasThreadEditor();
    await keyboard.press("Escape");
    assert.equal(await focused(), answer);
    await hers.inThread("the answer").locator("[data-more]").focus();
    await keyboard.press("Enter");
    await alice.page.locator("#actions-menu").waitFor();
    await keyboard.press("Escape");
    await alice.page.locator("#actions-menu").waitFor({ state: "hidden" });
    await keyboard.press("Escape");
    assert.equal(await focused(), answer);
    await keyboard.press("Escape");
    await alice.page.locator("#drawer").waitFor({ state: "hidden" });
  });

  test("Escape where one writes closes the list first, then leaves what is answered, then the drawer; no text is lost", async () => {
    const [, alice, , hers] = await meeting("escape");
    const { keyboard } = alice.page;
    const drawer = alice.page.locator("#drawer");
    const list = new Completion(alice);
    await alice.says("the question");
    await hers.sends("the question", "the answer");
    await hers.comesToHaveReplies("the question", "1 reply");
    await hers.opensThread("the question");
    await hers.threadField.focus();
    await keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });

    await hers.opensThread("the question");
    await hers.threadField.pressSequentially("for @zhang");
    await list.shows(["张三"]);
    await keyboard.press("Escape");
    await list.isClosed();
    assert.equal(await drawer.isVisible(), true);
    await keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    await hers.opensThread("the question");
    assert.equal(await hers.threadField.inputValue(), "for @zhang");

    await hers.begins("the answer");
    await alice.writes("half a thought");
    await alice.presses("Escape");
    assert.equal(await hers.answering(), "");
    assert.equal(await drawer.isVisible(), true);
    await alice.presses("Escape");
    await drawer.waitFor({ state: "hidden" });
    assert.equal(await alice.draft(), "half a thought");
  });

  test("of a thread that is too long for the drawer nothing is shown behind a gap, or read there", async () => {
    const [room, alice, zhang, hers, his] = await meeting("long");
    const replies = Array.from({ length: 22 }, (_, index) => `reply ${index + 1}`);
    await alice.says("a long story");
    await zhang.sees("a long story");
    await alice.looksAway();
    await his.hasReplied(room, "a long story", replies);
    await hers.comesToHaveUnread("a long story", 22);
    await hers.areGivenOneByOne();
    await hers.opensThread("a long story");
    const shown = ["a long story", ...replies.slice(0, 20)];
    await hers.threadReads(shown);
    await his.hasReplied(room, "a long story", ["the newest"]);
    await alice.sees("the newest");
    await hers.comesToHaveReplies("a long story", "23 replies");
    assert.deepEqual(await hers.thread(), shown);
    await alice.comesBack();
    await hers.readsThreadUntil("a long story", 3);
    await hers.rest.click();
    await alice.page.locator(".thread-replies .message-body", { hasText: "the newest" }).waitFor();
  });

  test("a part of a thread that does not come takes nothing away of what came before it", async () => {
    const [room, alice, zhang, hers, his] = await meeting("parts");
    await alice.says("a story in parts");
    await zhang.sees("a story in parts");
    await his.hasReplied(room, "a story in parts", ["one", "two", "three"]);
    await hers.comesToHaveReplies("a story in parts", "3 replies");
    await hers.areGivenOneByOne(2);
    await hers.opensThread("a story in parts");
    await hers.threadReads(["a story in parts", "one", "two"]);
    await hers.rest.waitFor();
  });

  test("an edit that is begun in the drawer goes on in the log when the drawer closes", async () => {
    const [, alice, , hers] = await meeting("editor");
    await alice.says("the question");
    await hers.sends("the question", "the answer");
    await hers.comesToHaveReplies("the question", "1 reply");
    await hers.opensThread("the question");
    await hers.choosesInThread("edit", "the answer");
    await hers.hasThreadEditor();
    await alice.actions.field.fill("a better answer");
    await alice.page.locator("#drawer-close").click();
    await alice.page.locator("#messages .message-editor").waitFor();
    assert.equal(await alice.actions.field.inputValue(), "a better answer");
    await alice.actions.field.press("Enter");
    await alice.actions.isEdited("a better answer");
  });
});
