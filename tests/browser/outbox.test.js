// What is written is kept until it is stored: over closed tabs, another start of the browser, refusals and damage.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Longer than two busy cores take for many texts, one after the other. */
const LONG_MS = 60_000;

/** Damage that a page may meet where it keeps texts. */
const DAMAGE = ["", "{", "null", "7", '{"text":7}', '["a"]'];

/** Signs in, writes these texts offline, and closes the tab: the browser stays. */
async function leavesUnsent(person, texts) {
  await person.losesNetwork();
  await person.readsStatus(/offline/i);
  for (const text of texts) await person.sends(text);
  assert.deepEqual((await person.log.texts()).slice(-texts.length), texts);
  await person.page.close();
}

describe("texts that are not stored", () => {
  const teahouse = Teahouse.start();

  test("are sent once and in order by the next tab, when theirs was closed", async () => {
    const room = teahouse.room("closed-tab");
    const alice = await teahouse.inRoom("alice", room);
    await alice.says("zero");
    await leavesUnsent(alice, ["one", "two", "three"]);
    await alice.findsNetwork();
    const again = await alice.opensTab();
    await again.goes("/rooms");
    assert.deepEqual(await again.marked("Not sent yet"), [room]);
    await again.opens(room);
    await again.log.reads(["zero", "one", "two", "three"]);
    await again.log.hasStored(4);
    assert.deepEqual(await again.marked("Not sent yet"), []);
    await again.opens(room);
    await again.log.reads(["zero", "one", "two", "three"]);
  });

  test("are sent when the browser itself was ended and started again", async () => {
    const room = teahouse.room("restarted-browser");
    const alice = await teahouse.inRoom("alice", room);
    await leavesUnsent(alice, ["before the end"]);
    const again = await teahouse.person("alice", { storageState: await alice.endsBrowser() });
    await again.opens(room);
    await again.sees("before the end");
    await again.log.reads(["before the end"]);
  });

  test("of two tabs are all stored once, and each tab's own in order", async () => {
    const room = teahouse.room("two-writers");
    const one = await teahouse.inRoom("alice", room);
    const two = await one.opensTab();
    await two.opens(room);
    await one.losesNetwork();
    for (const tab of [one, two]) await tab.readsStatus(/offline/i);
    const texts = Array.from({ length: 6 }, (_, turn) => [`one ${turn}`, `two ${turn}`]);
    for (const [ofOne, ofTwo] of texts) await Promise.all([one.sends(ofOne), two.sends(ofTwo)]);
    await until("each shows what the other waits to send", async () => (await two.log.count()) === 12);
    await one.findsNetwork();
    for (const tab of [one, two]) await tab.log.hasStored(12);
    const stored = await one.log.texts();
    assert.deepEqual(await two.log.texts(), stored);
    assert.deepEqual(stored.filter((text) => text.startsWith("one")), texts.map(([text]) => text));
    assert.deepEqual(stored.filter((text) => text.startsWith("two")), texts.map(([, text]) => text));
  });

  test("of two tabs are stored once also where the browser has no locks, as on plain http", async () => {
    const room = teahouse.room("no-locks");
    const one = await teahouse.person("alice");
    await one.hasBrowserWithout("locks");
    await one.comesIn();
    const two = await one.opensTab();
    for (const tab of [one, two]) await tab.opens(room);
    await one.losesNetwork();
    for (const tab of [one, two]) await tab.readsStatus(/offline/i);
    const texts = Array.from({ length: 8 }, (_, turn) => `text ${turn}`);
    for (const [turn, text] of texts.entries()) {
      await (turn % 2 ? one : two).sends(text);
      for (const tab of [one, two]) await until("both show it", async () => (await tab.log.count()) === turn + 1);
    }
    await one.findsNetwork();
    for (const tab of [one, two]) {
      await tab.log.reads(texts);
      await tab.log.hasStored(texts.length);
    }
  });

  test("are seen and sent by nobody else who uses the same browser", async () => {
    const room = teahouse.room("shared-browser");
    const alice = await teahouse.inRoom("alice", room);
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await alice.sends("Alice's own");
    await alice.writes("half of Alice's next");
    // Bob signs in, in another tab: hers comes back as his, with what she left still in it.
    const bob = Object.assign(await alice.opensTab(), { username: "bob", name: "Bob" });
    await bob.comesIn();
    await alice.findsNetwork();
    await bob.opens(room);
    assert.equal(await bob.draft(), "");
    await bob.says("Bob's own");
    await until("her tab has become his", async () => (await alice.draft().catch(() => "?")) === "");
    for (const tab of [alice, bob]) await tab.log.reads(["Bob's own"]);
    await bob.page.close();
    await alice.goes("/rooms");
    await alice.comesIn();
    await alice.opens(room);
    assert.equal(await alice.draft(), "half of Alice's next");
    const own = await alice.sees("Alice's own");
    assert.equal(own.author, "Alice");
  });

  test("and drafts are kept for who signs out, until the next time", async () => {
    const room = teahouse.room("signed-out");
    const alice = await teahouse.inRoom("alice", room);
    await alice.writes("for tomorrow");
    await alice.signsOut();
    await alice.comesIn();
    await alice.opens(room);
    assert.equal(await alice.draft(), "for tomorrow");
  });

  test("are stored once when the server dies between storing and saying so, and the page is loaded anew", async () => {
    const room = teahouse.room("killed");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    for (const person of [alice, bob]) person.incidents.allowNetworkFailures();
    const again = await alice.opensTab();
    await again.hearsNo("ack", "message");
    await again.opens(room);
    await again.sends("stored, and nobody says so");
    await bob.sees("stored, and nobody says so");
    await alice.sees("stored, and nobody says so");
    await teahouse.server.kill();
    await again.readsStatus(/Reconnecting/);
    await teahouse.server.startAgain();
    await again.isConnected();
    await again.page.close();
    await alice.page.reload();
    await alice.isConnected();
    for (const reader of [alice, bob]) {
      await reader.log.reads(["stored, and nobody says so"]);
      await reader.log.hasStored(1);
    }
  });

  test("go out at the pace that the server allows, however many there are", async () => {
    const room = teahouse.room("many");
    const alice = await teahouse.inRoom("alice", room);
    alice.incidents.allowNetworkFailures();
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    const texts = Array.from({ length: 60 }, (_, turn) => `text ${turn}`);
    for (const text of texts) await alice.sends(text);
    await teahouse.server.terminate();
    await teahouse.server.startAgain(["--limit-message-burst=2", "--limit-messages-per-second=20"]);
    await alice.findsNetwork();
    await alice.isConnected();
    await alice.log.hasStored(60, LONG_MS);
    await alice.log.reads(texts);
    assert.equal(await alice.status(), "");
    await teahouse.server.terminate();
    await teahouse.server.startAgain([]);
  });

  test("are not sent unasked after six days, for the server may have forgotten them; Retry sends them as new", async () => {
    const room = teahouse.room("old");
    const alice = await teahouse.inRoom("alice", room);
    await leavesUnsent(alice, ["from last week", "also from then"]);
    await alice.findsNetwork();
    const later = await alice.opensTab();
    await later.page.clock.setSystemTime(Date.now() + 6.5 * DAY_MS);
    await later.opens(room);
    await until("both have failed", async () => (await later.log.messages()).filter(({ failed }) => failed).length === 2);
    await later.discards("also from then");
    await later.retries("from last week");
    await later.sees("from last week");
    await later.opens(room);
    await later.log.reads(["from last week"]);
  });
});

