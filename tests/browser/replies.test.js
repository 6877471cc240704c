// Replies and threads, the way to a message and back, and what a message said before.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { Replies } from "./support/replies.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const shots = process.env.TEAHOUSE_SHOTS;

describe("replies", () => {
  const teahouse = Teahouse.start();

  async function meeting(name, wishes = {}) {
    const room = teahouse.room(name);
    const alice = await teahouse.inRoom("alice", room);
    const zhang = await teahouse.inRoom("zhangsan", room, wishes);
    return [room, alice, zhang, new Replies(alice), new Replies(zhang)];
  }

  async function shoot(person, name) {
    if (shots) await person.page.screenshot({ path: `${shots}/${name}.png` });
  }

  test("two people reply in Chinese, and each sees the quoted line as it is now", async () => {
    const [room, alice, zhang, hers, his] = await meeting("茶话");
    await alice.says("今天下午三点开会，大家都来吗？");
    await zhang.sees("今天下午三点开会，大家都来吗？");
    await his.sends("今天下午三点", "我来，谢谢");
    await alice.sees("我来，谢谢");
    assert.equal(await hers.quoted("我来，谢谢"), "今天下午三点开会，大家都来吗？");
    assert.equal(await his.answering(), "");
    await hers.comesToHaveReplies("今天下午三点", "1 reply");
    await shoot(alice, "reply-light");
    const { id } = (await alice.log.messages())[0];
    await alice.editsElsewhere(id.replace("message-", ""), "今天下午四点开会");
    for (const side of [hers, his]) await side.comesToQuote("我来，谢谢", "今天下午四点开会");
    await hers.comesToHaveUnread("今天下午四点", 1);
    // What had the focus may have it again.
    const markup = async () => (await zhang.log.markup()).map((line) => line.replace(/^(1 li .*) tabindex="-1"$/, "$1"));
    const live = await markup();
    await zhang.opens(room);
    assert.deepEqual(await markup(), live);
    await alice.deletesElsewhere(id.replace("message-", ""));
    for (const side of [hers, his]) await side.comesToQuote("我来，谢谢", "This message was deleted.");
    assert.deepEqual(await findBarriers(alice.page), []);
  });

  test("a reply that is begun is kept over a reload, and Escape takes it back", async () => {
    const [, alice, , hers] = await meeting("kept");
    await alice.says("which kettle?");
    await hers.begins("which kettle?");
    await alice.writes("the blue one");
    await until("the draft is kept", async () =>
      alice.page.evaluate(() => Object.values(localStorage).some((kept) => kept.includes("the blue one"))),
    );
    await alice.page.reload();
    await alice.isConnected();
    assert.equal(await hers.answering(), "which kettle?");
    assert.equal(await alice.draft(), "the blue one");
    await alice.presses("Escape");
    assert.equal(await hers.answering(), "");
    assert.equal(await alice.draft(), "the blue one");
    await alice.presses("Enter");
    await alice.sees("the blue one");
    assert.equal(await hers.quoted("the blue one"), "");
  });

  test("the quoted line leads to its message without a reload, and back leads to where one was", async () => {
    const [room, alice, , hers] = await meeting("far");
    await alice.says("the very first");
    await alice.hasSaid(room, Array.from({ length: 140 }, (_, index) => `talk ${index}`));
    const id = await alice.page.evaluate(() => document.querySelector(".message[data-seq]").dataset.id);
    await alice.page.evaluate(() => (window.stays = true));
    const answer = await alice.context.request.post(`/api/rooms/${room}/messages`, {
      data: { message: "about the first", reply_to: id },
      headers: { Origin: alice.origin },
    });
    assert.equal(answer.status(), 201);
    await alice.opens(room);
    await alice.sees("about the first");
    await alice.page.evaluate(() => (window.stays = true));
    await hers.jumps("about the first");
    await alice.sees("the very first");
    await alice.isAt(`/rooms/${room}/messages/${id}`);
    await until("the first message has the focus", async () => (await alice.eye.focus()).id === `message-${id}`);
    await alice.page.goBack();
    await alice.isAt(`/rooms/${room}`);
    await alice.sees("about the first");
    await until("the end is shown", async () => (await alice.log.position()).below === 0);
    await alice.page.goForward();
    await alice.sees("the very first");
    assert.equal(await alice.page.evaluate(() => window.stays), true);
  });

  test("without a network the quoted line leads nowhere and the room stays; with one it leads on", async () => {
    const [room, alice, , hers] = await meeting("cut");
    await alice.says("the very first");
    const id = (await hers.message("the very first").getAttribute("id")).replace("message-", "");
    await alice.hasSaid(room, Array.from({ length: 140 }, (_, index) => `talk ${index}`));
    const headers = { Origin: alice.origin };
    const data = { message: "about the first", reply_to: id };
    await alice.context.request.post(`/api/rooms/${room}/messages`, { data, headers });
    await alice.opens(room);
    await alice.sees("about the first");
    await alice.page.evaluate(() => (window.stays = true));
    await alice.losesNetwork();
    await hers.jumps("about the first");
    await alice.readsStatus(/offline/i);
    await alice.writes("still here");
    await alice.findsNetwork();
    await alice.isConnected();
    await hers.jumps("about the first");
    await alice.isAt(`/rooms/${room}/messages/${id}`);
    await alice.sees("the very first");
    assert.equal(await alice.draft(), "still here");
    assert.equal(await alice.page.evaluate(() => window.stays), true);
  });

  test("a thread in the drawer is live, has its own unread mark, and a composer of its own", async () => {
    const [, alice, zhang, hers, his] = await meeting("thread");
    await alice.says("who waters the plants?");
    await zhang.sees("who waters the plants?");
    const others = await hers.inSidebar();
    await alice.looksAway();
    await his.sends("who waters", "我来浇花");
    await his.sends("who waters", "每周一次");
    await hers.comesToHaveUnread("who waters", 2);
    assert.equal(await hers.inSidebar(), others + 1);
    await alice.comesBack();
    await hers.comesToHaveReplies("who waters", "2 replies");
    assert.equal(await hers.unread("who waters"), 2);
    await hers.opensThread("who waters");
    await hers.threadReads(["who waters the plants?", "我来浇花", "每周一次"]);
    await hers.comesToHaveUnread("who waters", 0);
    await until("the sidebar counts one less", async () => (await hers.inSidebar()) === others);
    await shoot(alice, "thread-light");
    assert.deepEqual(await findBarriers(alice.page), []);
    await hers.threadField.fill("half a thou");
    await alice.page.reload();
    await alice.isConnected();
    await hers.opensThread("who waters");
    assert.equal(await hers.threadField.inputValue(), "half a thou");
    await hers.sendsInThread("thank you");
    await zhang.sees("thank you");
    assert.equal(await his.quoted("thank you"), "who waters the plants?");
    await his.sends("thank you", "不客气");
    await hers.threadReads(["who waters the plants?", "我来浇花", "每周一次", "thank you", "不客气"]);
    await his.comesToHaveReplies("who waters", "4 replies");
    const { id } = (await zhang.log.messages()).find(({ text }) => text === "不客气");
    await zhang.deletesElsewhere(id.replace("message-", ""));
    for (const side of [hers, his]) await side.comesToHaveReplies("who waters", "3 replies");
  });

  test("a reply that is sent into an outage is kept, and stored once with what it answers", async () => {
    const [, alice, zhang, hers, his] = await meeting("outage");
    await alice.says("ready?");
    await zhang.sees("ready?");
    await zhang.losesNetwork();
    await zhang.readsStatus(/offline/i);
    await his.sends("ready?", "好了");
    await zhang.sends("and an ordinary line");
    await zhang.findsNetwork();
    await zhang.page.reload();
    for (const [person, side] of [
      [alice, hers],
      [zhang, his],
    ]) {
      await person.log.reads(["ready?", "好了", "and an ordinary line"]);
      await person.log.hasStored(3);
      assert.equal(await side.quoted("好了"), "ready?");
      assert.equal(await side.quoted("and an ordinary line"), "");
    }
  });

  test("a reply to what has gone meanwhile stays with its writer, who may send it without the reply", async () => {
    const [, alice, zhang, , his] = await meeting("gone");
    await alice.says("a mistake");
    await zhang.sees("a mistake");
    const { id } = (await alice.log.messages())[0];
    await zhang.losesNetwork();
    await zhang.readsStatus(/offline/i);
    await his.sends("a mistake", "I think so too");
    await alice.deletesElsewhere(id.replace("message-", ""));
    await zhang.findsNetwork();
    await until("it was refused", async () => /no longer there/.test(await zhang.failure("I think so too")));
    await zhang.retries("I think so too");
    await zhang.sees("I think so too");
    assert.equal(await his.quoted("I think so too"), "");
  });

  test("what a message said before is in the drawer, with what was taken away and what was added", async () => {
    const [room, alice, zhang] = await meeting("history");
    await alice.says("今天下午三点开会");
    const { id } = (await alice.log.messages())[0];
    await alice.editsElsewhere(id.replace("message-", ""), "今天下午四点开会");
    await zhang.actions.isEdited("今天下午四点开会");
    await zhang.page.locator(".message-edited a").click();
    const version = zhang.page.locator(".drawer .version").first();
    await version.waitFor();
    assert.match(await version.locator("del").innerText(), /三/);
    assert.match(await version.locator("ins").innerText(), /四/);
    assert.equal(await zhang.page.locator(".drawer .version").count(), 2);
    await shoot(zhang, "history-light");
    assert.deepEqual(await findBarriers(zhang.page), []);
    await zhang.goes(`/rooms/${room}/messages/${id.replace("message-", "")}/history`);
    assert.match(await zhang.page.locator(".version del").innerText(), /三/);
    await shoot(zhang, "history-page");
    assert.deepEqual(await findBarriers(zhang.page), []);
  });

  test("what a message said before goes from the drawer when the message is deleted", async () => {
    const [, alice, zhang] = await meeting("forgotten");
    await alice.says("the secret");
    const id = (await alice.log.messages())[0].id.replace("message-", "");
    await alice.editsElsewhere(id, "nothing");
    await zhang.actions.isEdited("nothing");
    await zhang.page.locator(".message-edited a").click();
    await zhang.page.locator(".drawer .version").first().waitFor();
    await alice.deletesElsewhere(id);
    await zhang.page.locator(".drawer .drawer-empty", { hasText: "This message was deleted." }).waitFor();
    assert.equal(await zhang.page.locator(".drawer .version").count(), 0);
  });

  test("the list of threads leads to a thread that is live beside its room", async () => {
    const [, alice, zhang, , his] = await meeting("list");
    await alice.says("a question for the list");
    await zhang.sees("a question for the list");
    await his.sends("a question", "回答在此");
    await alice.sees("回答在此");
    await alice.goes("/threads");
    const row = alice.page.locator(".thread-row", { hasText: "a question for the list" });
    assert.match(await row.innerText(), /回答在此/);
    await shoot(alice, "threads-list");
    assert.deepEqual(await findBarriers(alice.page), []);
    await row.click();
    await alice.isConnected();
    await new Replies(alice).threadReads(["a question for the list", "回答在此"]);
  });

  test("on a phone a thread is a page of its own, and back leads to the room", async () => {
    const [room, alice, zhang, , his] = await meeting("phone", { ...PHONE, colorScheme: "dark", locale: "zh-CN" });
    await alice.says("谁有会议室的钥匙？");
    await zhang.sees("谁有会议室的钥匙？");
    await his.begins("谁有会议室");
    await shoot(zhang, "phone-reply");
    await zhang.sends("在我这里");
    await zhang.sees("在我这里");
    await his.opensThread("谁有会议室");
    await his.threadReads(["谁有会议室的钥匙？", "在我这里"]);
    await zhang.eye.rests();
    await shoot(zhang, "phone-thread");
    for (const text of ["谁有会议室", "在我这里"]) {
      await zhang.actions.pressesLongOn(his.inThread(text));
      const head = await zhang.page.locator(".drawer-head").boundingBox();
      assert.ok((await zhang.actions.bar.boundingBox()).y >= head.y + head.height, "the bar is whole");
      await shoot(zhang, `phone-thread-bar-${text.length}`);
    }
    await his.sendsInThread("放在前台");
    await his.threadReads(["谁有会议室的钥匙？", "在我这里", "放在前台"]);
    await until("nothing waits in the thread", async () => (await zhang.page.locator(".thread-unsent .message").count()) === 0);
    assert.deepEqual(await findBarriers(zhang.page), []);
    await zhang.page.goBack();
    await until("the drawer is closed", async () => zhang.page.locator("#drawer").isHidden());
    await zhang.isAt(`/rooms/${room}`);
    await shoot(zhang, "phone-room");
    const wide = await zhang.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${wide} px wide`);
  });

  test("on a phone what a drawer leads to is seen in the room, and one step back is where one was", async () => {
    const [room, alice, zhang] = await meeting("leads", PHONE);
    await alice.says("the kettle is in the kitchen");
    await alice.actions.chooses("pin", "the kettle is in the kitchen");
    await zhang.page.locator("#room-pins").click();
    const pin = zhang.page.locator("#drawer .pins .message");
    const id = await pin.getAttribute("data-id");
    await zhang.page.evaluate(() => (window.stays = true));
    await alice.hasSaid(room, Array.from({ length: 20 }, (_, index) => `talk ${index}`));
    await zhang.sees("talk 19");
    for (const lead of [pin.locator("[data-open]"), pin.locator(".message-time")]) {
      await lead.click();
      await zhang.isAt(`/rooms/${room}/messages/${id}`);
      await until("the message has the focus", async () => (await zhang.eye.focus()).id === `message-${id}`);
      assert.equal(await zhang.page.locator("#drawer").isVisible(), false);
      await zhang.page.goBack();
      await zhang.isAt(`/rooms/${room}`);
      await until("the end is shown", async () => (await zhang.log.position()).below === 0);
      await zhang.page.locator("#room-pins").click();
      await pin.waitFor();
    }
    assert.equal(await zhang.page.evaluate(() => window.stays), true);
  });

  test("without scripts one replies, reads a thread and what a message said before", async () => {
    const room = teahouse.room("plain");
    const alice = await teahouse.person("alice", { javaScriptEnabled: false });
    await alice.comesIn();
    await alice.goes(`/rooms/${room}`);
    const write = async (text) => {
      await alice.page.locator("[name=message]").fill(text);
      await alice.page.locator(".composer-send").click();
    };
    await write("the first");
    await alice.page.locator(".message-time").first().click();
    await alice.page.getByRole("link", { name: "Reply", exact: true }).click();
    assert.equal(await alice.page.locator(".composer-reply .message-quote-text").innerText(), "the first");
    await write("the second");
    await alice.page.locator(".message-thread").first().click();
    const replies = alice.page.locator(".thread-replies .message");
    await until("one reply is there", async () => (await replies.count()) === 1);
    await write("the third");
    await until("two replies are there", async () => (await replies.count()) === 2);
    assert.match(alice.path, /\/threads\/\d+$/);
    await shoot(alice, "plain-thread");
  });
});
