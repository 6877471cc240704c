// Reading: at the end of the log, above it, and back to the beginning.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const HISTORY = Array.from({ length: 120 }, (_, index) => `message ${index}${index % 3 ? "" : "\nwith a second line"}`);

/** Longer than two busy cores take to read back to the beginning. */
const LONG_MS = 60_000;

describe("a long log", () => {
  const teahouse = Teahouse.start();

  /** A room in which Bob has said a lot, and Alice reads. */
  async function longRoom(name, wishes) {
    const room = teahouse.room(name);
    const bob = await teahouse.person("bob");
    await bob.comesIn();
    await bob.hasSaid(room, HISTORY);
    return { room, bob, alice: await teahouse.inRoom("alice", room, wishes) };
  }

  test("opens at its end, and who reads there stays there", async () => {
    const { alice, bob, room } = await longRoom("end");
    assert.equal((await alice.log.position()).below, 0);
    await bob.opens(room);
    for (const text of ["one", "two\nlines", "three"]) {
      await bob.says(text);
      await alice.sees(text);
      await until("the newest message is in view", async () => (await alice.log.position()).below === 0);
    }
    assert.equal(await alice.pill.isVisible(), false);
  });

  test("does not move by a pixel for who reads above, and a pill tells what has come and leads to it", async () => {
    const { alice, bob, room } = await longRoom("above");
    await bob.opens(room);
    await alice.log.wheels(-900);
    const eye = await alice.log.underTheEye();
    await alice.eye.watchesScrolling();
    await bob.says("one");
    await alice.sees("one");
    await until("the pill counts one", async () => /^1 new message/.test(await alice.pillText()));
    await bob.says("two");
    await until("the pill counts two", async () => /^2 new messages/.test(await alice.pillText()));
    assert.equal(await alice.log.topOf(eye.id), eye.top);
    assert.deepEqual(await alice.eye.scrolled(), []);
    await alice.pill.click();
    await until("the end is in view", async () => (await alice.log.position()).below === 0);
    assert.equal(await alice.pill.isVisible(), false);
    await bob.says("three");
    await alice.sees("three");
    await until("it stays in view", async () => (await alice.log.position()).below === 0);
  });

  test("goes to its end when the reader says something", async () => {
    const { alice } = await longRoom("own");
    await alice.log.wheels(-900);
    await alice.says("here I am");
    await until("the end is in view", async () => (await alice.log.position()).below === 0);
  });

  test("loads older messages above, and the message under the eye stays where it is", async () => {
    const { alice } = await longRoom("older");
    await alice.log.settles();
    const loaded = await alice.log.count();
    assert.ok(loaded < HISTORY.length, `${loaded} messages came with the page`);
    const eye = await alice.log.underTheEye(150);
    await until("older messages have come", async () => (await alice.log.count()) > loaded);
    const moved = Math.abs((await alice.log.topOf(eye.id)) - eye.top);
    assert.ok(moved <= 0.5, `it moved by ${moved} px; a window scrolls by whole ones`);
  });

  test("is there to its beginning, each message once, for who scrolls up with a wheel", async () => {
    const { alice, room } = await longRoom("beginning");
    const atStart = async () => {
      await alice.log.wheels(-3000);
      return alice.page.locator("#log-start").isVisible();
    };
    await until("the beginning is in view", atStart, LONG_MS);
    assert.deepEqual(await alice.log.texts(), HISTORY);
    assert.match(await alice.page.locator("#log-start").innerText(), new RegExp(room));
  });

  test("opens at a message by its link, and goes on to the newest", async () => {
    const { alice, room } = await longRoom("link");
    const hasAll = async () => {
      await alice.log.wheels(-3000);
      return (await alice.log.count()) === HISTORY.length;
    };
    await until("the beginning has come", hasAll, LONG_MS);
    const [, , third] = await alice.log.messages();
    await alice.page.locator(`#${third.id}`).hover();
    await alice.page.locator(`#${third.id} .message-time`).click();
    await until("the link was followed", () => alice.path.startsWith(`/rooms/${room}/messages/`));
    await until("the message is in view", async () => {
      const top = await alice.log.topOf(third.id);
      return top > 0 && top < 800;
    });
    // Opened by itself, the link leads to the message alone, and what surrounds it.
    await alice.page.reload();
    await alice.page.locator("#log-newest").click();
    await alice.isConnected();
    await alice.sees(HISTORY.at(-1));
    await until("the end is in view", async () => (await alice.log.position()).below === 0);
  });

  test("a page of what was left behind that comes after the newest one is not put under it", async () => {
    const { alice, bob, room } = await longRoom("late", { viewport: { width: 900, height: 500 } });
    const later = Array.from({ length: 100 }, (_, index) => `later ${index}`);
    await bob.hasSaid(room, later);
    const { messages } = await (await alice.context.request.get(`/api/rooms/${room}/messages?after=0`)).json();
    await alice.goes(`/rooms/${room}/messages/${messages[0].id}`);
    await alice.isConnected();
    await alice.log.settles();
    const held = new Map();
    await alice.page.route(`**/api/rooms/${room}/messages?*`, async (route) => {
      const response = await route.fetch();
      await new Promise((release) => held.set(new URL(route.request().url()).search.split("=")[0], release));
      await route.fulfill({ response });
    });
    await alice.page.locator("#log-newest").click();
    await until("the newest page is on its way", () => held.has(""));
    await alice.log.scrollsTo(100_000);
    await until("so is the one that follows what is shown", () => held.has("?after"));
    held.get("")();
    await alice.sees("later 99");
    held.get("?after")();
    await alice.page.unrouteAll({ behavior: "wait" });
    await bob.opens(room);
    await bob.says("said since");
    await alice.sees("said since");
    const texts = await alice.log.texts();
    assert.deepEqual(texts, [...HISTORY, ...later, "said since"].slice(-texts.length));
    await until("the end is in view", async () => (await alice.log.position()).below === 0);
  });
});
