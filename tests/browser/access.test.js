// What one may do changes while one looks: the page follows, without a reload. And people among themselves.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";
import { Wire } from "./support/wire.js";

const HOUR_MS = 60 * 60 * 1000;
const FOR_GOOD = "9999-12-31T23:59:59.999Z";

/** Where one writes is there, or a sentence in its place. */
async function mayWrite({ page }, may = true) {
  await page.locator(may ? "#chat-composer" : "#composer-closed").waitFor();
  assert.equal(await page.locator(may ? "#composer-closed" : "#chat-composer").isVisible(), false);
  return page.locator("#composer-closed").textContent();
}

describe("what happens to a reader or a room while the page is open", () => {
  const teahouse = Teahouse.start();

  /** Somebody in a room of their own, a member, whose line the test holds. */
  async function watched(name, role = "member") {
    const room = teahouse.room(name, "--title", "Before");
    const alice = await teahouse.inRoom("alice", room);
    await alice.says("hello");
    const bob = await teahouse.person("bob");
    await bob.comesIn();
    await bob.hasSaid(room, ["here"]);
    const wire = await Wire.hold(bob);
    await bob.opens(room);
    await bob.sees("hello");
    const id = await bob.page.locator("#sidebar").getAttribute("data-user");
    const user = { id, name: "Bob", username: "bob" };
    const tells = (change) => wire.tells({ type: "member", role, user, ...change });
    return { room, alice, bob, wire, tells };
  }

  test("what a deleted account wrote and is quoted with is told under a word of the reader's language", async () => {
    const room = teahouse.room("deleted");
    const reader = await teahouse.person("zhangsan", { locale: "zh-CN" });
    await reader.comesIn();
    const wire = await Wire.hold(reader);
    await reader.opens(room);
    const user = { id: "700", name: "Deleted user", username: "deleted~700" };
    const message = { type: "message", room, id: "9001", user, at: new Date().toISOString(), message: "still here" };
    wire.tells({ ...message, html: "<p>still here</p>", reply_to: { id: "9000", user, excerpt: "older words" } });
    await reader.sees("still here");
    const item = reader.page.locator(".message", { hasText: "still here" });
    for (const part of [".message-author", ".message-quote-author"]) {
      assert.equal(await item.locator(part).textContent(), "已删除的用户");
    }
    assert.equal(await item.locator(".avatar").textContent(), "已");
  });

  test("who is muted reads why and until when, keeps the draft, and writes again when it is lifted or over", async () => {
    const { bob, tells } = await watched("muting");
    await bob.writes("half a thought");
    tells({ op: "muted", until: new Date(Date.now() + HOUR_MS).toISOString() });
    assert.match(await mayWrite(bob, false), /muted here until .*\d/);
    assert.ok(!(await bob.actions.pointsAt("here")).includes("edit"));
    tells({ op: "muted", until: null });
    await mayWrite(bob);
    assert.equal(await bob.draft(), "half a thought");
    assert.ok((await bob.actions.pointsAt("here")).includes("edit"));
    tells({ op: "muted", until: FOR_GOOD });
    assert.match(await mayWrite(bob, false), /until somebody/);
    tells({ op: "muted", until: new Date(Date.now() + 1500).toISOString() });
    await mayWrite(bob);
  });

  test("who becomes a moderator is offered what moderators do, and no longer when that is over", async () => {
    const { bob, tells } = await watched("roles");
    const settings = bob.page.locator("#room-menu-settings");
    await bob.page.locator(".room-menu > summary").click();
    assert.equal(await settings.isVisible(), false);
    const ofMembers = ["react", "reply", "pin", "bookmark", "unread", "link"].join();
    const ofModerators = ["react", "reply", "edit", "pin", "bookmark", "unread", "link", "delete"].join();
    assert.equal((await bob.actions.pointsAt("hello")).join(), ofMembers);
    tells({ op: "role", role: "moderator" });
    await settings.waitFor();
    assert.equal(await settings.getAttribute("href"), "/rooms/roles/settings");
    await until("every action is offered", async () => (await bob.actions.offered()).join() === ofModerators);
    tells({ op: "role", role: "member" });
    await settings.waitFor({ state: "hidden" });
    await until("those of members are left", async () => (await bob.actions.offered()).join() === ofMembers);
  });

  test("an archived room takes no message until it is restored, and one for announcements none of members", async () => {
    const { bob, wire, tells } = await watched("archiving");
    wire.tellsRoom({ op: "archived", title: "Before", archived: true });
    assert.match(await mayWrite(bob, false), /archived/);
    wire.tellsRoom({ op: "restored", title: "Before" });
    await mayWrite(bob);
    wire.tellsRoom({ title: "Before", announcements: true });
    assert.match(await mayWrite(bob, false), /Only those who look after/);
    tells({ op: "role", role: "owner" });
    await mayWrite(bob);
  });

  test("title, topic, lock and slow mode are shown as they become", async () => {
    const { room, bob, wire } = await watched("describing");
    const slow = bob.page.locator("#composer-slow");
    wire.tellsRoom({ title: "After <b>", topic: "tea & cake", kind: "private", slow_seconds: 30 });
    await until("the title is new", async () => (await bob.page.locator("#room-title").innerText()) === "After <b>");
    assert.match(await bob.page.title(), /^(\(\d+\) )?After <b> · /);
    assert.equal(await bob.page.locator(`.sidebar [data-room="${room}"] .sidebar-title`).innerText(), "After <b>");
    assert.equal(await bob.page.locator("#room-topic").innerText(), "tea & cake");
    assert.equal(await bob.page.locator("#room-private").isVisible(), true);
    assert.match(await slow.innerText(), /every 30 s/);
    wire.tellsRoom({ title: "After <b>", slow_seconds: 120 });
    await until("two minutes", async () => /every 2 min/.test(await slow.innerText()));
    wire.tellsRoom({ title: "After <b>" });
    await slow.waitFor({ state: "hidden" });
    assert.equal(await bob.page.locator("#room-topic").isVisible(), false);
    assert.equal(await bob.page.locator("#room-private").isVisible(), false);
  });

  test("a text that comes too soon for slow mode says when it goes out, and goes out then", async () => {
    const { bob, alice, wire } = await watched("slow");
    wire.refusesNext({ code: "slow_mode", detail: "wait", retry_ms: 6000 });
    await bob.sends("patience");
    const note = bob.page.locator(".message-rests");
    await note.waitFor();
    assert.match(await note.innerText(), /goes out at \d/);
    await alice.sees("patience");
    await bob.sees("patience");
    await note.waitFor({ state: "detached" });
  });

  test("a text that a mute refuses is not sent again unasked, however long the mute is", async () => {
    const { bob, wire } = await watched("refused");
    wire.refusesNext({ code: "muted", detail: "You cannot write here.", retry_ms: 40 * 24 * HOUR_MS });
    await bob.sends("too late");
    await until("the reason is there", async () => /You cannot write here/.test(await bob.failure("too late")));
    await bob.retries("too late");
    await bob.sees("too late");
  });

  test("a room that is renamed takes along its address, its row, and what is kept in the browser", async () => {
    const { bob, alice, wire } = await watched("old-name");
    await bob.writes("kept along");
    await until("it is kept", async () => (await bob.marked("Draft")).includes("old-name"));
    wire.tellsRoom({ room: "新名字", title: "Before" });
    await bob.isAt("/rooms/新名字");
    assert.deepEqual(await bob.marked("Draft"), ["新名字"]);
    const kept = await bob.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft:")));
    assert.equal(kept.length, 1);
    const path = `/rooms/${encodeURIComponent("新名字")}`;
    assert.equal(await bob.page.locator("#chat-composer").getAttribute("action"), `${path}/messages`);
    const link = bob.page.locator(".message-time").first();
    assert.match(await link.getAttribute("href"), /^\/rooms\/%E6%96%B0/);
    await bob.presses("Enter");
    await alice.sees("kept along");
    await bob.sees("kept along");
    assert.equal(await bob.draft(), "");
  });
});

