// What was on screen is read, and nothing else; every window knows it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { throughout, until } from "./support/until.js";

/** The title counts all rooms of a person: whoever looks at it has read everything else. */
const PEOPLE = { alice: "Alice", bob: "Bob", carol: "Carol", dora: "Dora", emil: "Emil", fay: "Fay" };
/** Longer than what is on screen takes to be told as read. */
const STILL_MS = 1_500;
const numbered = (count, word = "line") => Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);

describe("unread", () => {
  const teahouse = Teahouse.start({ people: PEOPLE, flags: ["--limit-messages-per-second", "0", "--limit-message-burst", "0"] });

  /** A room of which both are members, and where Bob has said all this since Alice was there. */
  async function roomWith(name, texts, reader = "alice") {
    const room = teahouse.room(name);
    const [alice, bob] = [await teahouse.inRoom(reader, room), await teahouse.inRoom("bob", room)];
    await alice.says("I was here");
    await alice.goes("/rooms");
    await bob.hasSaid(room, texts);
    return { room, alice, bob };
  }

  test("what is on screen is read, in this window and for the server", async () => {
    const { room, alice } = await roomWith("seen", ["one", "two"]);
    assert.equal(await alice.hasUnread(room), 2);
    await alice.opens(room);
    await alice.unread.lineIsAbove("one");
    await alice.comesToHaveUnread(room, 0);
    await alice.unread.counts(room, 0);
    assert.equal(await alice.unread.line(), "one", "the line stays while one is here");
    await alice.opens(room);
    assert.equal(await alice.unread.line(), null);
  });

  test("a list of rooms that comes late undoes nothing that was told meanwhile", async () => {
    const { room, alice } = await roomWith("overtaken", ["one", "two"]);
    const release = await alice.holdsListOfRooms();
    await alice.opens(room);
    await alice.comesToHaveUnread(room, 0);
    await alice.unread.counts(room, 0);
    release();
    await throughout("nothing is unread again", STILL_MS, async () => (await alice.unread.count(room)) === "");
  });

  test("what was never on screen is not read, and the bar leads to it", async () => {
    const { room, alice } = await roomWith("many", numbered(300));
    await alice.opens(room);
    await alice.unread.barSays(/300 new messages/);
    await alice.sees("line 300");
    await throughout("nothing of it is read", STILL_MS, async () => (await alice.hasUnread(room)) === 300);
    assert.equal(await alice.unread.line(), null, "the first unread message is on no page that is here");
    await alice.unread.jumps();
    await alice.unread.lineIsAbove("line 1");
    await until("something of it is read", async () => (await alice.hasUnread(room)) < 300);
    assert.ok((await alice.hasUnread(room)) > 200);
    await alice.says("thank you");
    await alice.comesToHaveUnread(room, 0);
    assert.equal(await alice.unread.line(), null);
    await alice.sees("line 300");
  });

  test("reading on by scrolling reads everything, and the line stays where it was", async () => {
    const { room, alice } = await roomWith("scroll", numbered(40), "fay");
    await alice.opens(room);
    await alice.unread.lineIsAbove("line 1");
    assert.ok((await alice.hasUnread(room)) > 0, "not all of it fits the window");
    while ((await alice.log.position()).below > 0) await alice.log.wheels(300);
    await alice.comesToHaveUnread(room, 0);
    assert.equal(await alice.unread.line(), "line 1");
    await alice.unread.titleBegins("scroll");
  });

  test("all can be marked as read at once", async () => {
    const { room, alice } = await roomWith("enough", numbered(120));
    await alice.opens(room);
    await alice.unread.barSays(/120/);
    await alice.unread.marksAllRead();
    await alice.comesToHaveUnread(room, 0);
    await alice.unread.counts(room, 0);
    assert.equal(await alice.unread.bar(), "");
  });

  test("a hidden window reads nothing: title and icon say so, and the line stands where one left", async () => {
    const { room, alice, bob } = await roomWith("hidden", ["seen"], "carol");
    await alice.opens(room);
    await alice.comesToHaveUnread(room, 0);
    assert.equal(await alice.unread.icon(), "icon");
    await alice.looksAway();
    await bob.says("first");
    await bob.says("@carol second");
    await alice.unread.titleBegins("(2) hidden");
    await until("the icon tells of a mention", async () => (await alice.unread.icon()) === "icon-mention");
    await alice.unread.lineIsAbove("first");
    assert.equal(await alice.hasUnread(room), 2);
    await alice.comesBack();
    await alice.comesToHaveUnread(room, 0);
    await alice.unread.titleBegins("hidden");
    assert.equal(await alice.unread.icon(), "icon");
    assert.equal(await alice.unread.line(), "first");
  });

  test("what is deleted or taken back while nobody looks is not counted any more", async () => {
    const { room, alice, bob } = await roomWith("taken-back", ["seen"], "dora");
    await alice.opens(room);
    await alice.comesToHaveUnread(room, 0);
    await alice.looksAway();
    await bob.says("stays");
    const { id } = await bob.says("goes");
    await alice.unread.titleBegins("(2)");
    await bob.deletesElsewhere(id.replace("message-", ""));
    await alice.unread.titleBegins("(1)");
    await alice.unread.counts(room, 1);
  });

  test("other rooms count in the list, mentions as a pill, and another window follows what is read in one", async () => {
    const room = teahouse.room("elsewhere");
    const kitchen = teahouse.room("kitchen");
    const [alice, bob] = [await teahouse.inRoom("emil", room), await teahouse.inRoom("bob", room)];
    await alice.says("hello");
    await alice.opens(kitchen);
    await alice.says("soup");
    const second = await alice.opensTab();
    await second.opens(kitchen);
    await bob.says("one");
    await bob.says("@emil two");
    for (const tab of [alice, second]) {
      await until("the mention counts", () => tab.unread.mentions(room));
      assert.equal(await tab.unread.count(room), "1");
      await tab.unread.titleBegins("(2)");
    }
    await second.opens(room);
    await alice.unread.counts(room, 0);
    await alice.unread.titleBegins("kitchen");
  });

  test("a room that was joined in another window appears in the list with its first message", async () => {
    const room = teahouse.room("late");
    const [alice, bob] = [await teahouse.inRoom("alice", "lobby"), await teahouse.inRoom("bob", room)];
    const tab = await alice.opensTab();
    await tab.opens(room);
    await tab.says("I am in");
    await tab.page.close();
    await bob.says("welcome");
    await alice.unread.counts(room, 1);
  });

  test("what happened in other rooms while the network was away is counted when it is back", async () => {
    const room = teahouse.room("away-other");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await alice.says("hello");
    await alice.opens("lobby");
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await bob.says("missed");
    await alice.findsNetwork();
    await alice.isConnected();
    await alice.unread.counts(room, 1);
  });

  test("marked as unread it stays so while it is on screen, in every window, until one comes back", async () => {
    const { room, alice } = await roomWith("again", ["one", "two", "three"]);
    await alice.opens(room);
    await alice.comesToHaveUnread(room, 0);
    const second = await alice.opensTab();
    await second.opens(room);
    const { seq } = await alice.log.shows("two");
    await alice.page.evaluate(
      ({ path, upto }) =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/ws/chat/${path}/`, ["chat.v1"]);
          socket.onmessage = ({ data }) => {
            if (JSON.parse(data).type === "hello") socket.send(JSON.stringify({ type: "read", upto, back: true }));
            if (JSON.parse(data).type === "read") resolve(socket.close());
          };
        }),
      { path: room, upto: seq - 1 },
    );
    for (const tab of [alice, second]) {
      await tab.unread.lineIsAbove("two");
      await tab.unread.counts(room, 2);
    }
    await throughout("it stays unread", STILL_MS, async () => (await alice.hasUnread(room)) === 2);
    await alice.looksAway();
    await alice.comesBack();
    await alice.comesToHaveUnread(room, 0);
  });

  test("who is no member has no line and marks nothing", async () => {
    const room = teahouse.room("guests");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await bob.says("one");
    await alice.sees("one");
    assert.equal(await alice.unread.line(), null);
    assert.equal(await alice.unread.bar(), "");
    assert.equal(await alice.unread.count(room), "");
  });

  test("who was offline finds sixty messages, an edit and a deletion, as the others see them, below the line", async () => {
    const { room, alice, bob } = await roomWith("long-absence", ["to be edited", "to be deleted", "the last one seen"]);
    await alice.opens(room);
    await alice.comesToHaveUnread(room, 0);
    const ids = new Map((await bob.log.messages()).map(({ text, id }) => [text, id.replace("message-", "")]));
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await bob.hasSaid(room, numbered(60));
    await bob.editsElsewhere(ids.get("to be edited"), "edited");
    await bob.deletesElsewhere(ids.get("to be deleted"));
    await alice.findsNetwork();
    await alice.isConnected();
    await alice.log.reads(["I was here", "edited", "This message was deleted.", "the last one seen", ...numbered(60)]);
    await bob.log.reads(await alice.log.texts());
    await alice.log.hasStored(64);
    await alice.unread.lineIsAbove("line 1");
    const { below } = await alice.log.position();
    assert.ok(below > 0, "one goes on where one left, and not at the end");
  });

  test("who was away for too long and read above the end keeps the place and the draft", async () => {
    const { room, alice, bob } = await roomWith("too-long", numbered(120, "early"));
    await alice.opens(room);
    await alice.unread.barSays(/120/);
    await alice.unread.marksAllRead();
    await alice.log.wheels(-600);
    await alice.writes("half a thought");
    const eye = await alice.log.underTheEye();
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    const gone = (await alice.log.messages()).find(({ id }) => id === eye.id);
    await bob.hasSaid(room, numbered(510, "late"));
    await bob.editsElsewhere(eye.id.replace("message-", ""), `${gone.text}, edited`);
    await alice.findsNetwork();
    await alice.isConnected();
    await alice.log.shows(`${gone.text}, edited`);
    await alice.log.settles();
    const moved = (await alice.log.topOf(eye.id)) - eye.top;
    assert.ok(Math.abs(moved) < 1, `the message under the eye has moved by ${moved} px`);
    assert.equal(await alice.draft(), "half a thought");
    while ((await alice.unread.line()) === null) await alice.log.wheels(800);
    assert.equal(await alice.unread.line(), "late 1");
  });
});
