// What was on screen is read, and nothing else; every window knows it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { throughout, until } from "./support/until.js";

/** The title counts all rooms of a person: whoever looks at it has read everything else. */
const PEOPLE = { alice: "Alice", bob: "Bob", carol: "Carol", dora: "Dora", emil: "Emil", fay: "Fay" };
/** Longer than what is on screen takes to be told as read. */
const STILL_MS = 1_500;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const numbered = (count, word = "line") => Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);

/** The server takes the page for one of another time at each new connection: it has to load everything anew. */
function isOfAnotherTime(person) {
  return person.page.evaluate(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url, protocols) {
        const other = new URL(url);
        other.searchParams.set("epoch", "another");
        super(other, protocols);
      }
    };
  });
}

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

  test("a list of rooms that comes after a newer one takes no room away again", async () => {
    const alice = await teahouse.inRoom("alice", "lobby");
    const release = await alice.holdsListOfRooms();
    await alice.opens("lobby");
    teahouse.server.command(["room", "create", "cellar", "--private"]);
    teahouse.server.command(["room", "add", "cellar", "alice"]);
    const row = alice.page.locator('#sidebar [data-room="cellar"]');
    await row.waitFor();
    release();
    await throughout("the room stays in the list", STILL_MS, () => row.isVisible());
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

  test("a few unread messages below a long conversation are all on screen when the room opens, and are read", async () => {
    const { room, alice, bob } = await roomWith("few", numbered(60, "older"));
    await alice.opens(room);
    await alice.says("I have read this");
    await alice.goes("/rooms");
    await bob.hasSaid(room, numbered(3));
    await alice.opens(room);
    await alice.unread.lineIsAbove("line 1");
    assert.equal((await alice.log.position()).below, 0);
    await alice.comesToHaveUnread(room, 0);
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
    await until("the icon tells of nothing", async () => (await alice.unread.icon()) === "icon");
    assert.equal(await alice.unread.line(), "first");
  });

  test("on a phone what comes under a drawer that covers the room is not read, and the line leads to it", async () => {
    const room = teahouse.room("covered");
    const [alice, bob] = [await teahouse.inRoom("alice", room, PHONE), await teahouse.inRoom("bob", room)];
    await alice.says("I look for something");
    await alice.page.locator("#room-search").click();
    await bob.says("not seen");
    await alice.sees("not seen");
    await throughout("it is not read", STILL_MS, async () => (await alice.hasUnread(room)) === 1);
    await alice.page.goBack();
    await alice.unread.lineIsAbove("not seen");
    await alice.comesToHaveUnread(room, 0);
  });

  test("on a phone what comes while one looks at the list of rooms counts there, and the line leads to it", async () => {
    const room = teahouse.room("behind");
    const [alice, bob] = [await teahouse.inRoom("alice", room, PHONE), await teahouse.inRoom("bob", room)];
    await alice.says("I look at the list");
    await alice.page.locator(".back").click();
    await alice.page.locator(`#sidebar [data-room="${room}"]`).waitFor();
    await bob.says("not seen");
    await alice.unread.counts(room, 1);
    await alice.page.locator(`#sidebar [data-room="${room}"]`).click();
    await alice.unread.lineIsAbove("not seen");
    await alice.comesToHaveUnread(room, 0);
  });

  test("on a phone a room that is behind the list when the page comes opens at the first unread message", async () => {
    const room = teahouse.room("door");
    const [alice, bob] = [await teahouse.inRoom("alice", room, PHONE), await teahouse.inRoom("bob", room)];
    await alice.says("I go");
    await alice.goes("/rooms");
    await bob.hasSaid(room, numbered(40));
    await alice.goes("/");
    await alice.isConnected();
    await alice.page.locator(`#sidebar [data-room="${room}"]`).click();
    const first = alice.page.locator(".message-first-unread");
    await until("the first unread message is in sight", () =>
      first.evaluate((item) => item.getBoundingClientRect().top > 0 && item.getBoundingClientRect().bottom < innerHeight),
    );
    await alice.unread.lineIsAbove("line 1");
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

  test("what was missed stays unread while it cannot be had, whatever comes meanwhile", async () => {
    const { room, alice, bob } = await roomWith("gap", ["before"]);
    await alice.opens(room);
    await alice.comesToHaveUnread(room, 0);
    await isOfAnotherTime(alice);
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await bob.hasSaid(room, numbered(60, "late"));
    await bob.opens(room);
    let failed = false;
    const fails = (route) => {
      failed = true;
      return route.abort();
    };
    await alice.page.route("**/messages?*", fails, { times: 1 });
    await alice.findsNetwork();
    await until("the first question is lost", () => failed);
    await bob.says("one more");
    await alice.sees("one more");
    await alice.unread.barSays(/61/);
    assert.equal(await alice.hasUnread(room), 61);
  });

  test("who was at the end is there again, also where the network fails anew before what was missed has come", async () => {
    const { room, alice, bob } = await roomWith("twice", ["before"]);
    await alice.opens(room);
    await alice.comesToHaveUnread(room, 0);
    await isOfAnotherTime(alice);
    let asked = false;
    // Never answered: the network goes before.
    await alice.page.route("**/messages?*", () => (asked = true));
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await bob.hasSaid(room, numbered(300, "late"));
    for (let turn = 0; turn < 2; turn += 1) {
      asked = false;
      await alice.findsNetwork();
      await until("what was missed is asked for", () => asked);
      await alice.losesNetwork();
      await alice.readsStatus(/offline/i);
    }
    await alice.page.unroute("**/messages?*");
    await alice.findsNetwork();
    await alice.sees("late 300");
  });

  test("who was away for too long and read above the end keeps the place and the draft, though the network fails again", async () => {
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
    await alice.page.evaluate(() => (window.stays = true));
    await alice.page.route("**/messages?*", (route) => route.abort(), { times: 1 });
    await alice.findsNetwork();
    await alice.isConnected();
    await alice.log.shows(`${gone.text}, edited`);
    assert.equal(await alice.page.evaluate(() => window.stays), true);
    await alice.log.settles();
    const moved = (await alice.log.topOf(eye.id)) - eye.top;
    assert.ok(Math.abs(moved) < 1, `the message under the eye has moved by ${moved} px`);
    assert.equal(await alice.draft(), "half a thought");
    while ((await alice.unread.line()) === null) await alice.log.wheels(800);
    assert.equal(await alice.unread.line(), "late 1");
  });
});