describe("a room that is renamed while nobody has it open", () => {
  const teahouse = Teahouse.start();

  test("has the draft, the unsent text and their marks that a tab left there under its old name", async () => {
    const alice = await teahouse.person("alice");
    await alice.comesIn();
    const post = (path, form) => alice.context.request.post(path, { form, headers: { Origin: alice.origin } });
    await post("/rooms", { title: "Before", name: "before" });
    const bob = await teahouse.person("bob");
    await bob.comesIn();
    await bob.hasSaid("before", ["here"]);
    await bob.opens("before");
    await bob.losesNetwork();
    await bob.sends("on its way");
    await bob.writes("half a thought");
    await until("both are kept", async () => (await bob.marked("Draft")).length && (await bob.marked("Not sent yet")).length);
    await bob.page.close();
    await post("/rooms/before/settings", { title: "After", name: "after" });
    await bob.findsNetwork();

    const tab = await bob.opensTab();
    await tab.opens("lobby");
    assert.deepEqual(await tab.marked("Draft"), ["after"]);
    assert.deepEqual(await tab.marked("Not sent yet"), ["after"]);
    await tab.opens("after");
    assert.equal(await tab.draft(), "half a thought");
    await tab.sees("on its way");
    await until("nothing is unsent", async () => (await tab.marked("Not sent yet")).length === 0);
  });
});