describe("a text that was refused", () => {
  const teahouse = Teahouse.start();

  test("stays with its reason over a reload, is sent again when the reason is gone, and discarded for all tabs", async () => {
    const room = teahouse.room("refused");
    const one = await teahouse.inRoom("alice", room);
    one.incidents.allowNetworkFailures();
    const two = await one.opensTab();
    await two.opens(room);
    const restart = async (...flags) => {
      await teahouse.server.terminate();
      for (const tab of [one, two]) await tab.readsStatus(/\S/);
      await teahouse.server.startAgain(flags);
      for (const tab of [one, two]) await tab.isConnected();
    };
    await restart("--limit-text-characters=10");
    await one.sends("much too long for this");
    await one.sends("also far too long");
    const why = /^Not sent: .*10.* Retry Discard$/s;
    for (const tab of [one, two]) {
      await until("both are refused", async () => why.test(await tab.failure("also far")));
      await tab.page.reload();
      await tab.isConnected();
      for (const text of ["much too", "also far"]) assert.match(await tab.failure(text), why);
    }
    await two.discards("also far");
    for (const tab of [one, two]) await tab.log.reads(["much too long for this"]);
    await restart();
    await one.retries("much too");
    for (const tab of [one, two]) {
      await tab.sees("much too long for this");
      await tab.opens(room);
      await tab.log.reads(["much too long for this"]);
    }
  });
});

