// Answering with an emoji, pins, and bookmarks.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { Marks } from "./support/marks.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";
import { Wire } from "./support/wire.js";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 3 };

describe("reactions", () => {
  const teahouse = Teahouse.start();

  async function meeting(name, ...people) {
    const room = teahouse.room(name);
    const there = await Promise.all(people.map((person) => teahouse.inRoom(person, room)));
    return [room, ...there.map((person) => Object.assign(person, { marks: new Marks(person) }))];
  }

  test("two people react, each sees the other's at once, and a reload shows the same", async () => {
    const [room, alice, bob] = await meeting("two", "alice", "bob");
    await alice.says("tea is ready");
    await bob.sees("tea is ready");
    await bob.marks.reacts("tea is ready", "👍");
    await alice.marks.show("tea is ready", ["👍 1"]);
    await alice.marks.clicks("tea is ready", "👍");
    await alice.marks.reacts("tea is ready", "🎉");
    for (const reader of [alice, bob]) await reader.marks.show("tea is ready", ["👍 2", "🎉 1"]);
    assert.equal(await alice.marks.own("tea is ready"), "👍🎉");
    assert.equal(await bob.marks.own("tea is ready"), "👍");
    assert.equal(await alice.marks.who("tea is ready", "👍"), "You and Bob");
    const live = await bob.marks.markup();
    await bob.opens(room);
    assert.deepEqual(await bob.marks.markup(), live);
    await bob.marks.clicks("tea is ready", "👍");
    await alice.marks.show("tea is ready", ["👍 1", "🎉 1"]);
    assert.deepEqual(await findBarriers(alice.page), []);
  });

  test("R opens the quick choice, arrows walk it, and the focus comes back to the message", async () => {
    const [, alice] = await meeting("keys", "alice");
    await alice.says("tea is ready");
    await alice.presses("Shift+Tab");
    await alice.page.keyboard.press("ArrowUp");
    await alice.page.keyboard.press("r");
    await alice.page.keyboard.press("ArrowRight");
    await alice.page.keyboard.press("Enter");
    await alice.marks.show("tea is ready", ["❤️ 1"]);
    assert.equal((await alice.eye.focus()).tag, "li");
    await alice.page.keyboard.press("Tab");
    await alice.page.keyboard.press("r");
    await alice.page.keyboard.press("Escape");
    assert.equal(await alice.page.locator("#quick-reactions:popover-open").count(), 0);
  });

  test("what is answered while there is no connection is done once when it is back", async () => {
    const [, alice, bob] = await meeting("outage", "alice", "bob");
    await alice.says("tea is ready");
    await bob.sees("tea is ready");
    await alice.losesNetwork();
    await alice.marks.reacts("tea is ready", "👍");
    await alice.marks.reacts("tea is ready", "🎉");
    await alice.marks.show("tea is ready", ["👍 1", "🎉 1"]);
    await alice.marks.clicks("tea is ready", "🎉");
    await alice.marks.show("tea is ready", ["👍 1"]);
    await alice.findsNetwork();
    await bob.marks.show("tea is ready", ["👍 1"]);
    await until("nothing waits", async () => (await alice.page.locator(".reaction-pending").count()) === 0);
  });

  test("a reaction above does not move what is read", async () => {
    const [room, alice, bob] = await meeting("still", "alice", "bob");
    await alice.hasSaid(room, Array.from({ length: 40 }, (_, number) => `line ${number}`));
    await bob.sees("line 39");
    const [first] = await bob.log.messages();
    await bob.log.wheels(-300);
    await bob.log.settles();
    const before = await bob.log.underTheEye();
    await alice.marks.reactsElsewhere(first.id, "👍");
    await until("the chip is there", async () => (await bob.page.locator(`#${first.id} .reaction`).count()) === 1);
    assert.deepEqual(await bob.log.underTheEye(), before);
  });

  test("a pin stands in the head of the room, in the drawer and at the message, and goes from all of them", async () => {
    const [room, alice, bob] = await meeting("pins", "alice", "bob");
    await alice.says("the kettle is in the kitchen");
    await bob.says("thanks");
    await alice.actions.chooses("pin", "the kettle is in the kitchen");
    const button = bob.page.locator("#room-pins");
    await button.waitFor();
    await button.click();
    assert.deepEqual(await bob.marks.pinned(1), ["the kettle is in the kitchen"]);
    assert.deepEqual(await findBarriers(bob.page), []);
    await bob.actions.chooses("pin", "thanks");
    assert.deepEqual(await bob.marks.pinned(2), ["thanks", "the kettle is in the kitchen"]);
    await alice.actions.edits("the kettle is in the kitchen", "the kettle is on the stove");
    await until("the drawer has the text of now", async () => (await bob.marks.pinned(2))[1] === "the kettle is on the stove");
    await bob.page.locator("#drawer .reaction").count();
    await bob.page.locator("#drawer [data-unpin]").first().click();
    assert.deepEqual(await bob.marks.pinned(1), ["the kettle is on the stove"]);
    await bob.opens(room);
    await bob.page.locator(".message-pinned:visible").waitFor();
    await alice.actions.deletes("the kettle is on the stove");
    await button.waitFor({ state: "hidden" });
  });

  test("what is pinned is done with in the drawer as in the log, by the same bar and the same keys", async () => {
    const [, alice, bob] = await meeting("pin-bar", "alice", "bob");
    const { page } = alice;
    await alice.says("the kettle is in the kitchen");
    await bob.sees("the kettle is in the kitchen");
    await alice.actions.chooses("pin", "the kettle is in the kitchen");
    await page.locator("#room-pins").click();
    await alice.marks.pinned(1);
    const pin = page.locator(".pins .message");
    await pin.hover();
    await pin.locator(".actions-bar").waitFor();
    const offered = await alice.actions.offered();
    for (const action of ["react", "reply", "pin", "bookmark", "delete"]) assert.ok(offered.includes(action), action);
    // The list is made anew when one of them changes.
    assert.ok(!offered.includes("edit"));
    await pin.locator('[data-action="react"]').click();
    await page.locator('#quick-reactions [data-emoji="👍"]').click();
    for (const person of [alice, bob]) await person.marks.show("the kettle is in the kitchen", ["👍 1"]);
    await pin.locator(".reaction").waitFor();
    assert.deepEqual(await findBarriers(page), []);

    await pin.evaluate((item) => (item.tabIndex = -1) && item.focus());
    await page.keyboard.press("q");
    await page.locator(".composer-reply").waitFor();
    await alice.presses("Escape");
    await page.locator(".composer-reply").waitFor({ state: "hidden" });
    await pin.hover();
    await pin.locator("[data-more]").click();
    await pin.locator('[data-action="pin"]').click();
    await page.locator("#drawer .drawer-empty").waitFor();
    await alice.presses("Escape");
    await page.locator("#drawer").waitFor({ state: "hidden" });
  });

  test("on a phone an answer to what is pinned is written in the room", async () => {
    const room = teahouse.room("pin-phone");
    const alice = await teahouse.inRoom("alice", room, PHONE);
    await alice.says("the kettle is in the kitchen");
    const id = (await alice.log.messages())[0].id.replace("message-", "");
    const pinned = await alice.context.request.post(`/api/messages/${id}/pin`, { data: { op: "add" }, headers: { Origin: alice.origin } });
    assert.equal(pinned.status(), 200);
    await alice.page.locator("#room-pins").tap();
    const pin = alice.page.locator(".pins .message");
    await pin.waitFor();
    await pin.evaluate((item) => (item.tabIndex = -1) && item.focus());
    await alice.page.keyboard.press("q");
    await alice.page.locator("#drawer").waitFor({ state: "hidden" });
    await alice.page.locator(".composer-reply").waitFor();
  });

  test("a bookmark is seen by its owner alone, in every tab, and kept on a page of its own", async () => {
    const [room, alice, bob] = await meeting("bookmarks", "alice", "bob");
    await bob.says("tea at four");
    await alice.sees("tea at four");
    const tab = await alice.opensTab();
    await tab.opens(room);
    await alice.actions.chooses("bookmark", "tea at four");
    for (const page of [alice.page, tab.page]) await page.locator(".message-kept:visible").waitFor();
    assert.equal(await bob.page.locator(".message-kept:visible").count(), 0);
    await alice.page.locator('a[href="/bookmarks"]').click();
    await alice.isAt("/bookmarks");
    assert.match(await alice.page.locator(".bookmark").innerText(), /tea at four/);
    assert.deepEqual(await findBarriers(alice.page), []);
    await alice.page.locator(".bookmark-foot button").click();
    await alice.page.locator(".bookmarks-empty").waitFor();
    await tab.page.locator(".message-kept:visible").waitFor({ state: "hidden" });
  });

  test("a bookmark is seen though nobody tells of it, and the next press lets go of it", async () => {
    const room = teahouse.room("untold");
    const alice = await teahouse.person("alice");
    await alice.comesIn();
    await alice.hearsNo("bookmark");
    await alice.opens(room);
    await alice.says("tea at four");
    const kept = alice.page.locator("#messages .message-kept:visible");
    await alice.actions.chooses("bookmark", "tea at four");
    await kept.waitFor();
    await alice.actions.chooses("bookmark", "tea at four");
    await kept.waitFor({ state: "detached" });
    await alice.opens(room);
    assert.equal(await kept.count(), 0);
  });

  test("a message that is hidden and shown again is bookmarked as it was", async () => {
    const room = teahouse.room("shown-again");
    const alice = await teahouse.person("alice");
    await alice.comesIn();
    const wire = await Wire.hold(alice);
    await alice.opens(room);
    for (const text of ["tea at four", "not kept", "let go"]) await alice.says(text);
    const kept = alice.page.locator("#messages .message-kept:visible");
    for (const [turn, text] of ["tea at four", "let go"].entries()) {
      await alice.actions.chooses("bookmark", text);
      await until("it is kept", async () => (await kept.count()) === turn + 1);
    }
    const messages = await alice.log.messages();
    const ids = messages.map(({ id }) => id.replace("message-", ""));
    for (const id of ids) wire.tells({ type: "deleted", id, by: "1" });
    await until("none is kept", async () => (await kept.count()) === 0);
    wire.tellsInPassing({ type: "bookmark", room, id: ids[2], op: "remove" });
    messages.forEach(({ text }, turn) => wire.tells({ type: "edited", id: ids[turn], message: text, html: `<p>${text}</p>`, by: "1" }));
    await alice.sees("tea at four");
    assert.equal(await alice.page.locator(`#message-${ids[0]} .message-kept:visible`).count(), 1);
    await alice.sees("let go");
    assert.equal(await kept.count(), 1);
  });

  test("a message that is pinned and bookmarked has both marks when its room is opened again", async () => {
    const [room, alice] = await meeting("both", "alice");
    await alice.says("tea at four");
    for (const action of ["pin", "bookmark"]) await alice.actions.chooses(action, "tea at four");
    for (const turn of ["live", "opened again"]) {
      for (const mark of ["pinned", "kept"]) await alice.page.locator(`#messages .message-${mark}:visible`).waitFor();
      if (turn === "live") await alice.opens(room);
    }
  });

  test("without scripts the reactions are there, and a press toggles one's own", async () => {
    const [room, alice] = await meeting("plain", "alice");
    await alice.says("tea is ready");
    await alice.marks.reacts("tea is ready", "👍");
    await alice.marks.show("tea is ready", ["👍 1"]);
    const bob = await teahouse.visitor({ javaScriptEnabled: false });
    Object.assign(bob, { username: "bob", password: alice.password });
    await bob.comesIn();
    await bob.goes(`/rooms/${room}`);
    await bob.page.locator(".reaction").click();
    await alice.marks.show("tea is ready", ["👍 2"]);
    assert.equal(await bob.page.locator(".reaction").getAttribute("aria-pressed"), "true");
    await bob.page.locator(".reaction").click();
    await alice.marks.show("tea is ready", ["👍 1"]);
  });

  test("without scripts one sees the message that one has answered, and the one that a link leads to", async () => {
    const [room, alice] = await meeting("plainly", "alice");
    await alice.says("tea is ready");
    await alice.marks.reacts("tea is ready", "👍");
    await alice.marks.show("tea is ready", ["👍 1"]);
    await alice.hasSaid(room, Array.from({ length: 30 }, (_, index) => `later ${index}`));
    const bob = await teahouse.visitor({ javaScriptEnabled: false });
    Object.assign(bob, { username: "bob", password: alice.password });
    await bob.comesIn();
    await bob.goes(`/rooms/${room}`);
    const chip = bob.page.locator(".reaction");
    const [, link] = (await bob.page.locator(".reactions").first().getAttribute("action")).match(/(.*)\/reactions/);
    await chip.click();
    for (const turn of ["answered", "by its link"]) {
      await until(turn, async () => ((await chip.boundingBox()).y) > 50);
      await bob.goes(link);
    }
  });

  test("on a phone a finger that rests on a reaction is told who", async () => {
    const [room, alice] = await meeting("phone", "alice");
    await alice.says("tea is ready");
    await alice.marks.reacts("tea is ready", "👍");
    await alice.marks.show("tea is ready", ["👍 1"]);
    const bob = await teahouse.inRoom("bob", room, PHONE);
    const marks = new Marks(bob);
    await marks.show("tea is ready", ["👍 1"]);
    await marks.restsOn("tea is ready", "👍");
    await marks.show("tea is ready", ["👍 1"]);
    assert.equal(await bob.eye.scrollsSideways(), false);
  });
});
