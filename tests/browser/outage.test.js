// Servers that stand still or die, networks that go away: nothing is lost, nothing is there twice.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { throughout, until } from "./support/until.js";

/** Promise A7: the server stands still for 20 s. */
const STILL_MS = 20_000;
/** Promise A7: what is not stored says so. */
const PENDING_MS = 100;
/** Longer than two busy cores take to read back through ten pages. */
const LONG_MS = 60_000;

describe("an outage", () => {
  const teahouse = Teahouse.start();

  test("while the server stands still a text is pending within 100 ms, and afterwards it is there once", async () => {
    const room = teahouse.room("still");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    alice.incidents.allowNetworkFailures();
    bob.incidents.allowNetworkFailures();
    await alice.says("before");
    teahouse.server.freeze();
    try {
      const waited = await alice.sendsAndTimes("into the silence");
      assert.ok(waited <= PENDING_MS, `pending after ${waited} ms`);
      await throughout("the text is there once, pending or failed", STILL_MS, async () => {
        const [, ...written] = await alice.log.messages();
        return written.length === 1 && written[0].pending && written[0].text === "into the silence";
      });
      await alice.readsStatus(/Reconnecting/);
    } finally {
      teahouse.server.thaw();
    }
    for (const reader of [alice, bob]) {
      await reader.sees("into the silence");
      await reader.isConnected();
      await reader.log.reads(["before", "into the silence"]);
    }
    await alice.opens(room);
    await alice.log.reads(["before", "into the silence"]);
  });

  test("a text that was not stored survives a reload of the page, and is stored once", async () => {
    const room = teahouse.room("reload");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await alice.sends("one");
    await alice.sends("two");
    await alice.findsNetwork();
    await alice.page.reload();
    for (const reader of [alice, bob]) {
      await reader.log.reads(["one", "two"]);
      await reader.log.hasStored(2);
    }
  });

  test("after a crash and a new start the bar goes away, and everything is there once and in order", async () => {
    const room = teahouse.room("crash");
    const people = [await teahouse.inRoom("alice", room), await teahouse.inRoom("zhangsan", room)];
    const [alice, zhangsan] = people;
    await alice.says("before");
    for (const person of people) person.incidents.allowNetworkFailures();
    await teahouse.server.kill();
    for (const person of people) await person.readsStatus(/Reconnecting/);
    await alice.sends("meanwhile");
    const [, pending] = await alice.log.messages();
    assert.equal(pending.pending, true);
    await teahouse.server.startAgain();
    for (const person of people) {
      await person.isConnected();
      await person.sees("meanwhile");
    }
    await zhangsan.says("之后");
    for (const person of people) await person.log.reads(["before", "meanwhile", "之后"]);
  });

  test("a restart is announced, and the page comes back by itself", async () => {
    const room = teahouse.room("restart");
    const alice = await teahouse.inRoom("alice", room);
    alice.incidents.allowNetworkFailures();
    // It says so until it first tries again, which may be sooner than the server has ended.
    await Promise.all([alice.readsStatus(/restarting/), teahouse.server.terminate()]);
    await teahouse.server.startAgain();
    await alice.isConnected();
    await alice.says("again");
  });

  test("who was offline finds what the others said meanwhile, each once and in order", async () => {
    const room = teahouse.room("offline");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await alice.says("before");
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    for (const text of ["one", "two", "three"]) await bob.says(text);
    await alice.sends("mine");
    assert.deepEqual(await alice.log.texts(), ["before", "mine"]);
    await alice.findsNetwork();
    await alice.isConnected();
    const all = ["before", "one", "two", "three", "mine"];
    await alice.log.reads(all);
    await bob.log.reads(all);
    await alice.log.hasStored(all.length);
  });

  test("who was away for too long gets the newest messages, and the older ones by scrolling", async () => {
    const room = teahouse.room("away");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await alice.says("before");
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await bob.hasSaid(room, Array.from({ length: 510 }, (_, index) => `meanwhile ${index}`));
    await alice.findsNetwork();
    await alice.isConnected();
    await alice.sees("meanwhile 509");
    assert.ok((await alice.log.count()) < 200, "only the newest page was loaded");
    const atBeginning = async () => {
      await alice.log.scrollsTo(0);
      return (await alice.log.texts())[0] === "before";
    };
    await until("Alice has read back to the beginning", atBeginning, LONG_MS);
    await alice.log.hasStored(511);
  });
});
