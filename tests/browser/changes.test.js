// What one does with messages that are there: edit, delete, mark unread, copy their link.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { InputMethod } from "./support/input_method.js";
import { PASSWORD, Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";
import { Wire } from "./support/wire.js";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 3 };
/** As long as a page may need to see that nothing answers. */
const NOTICED_MS = 45_000;
const TYPED = "`code` and **stars**\n  two lines";

describe("messages that are there", () => {
  const teahouse = Teahouse.start();

  async function meeting(name, ...people) {
    const room = teahouse.room(name);
    return [room, ...(await Promise.all(people.map((person) => teahouse.inRoom(person, room))))];
  }

  test("one's own is edited in its place, as it was typed, and both pages show it with the mark", async () => {
    const [room, alice, bob] = await meeting("edit", "alice", "bob");
    await alice.sends(TYPED);
    await alice.log.hasStored(1);
    await alice.opens(room);
    const [{ text }] = await alice.log.messages();
    await alice.actions.opensEditor(text);
    assert.equal(await alice.actions.field.inputValue(), TYPED);
    await alice.actions.field.fill("changed");
    await alice.actions.field.press("Shift+Enter");
    await alice.page.keyboard.type("再改一次");
    await alice.page.keyboard.press("Enter");
    for (const reader of [alice, bob]) await reader.actions.isEdited("changed\n再改一次");
    assert.equal(await alice.actions.field.count(), 0);
    assert.equal((await alice.eye.focus()).id, "chat-message-input");
    const live = await bob.log.markup();
    await bob.opens(room);
    assert.deepEqual(await bob.log.markup(), live);
  });

  test("ArrowUp in an empty composer edits what one said last, and not while something is written", async () => {
    const [, alice, bob] = await meeting("arrow", "alice", "bob");
    for (const text of ["first", "second"]) await alice.says(text);
    await bob.says("not mine");
    await alice.sees("not mine");
    await alice.writes("a draft");
    await alice.presses("ArrowUp");
    assert.equal(await alice.actions.field.count(), 0);
    await alice.writes("");
    await alice.presses("ArrowUp");
    await alice.actions.hasText();
    assert.equal(await alice.actions.field.inputValue(), "second");
    await alice.page.keyboard.type(" thought");
    await alice.page.keyboard.press("Enter");
    await bob.actions.isEdited("second thought");
    await alice.says("and on");
  });

  test("Escape and the button leave the message as it is", async () => {
    const [room, alice] = await meeting("cancel", "alice");
    await alice.says("stays");
    for (const leave of ["Escape", "button"]) {
      await alice.actions.opensEditor("stays");
      await alice.actions.field.fill("does not");
      if (leave === "Escape") await alice.actions.field.press("Escape");
      else await alice.page.locator("[data-cancel]").click();
      assert.equal(await alice.actions.field.count(), 0, leave);
    }
    await alice.opens(room);
    await alice.log.reads(["stays"]);
    assert.equal(await alice.page.locator(".messages .message-edited").isVisible(), false);
  });

  test("those of others are not one's own to change; an admin may", async () => {
    teahouse.server.command(["user", "create", "keeper", "--admin"], `${PASSWORD}\n`);
    const [room, alice, bob] = await meeting("others", "alice", "bob");
    await alice.says("by Alice");
    await bob.says("by Bob");
    await alice.sees("by Bob");
    const places = () => alice.eye.placesOf("#messages", "#messages .message-head", "#messages .message-body");
    const quiet = await places();
    const own = ["react", "reply", "edit", "pin", "bookmark", "link", "delete"];
    assert.deepEqual(await alice.actions.pointsAt("by Bob"), ["react", "reply", "pin", "bookmark", "unread", "link"]);
    assert.deepEqual(await alice.actions.pointsAt("by Alice"), own);
    assert.deepEqual(await places(), quiet, "the bar moves nothing");
    const admin = await teahouse.inRoom("keeper", room);
    assert.deepEqual(await admin.actions.pointsAt("by Bob"), own);
    const theirs = await bob.actions.message("by Bob");
    await admin.actions.deletes("by Bob");
    await bob.actions.isDeleted(theirs);
    await alice.log.reads(["by Alice", "This message was deleted."]);
    await theirs.hover();
    assert.deepEqual(await bob.actions.offered(), ["link"]);
  });

  test("the server's refusal is said where the message is, and the text is kept", async () => {
    const [, alice] = await meeting("refusal", "alice");
    await alice.says("short");
    await alice.page.evaluate(() => {
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (frame) {
        const command = JSON.parse(frame);
        if (command.type === "edit") command.message = "茶".repeat(4001);
        send.call(this, JSON.stringify(command));
      };
    });
    await alice.actions.edits("short", "my text");
    await until("the reason is said", async () => /4,?000/.test(await alice.actions.note.innerText()));
    assert.equal(await alice.actions.field.inputValue(), "my text");
    await alice.actions.field.press("Escape");
    await alice.log.reads(["short"]);
  });

  test("a deletion asks first, names the first words, and leaves a tombstone", async () => {
    const [, alice, bob] = await meeting("delete", "alice", "bob");
    await alice.says("a slip of the pen");
    await bob.sees("a slip of the pen");
    const message = await bob.actions.message("a slip of the pen");
    await alice.actions.chooses("delete", "a slip of the pen");
    assert.match(await alice.actions.question.innerText(), /a slip of the pen/);
    await alice.page.keyboard.press("Escape");
    await bob.says("meanwhile");
    await alice.log.reads(["a slip of the pen", "meanwhile"]);
    await alice.actions.deletes("a slip of the pen");
    await bob.actions.isDeleted(message);
    await alice.log.reads(["This message was deleted.", "meanwhile"]);
  });

  test("an edit and a deletion during an outage are done once afterwards, also after a reload", async () => {
    const [room, alice, bob] = await meeting("outage", "alice", "bob");
    for (const text of ["one", "two", "three"]) await alice.says(text);
    await bob.sees("three");
    const second = await bob.actions.message("two");
    const seq = (await bob.log.messages()).at(-1).seq;
    for (const person of [alice, bob]) person.incidents.allowNetworkFailures();
    await teahouse.server.kill();
    await alice.readsStatus(/Reconnecting/);
    await alice.actions.edits("one", "eins");
    await alice.actions.deletes("two");
    await alice.actions.edits("three", "drei");
    assert.deepEqual(await alice.page.locator(".message-preview").allTextContents(), ["eins", "drei"]);
    await teahouse.server.startAgain();
    await alice.opens(room);
    for (const reader of [alice, bob]) {
      await reader.log.reads(["eins", "This message was deleted.", "drei"]);
      await reader.isConnected();
    }
    await bob.actions.isDeleted(second);
    await bob.says("after");
    assert.equal((await bob.log.messages()).at(-1).seq, seq + 1 + 3 + 1, "a joining, three changes, and this message");
    await alice.opens(room);
    await until("nothing waits", async () => (await alice.page.locator(".message-pending").count()) === 0);
  });

  test("an edit that reached the server twice, for its answer was long in coming, is done once", async () => {
    const [, alice, bob] = await meeting("twice", "alice", "bob");
    const { seq } = await alice.says("one");
    await bob.sees("one");
    for (const person of [alice, bob]) person.incidents.allowNetworkFailures();
    await alice.actions.opensEditor("one");
    teahouse.server.freeze();
    try {
      await alice.actions.field.fill("eins");
      await alice.actions.field.press("Enter");
      await until("Alice is told", async () => /Reconnecting/.test(await alice.status()), NOTICED_MS);
    } finally {
      teahouse.server.thaw();
    }
    for (const reader of [alice, bob]) await reader.actions.isEdited("eins");
    await until("nothing waits", async () => (await alice.page.locator(".message-pending").count()) === 0);
    await bob.isConnected();
    assert.equal((await bob.says("after")).seq, seq + 1 + 2, "one edit, Bob's joining, and this message");
  });

  test("what one is writing survives a reload, and a deletion by somebody else leaves it to be copied", async () => {
    const [room, alice] = await meeting("survive", "alice");
    await alice.says("mine");
    await alice.actions.opensEditor("mine");
    await alice.actions.field.fill("mine, but longer");
    await alice.opens(room);
    await alice.actions.hasText();
    assert.equal(await alice.actions.field.inputValue(), "mine, but longer");
    const tab = await alice.opensTab();
    await tab.opens(room);
    await tab.actions.deletes("mine");
    await until("it is said", async () => /was deleted meanwhile/.test(await alice.actions.note.innerText()));
    assert.equal(await alice.actions.field.inputValue(), "mine, but longer");
    assert.equal(await alice.page.locator('.message-editor [type="submit"]').isVisible(), false);
    await alice.actions.field.press("Escape");
    await alice.log.reads(["This message was deleted."]);
  });

  test("without a connection a text that the page does not know comes with the connection", async () => {
    const [room, alice] = await meeting("load", "alice");
    await alice.sends(TYPED);
    await alice.log.hasStored(1);
    await alice.opens(room);
    const [{ text }] = await alice.log.messages();
    await alice.losesNetwork();
    await alice.readsStatus(/offline/i);
    await alice.actions.chooses("edit", text);
    await until("it is said", async () => /could not be loaded/.test(await alice.actions.note.innerText()));
    await alice.findsNetwork();
    await alice.actions.hasText();
    assert.equal(await alice.actions.field.inputValue(), TYPED);
    assert.equal(await alice.actions.note.isVisible(), false);
  });

  test("what one types in an editor is not overwritten by a text that was asked for before and comes late", async () => {
    const [room, alice] = await meeting("late", "alice");
    await alice.sends(TYPED);
    await alice.log.hasStored(1);
    const wire = await Wire.hold(alice);
    await alice.opens(room);
    const [{ text }] = await alice.log.messages();
    const held = [];
    await alice.page.route("**/messages?around=*", async (route) => {
      const response = await route.fetch();
      await new Promise((release) => held.push(release));
      await route.fulfill({ response });
    });
    const answered = () => alice.page.waitForEvent("requestfinished", (request) => request.url().includes("around="));
    await alice.actions.chooses("edit", text);
    await until("the text is asked for", () => held.length === 1);
    wire.cuts();
    await until("it is asked for again", () => held.length === 2);
    const [early, late] = held;
    early();
    await alice.actions.hasText();
    await alice.actions.field.press("End");
    await alice.page.keyboard.type(", and more");
    const over = answered();
    late();
    await over;
    await alice.actions.field.press("Home");
    assert.equal(await alice.actions.field.inputValue(), `${TYPED}, and more`);
  });

  test("an edit that leaves nothing asks whether to delete, and one that is too long stays with its count", async () => {
    const [, alice] = await meeting("limits", "alice");
    await alice.says("short");
    await alice.actions.opensEditor("short");
    await alice.actions.field.fill("茶".repeat(4003));
    await alice.actions.field.press("Enter");
    assert.match(await alice.page.locator(".message-editor").innerText(), /3 characters too long/);
    await alice.actions.field.fill("  \n ");
    await alice.actions.field.press("Enter");
    await alice.actions.question.waitFor();
    await alice.page.keyboard.press("Escape");
    await alice.log.reads(["short"]);
  });

  test("Enter that chooses a word of an input method saves nothing", async () => {
    const [, alice] = await meeting("pinyin", "alice");
    await alice.says("before");
    await alice.actions.opensEditor("before");
    const pinyin = await InputMethod.of(alice, ".message-editor textarea");
    await pinyin.composes("ni'hao");
    await pinyin.pressesEnter();
    await pinyin.chooses("你好");
    assert.equal(await alice.actions.field.inputValue(), "before你好");
    await alice.actions.field.press("Enter");
    await alice.actions.isEdited("before你好");
  });

  test("marking unread from a message on sends the reader back to before it", async () => {
    const [room, alice, bob] = await meeting("unread", "alice", "bob");
    await alice.says("I am a member");
    for (const text of ["one", "two", "three"]) await bob.says(text);
    await alice.sees("three");
    await alice.says("read by answering");
    await alice.comesToHaveUnread(room, 0);
    await alice.actions.chooses("unread", "two");
    await alice.comesToHaveUnread(room, 2);
  });

  test("the link of a message is copied", async () => {
    const [room, alice] = await meeting("link", "alice");
    await alice.says("here");
    await alice.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const said = async () => (await alice.actions.said()) === "Link copied";
    await Promise.all([until("it is said", said), alice.actions.chooses("link", "here")]);
    const link = await alice.page.evaluate(() => navigator.clipboard.readText());
    const { id } = await alice.log.shows("here");
    assert.equal(link, `${alice.origin}/rooms/${room}/messages/${id.replace("message-", "")}`);
  });

  test("on a phone a long press opens the bar, and neither marks text nor moves anything", async () => {
    const room = teahouse.room("press");
    const alice = await teahouse.inRoom("alice", room, PHONE);
    for (const text of ["above", "the one under the finger", "below"]) await alice.says(text);
    const before = await alice.eye.placesOf("#messages", "#messages > :last-child");
    await alice.actions.pressesLong("the one under the finger");
    assert.deepEqual(await alice.actions.offered(), ["react", "reply", "edit", "pin", "bookmark", "text", "link", "delete"]);
    assert.deepEqual(await alice.eye.placesOf("#messages", "#messages > :last-child"), before);
    assert.equal(await alice.page.evaluate(() => String(getSelection())), "");
    const sizes = await alice.actions.bar.locator("button:visible").evaluateAll((all) =>
      all.map((button) => Math.min(button.offsetWidth, button.offsetHeight)),
    );
    assert.ok(sizes.every((size) => size >= 44), `${sizes}`);
    await alice.actions.bar.locator('[data-action="edit"]').tap();
    await alice.actions.hasText();
    await alice.actions.field.fill("by thumb");
    await alice.page.locator('.message-editor [type="submit"]').tap();
    await alice.actions.isEdited("by thumb");
    assert.equal(await alice.actions.bar.count(), 0);
  });

  test("the keyboard alone reaches every action, and comes back to the message", async () => {
    const [, alice, bob] = await meeting("keys", "alice", "bob");
    await alice.says("by hand");
    await alice.says("second");
    await bob.sees("second");
    const { keyboard } = alice.page;
    const focused = () =>
      alice.page.evaluate(() => {
        const { dataset, id } = document.activeElement;
        return dataset.action ?? ("more" in dataset ? "more" : id);
      });
    await alice.page.locator("#chat-log").focus();
    await keyboard.press("ArrowUp");
    await keyboard.press("ArrowUp");
    const { id } = await alice.log.shows("by hand");
    assert.equal(await focused(), id);
    const reached = [];
    // The author and the time come first.
    for (const key of [...Array(6).fill("Tab"), "Enter", ...Array(4).fill("ArrowDown")]) {
      await keyboard.press(key);
      reached.push(await focused());
    }
    assert.deepEqual(reached.slice(2), ["react", "reply", "edit", "more", "more", "pin", "bookmark", "link", "delete"]);
    assert.deepEqual(await findBarriers(alice.page), []);
    await keyboard.press("Escape");
    assert.equal(await focused(), "more");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowUp");
    await keyboard.press("e");
    await alice.actions.hasText();
    await keyboard.type("!");
    await keyboard.press("Enter");
    await bob.actions.isEdited("by hand!");
    assert.equal(await focused(), id);
    await keyboard.press("Delete");
    await alice.actions.question.waitFor();
    assert.deepEqual(await findBarriers(alice.page), []);
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await bob.log.reads(["This message was deleted.", "second"]);
    assert.equal(await focused(), id);
  });
});

describe("changes that come too fast", () => {
  const teahouse = Teahouse.start({ flags: ["--limit-message-burst=2", "--limit-messages-per-second=1"] });

  test("wait as long as the server says, and are done in their order", async () => {
    const [room, texts] = [teahouse.room("fast"), ["one", "two", "three"]];
    const alice = await teahouse.inRoom("alice", room);
    for (const text of texts) await alice.says(text);
    for (const text of texts) await alice.actions.edits(text, `${text}!`);
    // The edit before may have come by now, or still wait.
    await alice.actions.edits(/^three!?$/, "last");
    await alice.log.reads(["one!", "two!", "last"]);
    await until("nothing waits", async () => (await alice.page.locator(".message-pending").count()) === 0);
    await alice.opens(room);
    await alice.log.reads(["one!", "two!", "last"]);
  });
});