describe("a browser that keeps nothing, or nonsense", () => {
  const teahouse = Teahouse.start();

  for (const misses of ["storage", "room for more"]) {
    test(`still chats without ${misses}`, async () => {
      const room = teahouse.room(misses.replaceAll(" ", "-"));
      const alice = await teahouse.person("alice");
      await alice.hasBrowserWithout(misses);
      await alice.comesIn();
      await alice.opens(room);
      await alice.says("one");
      await alice.losesNetwork();
      await alice.readsStatus(/offline/i);
      await alice.sends("two");
      await alice.sends("three");
      await alice.findsNetwork();
      await alice.log.reads(["one", "two", "three"]);
      await alice.log.hasStored(3);
      assert.equal(await alice.draft(), "");
    });
  }

  test("still chats where what was kept is damaged", async () => {
    const room = teahouse.room("damaged");
    const alice = await teahouse.inRoom("alice", room);
    await leavesUnsent(alice, ["whole"]);
    await alice.findsNetwork();
    const again = await alice.opensTab();
    await again.goes("/rooms");
    await again.findsDamaged(room, DAMAGE);
    await again.opens(room);
    assert.equal(await again.draft(), "");
    await again.sees("whole");
    await again.says("and on");
    await again.log.reads(["whole", "and on"]);
  });
});

describe("drafts", () => {
  const teahouse = Teahouse.start();

  test("survive closing the tab, each in its room, and the sidebar names those rooms", async () => {
    const [here, there] = [teahouse.room("draft-here"), teahouse.room("draft-there")];
    const alice = await teahouse.person("alice");
    await alice.comesIn();
    for (const room of [here, there]) await alice.hasSaid(room, ["I am a member"]);
    await alice.opens(here);
    assert.deepEqual(await alice.marked("Draft"), []);
    await alice.writes("half a thought");
    // This way of closing does not wait until it has closed.
    await Promise.all([alice.page.waitForEvent("close"), alice.page.close({ runBeforeUnload: true })]);
    const again = await alice.opensTab();
    await again.opens(there);
    assert.equal(await again.draft(), "");
    await until("the room is marked", async () => (await again.marked("Draft")).join() === here);
    const other = await alice.opensTab();
    await other.opens(here);
    assert.equal(await other.draft(), "half a thought");
    await other.presses("Enter");
    await other.sees("half a thought");
    await until("the mark is gone", async () => (await again.marked("Draft")).length === 0);
  });

  test("that are written in two tabs are both kept, and neither changes under the other's hands", async () => {
    const room = teahouse.room("two-drafts");
    const one = await teahouse.inRoom("alice", room);
    await one.writes("the first");
    await one.page.reload();
    const two = await one.opensTab();
    await two.opens(room);
    assert.equal(await two.draft(), "the first");
    await one.writes("the first, and more");
    await two.writes("the second");
    assert.equal(await one.draft(), "the first, and more");
    for (const tab of [one, two]) await tab.page.reload();
    assert.equal(await one.draft(), "the first, and more");
    assert.equal(await two.draft(), "the second");
    await two.presses("Enter");
    await two.sees("the second");
    assert.equal(await one.draft(), "the first, and more");
  });

  test("that were sent do not come back in another tab", async () => {
    const room = teahouse.room("sent-draft");
    const one = await teahouse.inRoom("alice", room);
    await one.writes("once only");
    await one.page.reload();
    const two = await one.opensTab();
    await two.opens(room);
    await two.presses("Enter");
    await two.sees("once only");
    await until("the other tab's field is empty", async () => (await one.draft()) === "");
    for (const tab of [one, two]) {
      await tab.page.reload();
      assert.equal(await tab.draft(), "");
      await tab.log.reads(["once only"]);
    }
  });
});