describe("people among themselves", () => {
  const teahouse = Teahouse.start();

  test("one writes to a person from their page, and the other finds it below the rooms at once", async () => {
    const room = teahouse.room("meeting");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await bob.says("I am Bob");
    const heading = bob.page.locator("#sidebar-direct");
    assert.equal(await heading.isVisible(), false);
    await alice.page.locator(".message-author", { hasText: "Bob" }).first().click();
    await alice.isAt("/people/bob");
    await alice.page.locator('form[action="/direct"] button').click();
    await alice.isConnected();
    assert.equal(await alice.page.locator("#room-title").innerText(), "Bob");
    assert.equal(await alice.page.locator("#room-private, #room-join").count(), 0);
    await alice.says("between us");
    const row = bob.page.locator('ul[aria-labelledby="sidebar-direct"] [data-room]');
    await row.waitFor();
    assert.equal(await heading.isVisible(), true);
    assert.equal(await row.locator(".sidebar-title").innerText(), "Alice");
    await until("it is counted", () => row.locator(".count").isVisible());
    await row.click();
    await bob.sees("between us");
    await bob.isConnected();
    await bob.says("understood");
    await alice.sees("understood");
  });

  test("who is named wrongly is said, and what was typed stays; two are a room of three", async () => {
    const alice = await teahouse.person("alice");
    alice.incidents.allowNetworkFailures();
    await alice.comesIn();
    await alice.goes("/rooms");
    await alice.page.locator(".create-direct > summary").click();
    await alice.fillsIn({ people: "bob, nobody-here" });
    assert.match(await alice.page.locator(".field-error").innerText(), /nobody-here/);
    await alice.fillsIn({ people: "@bob zhangsan" });
    await alice.isConnected();
    assert.equal(await alice.page.locator("#room-title").innerText(), "Bob, 张三");
  });

  test("messages of somebody blocked are one quiet line each, wherever they come from, until they are asked for", async () => {
    const room = teahouse.room("folding");
    const [alice, bob] = [await teahouse.person("alice"), await teahouse.inRoom("bob", room)];
    await alice.comesIn();
    await bob.hasSaid(room, Array.from({ length: 60 }, (_, number) => `old ${number}`));
    await alice.goes("/people/bob");
    await alice.page.locator('form[action$="/block"] button').click();
    await alice.page.locator(".badge-danger").waitFor();
    await alice.opens(room);
    await alice.log.wheels(-20000);
    await until("all are there", async () => (await alice.log.count()) === 60);
    const folded = alice.page.locator(".message-folded");
    assert.equal(await folded.count(), 60);
    assert.equal(await alice.page.getByText("old 59").isVisible(), false);
    await bob.says("and now?");
    await until("the live one is folded too", async () => (await folded.count()) === 61);
    await folded.last().getByRole("link", { name: "Show" }).click();
    await alice.page.getByText("and now?").waitFor();
    assert.equal(await folded.count(), 60);
    await alice.page.reload();
    await alice.isConnected();
    await until("all are folded again", async () => (await folded.count()) > 50);

    await alice.goes("/account/blocked");
    await alice.page.getByRole("button", { name: "Unblock Bob" }).click();
    await alice.page.locator(".rows-empty").waitFor();
    await alice.opens(room);
    await alice.sees("and now?");
    assert.equal(await folded.count(), 0);
  });

  test("a message of somebody else can be reported, and one's own cannot", async () => {
    const room = teahouse.room("reporting");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await alice.says("mine");
    await bob.says("buy my tea");
    await alice.sees("buy my tea");
    const report = alice.actions.bar.locator('[data-action="report"]');
    await alice.actions.pointsAt("mine");
    assert.equal(await report.getAttribute("hidden"), "");
    await alice.actions.chooses("report", "buy my tea");
    await alice.page.getByRole("blockquote").getByText("buy my tea").waitFor();
    await alice.page.locator('[name="reason"]').fill("an advert");
    await alice.page.locator("button.button-main").click();
    await alice.page.locator(".room-notice").waitFor();
    await alice.isConnected();
  });

  test("a device that is signed out from another one stops at once", async () => {
    const [here, there] = [await teahouse.inRoom("alice", "lobby"), await teahouse.inRoom("alice", "lobby")];
    await here.goes("/account/sessions");
    await here.page.locator(".panes-after button").click();
    await here.page.locator(".notice").waitFor();
    await here.page.waitForLoadState();
    assert.equal(await here.page.locator(".rows > li").count(), 1);
    await there.isAt("/login");
  });

  test("who leaves a room by its menu finds it in the list no more", async () => {
    const room = teahouse.room("leaving");
    const bob = await teahouse.inRoom("bob", room);
    await bob.says("not for long");
    await bob.page.locator(".room-menu > summary").click();
    await bob.page.locator("#room-menu-leave").click();
    await bob.page.locator("main form button").click();
    await until("it is not listed", async () => (await bob.page.locator(`.sidebar [data-room="${room}"]`).count()) === 0);
  });
});
