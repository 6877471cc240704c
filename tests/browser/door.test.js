// The way in and out: the first account, invites, signing in and out, sessions that end.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { PASSWORD, Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

describe("a new teahouse", () => {
  const teahouse = Teahouse.start({ people: {} });

  test("the setup link makes the first admin, an invite brings the second person, and they talk", async () => {
    const admin = await teahouse.visitor();
    await admin.goes("/");
    assert.equal(admin.path, "/setup");
    await admin.hasFocusOn("field-token");
    await admin.goes(teahouse.server.setupLink);
    await admin.hasFocusOn("field-username");
    await admin.fillsIn({ username: "laoban", display_name: "老板", password: PASSWORD });
    await admin.isAt("/rooms/lobby");
    await admin.isConnected();

    const invite = teahouse.server.command(["invite", "create"]);
    assert.equal(new URL(invite).origin, teahouse.server.origin);
    const guest = await teahouse.visitor();
    await guest.goes(invite);
    await guest.fillsIn({ username: "meg", display_name: "Meg", password: PASSWORD });
    await guest.isAt("/rooms/lobby");
    await guest.isConnected();

    await admin.says("欢迎");
    await guest.sees("欢迎");
    await guest.says("Thank you");
    await admin.sees("Thank you");
    const authors = await admin.log.authors();
    assert.deepEqual(authors, ["老板", "Meg"]);
  });

  test("an invite that is used up and a setup link that is done with let nobody in", async () => {
    const stranger = await teahouse.visitor();
    stranger.incidents.allowNetworkFailures();
    const invite = teahouse.server.command(["invite", "create"]);
    const guest = await teahouse.visitor();
    await guest.goes(invite);
    await guest.fillsIn({ username: "sam", display_name: "", password: PASSWORD });
    await guest.isAt("/rooms/lobby");
    assert.equal((await stranger.goes(invite)).status(), 403);
    assert.equal((await stranger.goes("/setup?token=anything")).status(), 404);
    await stranger.goes("/");
    assert.equal(stranger.path, "/login");
  });

  test("what is wrong with a name is said beside it, and what was typed is kept, but no password", async () => {
    const guest = await teahouse.visitor();
    guest.incidents.allowNetworkFailures();
    await guest.goes(teahouse.server.command(["invite", "create"]));
    await guest.fillsIn({ username: "no spaces here", display_name: "Ann", password: PASSWORD });
    const field = guest.page.locator('[name="username"]');
    await until("the field is named", async () => (await field.getAttribute("aria-invalid")) === "true");
    const sentence = guest.page.locator(`#${await field.getAttribute("aria-describedby")}`);
    assert.ok((await sentence.innerText()).length > 10);
    assert.equal(await field.inputValue(), "no spaces here");
    assert.equal(await guest.page.locator('[name="display_name"]').inputValue(), "Ann");
    assert.equal(await guest.page.locator('[name="password"]').inputValue(), "");
    await until("the field to mend has the focus", () => field.evaluate((input) => input === document.activeElement));
    await guest.fillsIn({ username: "ann", password: PASSWORD });
    await guest.isAt("/rooms/lobby");
  });
});

describe("the door", () => {
  const teahouse = Teahouse.start();

  test("a wrong password gets one sentence for every cause, the right one the page that was asked for", async () => {
    const room = teahouse.room("wanted");
    const alice = await teahouse.person("alice");
    alice.incidents.allowNetworkFailures();
    await alice.goes(`/rooms/${room}`);
    assert.equal(alice.path, "/login");
    await alice.fillsIn({ username: "alice", password: "not the password" });
    const wrong = await alice.page.locator("#error-login").innerText();
    await alice.fillsIn({ username: "nobody-of-this-name", password: "not the password" });
    await until("the form came back", async () => (await alice.page.inputValue('[name="username"]')) !== "alice");
    assert.equal(await alice.page.locator("#error-login").innerText(), wrong);
    await alice.fillsIn({ username: "alice", password: PASSWORD });
    await alice.isAt(`/rooms/${room}`);
  });

  test("a password can be looked at while it is typed", async () => {
    const alice = await teahouse.person("alice");
    await alice.goes("/login");
    await alice.page.locator('[name="password"]').fill(PASSWORD);
    const kind = () => alice.page.locator('[name="password"]').getAttribute("type");
    assert.equal(await kind(), "password");
    await alice.page.locator("[data-show-password]").click();
    assert.equal(await kind(), "text");
  });

  test("signing out ends the other tab within a second, and what was written there is kept", async () => {
    const room = teahouse.room("two-tabs");
    const alice = await teahouse.inRoom("alice", room);
    const other = await alice.opensTab();
    const ended = new Promise((resolve) =>
      other.page.once("websocket", (socket) => socket.once("close", () => resolve(Date.now()))),
    );
    await other.opens(room);
    await other.writes("half a thought");
    await alice.signsOut();
    const began = Date.now();
    await other.isAt("/login");
    const waited = (await ended) - began;
    assert.ok(waited < 1_000, `${waited} ms`);
    await until("the other tab says why", () => other.page.locator("#session-ended").isVisible());
    await other.fillsIn({ username: "alice", password: PASSWORD });
    await other.isAt(`/rooms/${room}`);
    await other.isConnected();
    assert.equal(await other.draft(), "half a thought");
  });

  test("a new password signs out the other browsers, and this one stays", async () => {
    const room = teahouse.room("new-password");
    const here = await teahouse.inRoom("bob", room);
    const there = await teahouse.inRoom("bob", room);
    await here.goes("/account/password");
    await here.fillsIn({ current_password: PASSWORD, new_password: "another kettle altogether" });
    await here.page.locator(".notice").waitFor();
    await there.isAt("/login");
    await here.opens(room);
    await here.says("still here");
  });

  test("after signing out the back button shows nothing of the room", async () => {
    const room = teahouse.room("back");
    const alice = await teahouse.inRoom("alice", room);
    await alice.says("not for everybody");
    await alice.signsOut();
    await alice.page.goBack();
    await alice.isAt("/login");
    assert.equal(await alice.page.getByText("not for everybody").count(), 0);
  });
});
