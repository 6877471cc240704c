// Browsers without JavaScript: sign in, read, write by the plain form, read back.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const PLAIN = { javaScriptEnabled: false };

describe("without JavaScript", () => {
  const teahouse = Teahouse.start();

  test("one signs in, reads what is there, and writes by the form; who has a live page sees it at once", async () => {
    const room = teahouse.room("plain");
    const alice = await teahouse.inRoom("alice", room);
    await alice.says("are you there?");
    const bob = await teahouse.person("bob", PLAIN);
    await bob.signsIn();
    await bob.goes(`/rooms/${room}`);
    assert.deepEqual(await bob.log.texts(), ["are you there?"]);
    for (const text of ["I am", "第二行\n也在"]) {
      await bob.writes(text);
      await bob.page.locator("#chat-message-submit").click();
      await bob.sees(text);
      await alice.sees(text);
    }
    assert.equal(await bob.draft(), "");
    await alice.says("good");
    await bob.page.reload();
    await bob.log.reads(["are you there?", "I am", "第二行\n也在", "good"]);
    const [first] = await bob.log.messages();
    assert.equal(first.author, "Alice");
    assert.match(first.time, /^\d{2}:\d{2}$/);
  });

  test("a text that is refused comes back with the reason", async () => {
    const room = teahouse.room("refused");
    const bob = await teahouse.person("bob", PLAIN);
    bob.incidents.allowNetworkFailures();
    await bob.comesIn();
    await bob.goes(`/rooms/${room}`);
    await bob.writes("茶".repeat(4001));
    await bob.page.locator("#chat-message-submit").click();
    await bob.page.locator("#composer-error").waitFor();
    assert.equal(await bob.draft(), "茶".repeat(4001));
    assert.deepEqual(await bob.log.texts(), []);
  });

  test("the newest messages are in view, and a link leads to the older ones", async () => {
    const room = teahouse.room("older");
    const [alice, bob] = [await teahouse.person("alice"), await teahouse.person("bob", PLAIN)];
    for (const person of [alice, bob]) await person.comesIn();
    const history = Array.from({ length: 70 }, (_, index) => `message ${index}`);
    await alice.hasSaid(room, history);
    await bob.goes(`/rooms/${room}`);
    assert.deepEqual(await bob.log.texts(), history.slice(20));
    const newest = await bob.page.getByText("message 69").boundingBox();
    assert.ok(newest.y > 0 && newest.y < 800, `${newest.y}`);
    await bob.page.locator("#log-older a").click();
    await bob.log.reads(history.slice(0, 20));
    await bob.page.locator("#log-newer a").click();
    await bob.log.reads(history.slice(20));
  });

  test("rooms, menu and account work by plain links and forms", async () => {
    const bob = await teahouse.person("bob", PLAIN);
    await bob.signsIn();
    await bob.page.locator(".sidebar-browse").click();
    await bob.isAt("/rooms");
    await bob.page.locator(".create > summary").click();
    await bob.page.locator('[name="title"]').fill("Plain and simple");
    await bob.page.locator(".create-form button").click();
    await bob.isAt("/rooms/plain-and-simple");
    await bob.page.locator(".sidebar-me > summary").click();
    await bob.page.locator('.sidebar-me a[href="/account"]').click();
    await bob.isAt("/account");
    await bob.page.locator('[name="display_name"]').fill("Robert");
    await bob.page.locator(".panes-main .button-main").click();
    await bob.page.locator(".notice").waitFor();
    assert.equal(await bob.page.locator('[name="display_name"]').inputValue(), "Robert");
    await bob.goes("/rooms/lobby");
    await bob.signsOut();
  });

  test("a message is pinned and bookmarked at its own address, and both have a page on which that is taken back", async () => {
    const room = teahouse.room("shelf", "--title", "The shelf");
    const alice = await teahouse.inRoom("alice", room);
    await alice.says("the kettle is in the kitchen");
    const bob = await teahouse.person("bob", PLAIN);
    await bob.comesIn();
    const { page } = bob;
    await bob.goes(`/rooms/${room}`);
    // Members pin, and who writes becomes one.
    await bob.writes("thanks");
    await page.locator("#chat-message-submit").click();
    const button = (name) => page.locator(".plain-actions").getByRole("button", { name, exact: true });
    await page.locator(".message-time").first().click();
    assert.equal(await page.locator("#room-pins").isVisible(), false);
    await button("Pin").click();
    await button("Bookmark").click();
    await page.locator(".message-pinned").waitFor();
    await page.locator(".message-kept").waitFor();
    await page.waitForLoadState();
    for (const name of ["Unpin", "Remove bookmark"]) assert.equal(await button(name).count(), 1);
    await alice.page.locator("#room-pins").waitFor();

    await page.locator("#room-pins").click();
    await bob.isAt(`/rooms/${room}/pins`);
    assert.match(await page.locator(".bookmark").innerText(), /the kettle is in the kitchen/);
    await page.locator(".bookmark-foot button").click();
    await bob.isAt(`/rooms/${room}/pins`);
    await page.locator(".bookmarks-empty").waitFor();
    await alice.page.locator("#room-pins").waitFor({ state: "hidden" });
    await page.locator(".room-head a").first().click();
    await bob.isAt(`/rooms/${room}`);

    await bob.goes("/bookmarks");
    await page.locator(".bookmark-place").click();
    await button("Remove bookmark").click();
    await button("Bookmark").waitFor();
  });

  test("on a phone one gets from the room to the list and back", async () => {
    const bob = await teahouse.person("bob", { ...PLAIN, viewport: { width: 390, height: 844 } });
    await bob.comesIn();
    await bob.goes("/rooms/lobby");
    const list = bob.page.locator("#sidebar");
    assert.equal(await list.isVisible(), false);
    await bob.page.locator(".back").click();
    await until("the list is in view", () => list.isVisible());
    await list.locator("[data-room=lobby]").click();
    await until("the room is in view", () => bob.page.locator("#conversation").isVisible());
    assert.equal(await bob.eye.scrollsSideways(), false);
  });
});
