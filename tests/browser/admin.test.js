// Those who look after the place, in one browser, and those who are looked after, in another: each step is seen there
// without a reload.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

/** A row of the sidebar, as it is now. */
const row = ({ page }, title) => page.locator(".sidebar [data-room]", { hasText: title });

describe("looking after rooms and people", () => {
  const teahouse = Teahouse.start();

  /** The admin of the place, at a browser. */
  async function admin() {
    const alice = await teahouse.person("alice");
    teahouse.server.command(["user", "promote", "alice"]);
    await alice.comesIn();
    return alice;
  }

  /** Opens what can be done to a member, and does it. */
  async function does({ page }, name, action) {
    const item = page.locator(".rows li", { hasText: name });
    await item.locator("summary").click();
    await item.getByRole("button", { name: action, exact: true }).click();
    await page.waitForLoadState();
  }

  test("an admin makes a private room, adds somebody, promotes, mutes and removes them; their page follows each step", async () => {
    const alice = await admin();
    const bob = await teahouse.inRoom("bob", "lobby");
    await alice.goes("/rooms");
    await alice.page.locator(".create > summary").click();
    await alice.page.locator('[name="kind"][value="private"]').check();
    await alice.fillsIn({ title: "The den" });
    await alice.isAt("/rooms/the-den");
    await alice.isConnected();
    await alice.says("quiet here");
    assert.equal(await row(bob, "The den").count(), 0);

    await alice.goes("/rooms/the-den/members");
    await alice.page.locator('[name="username"]').fill("bob");
    await alice.page.getByRole("button", { name: "Add", exact: true }).click();
    await alice.page.locator(".rows li", { hasText: "Bob" }).waitFor();
    await row(bob, "The den").waitFor();
    await row(bob, "The den").click();
    await bob.isConnected();
    await bob.sees("quiet here");
    await bob.says("thank you");

    await does(alice, "Bob", "Make moderator");
    await bob.page.locator(".room-menu > summary").click();
    await bob.page.locator("#room-menu-settings").waitFor();
    assert.ok((await bob.actions.pointsAt("quiet here")).includes("delete"));

    await does(alice, "Bob", "Make member");
    await bob.page.locator("#room-menu-settings").waitFor({ state: "hidden" });
    await does(alice, "Bob", "Mute for an hour");
    await bob.page.locator("#composer-closed").waitFor();
    assert.match(await bob.page.locator("#composer-closed").textContent(), /muted here until/);
    await does(alice, "Bob", "Unmute");
    await bob.page.locator("#chat-composer").waitFor();
    await bob.says("I can speak again");

    await does(alice, "Bob", "Remove from room");
    await bob.readsStatus(/no longer have access/);
    bob.incidents.allowNetworkFailures();
    await bob.goes("/rooms/the-den");
    assert.equal(await bob.page.locator("h1").innerText(), "Not found");
    await bob.opens("lobby");
    assert.equal(await row(bob, "The den").count(), 0);
  });

  test("who looks at another room sees it come and go in the list", async () => {
    const alice = await admin();
    teahouse.server.command(["room", "create", "vault", "--private", "--title", "The vault"]);
    const bob = await teahouse.inRoom("bob", "lobby");
    teahouse.server.command(["room", "add", "vault", "bob"]);
    await row(bob, "The vault").waitFor();
    await alice.goes("/rooms/vault/settings");
    await alice.page.locator('[name="title"]').fill("The cellar");
    await alice.page.getByRole("button", { name: "Save", exact: true }).click();
    await row(bob, "The cellar").waitFor();
    teahouse.server.command(["room", "remove", "vault", "bob"]);
    await row(bob, "The cellar").waitFor({ state: "detached" });
  });

  test("many are chosen, named in the question, and gone from their windows when it is answered", async () => {
    for (const name of ["carla", "dora"]) {
      teahouse.server.command(["user", "create", name], "a kettle on the stove\n");
    }
    const alice = await admin();
    const bob = await teahouse.inRoom("bob", "lobby");
    await alice.goes("/admin/users?state=active");
    const bar = alice.page.locator("[data-bulk-bar]");
    assert.equal(await bar.isVisible(), false);
    for (const name of ["bob", "carla", "dora"]) await alice.page.getByLabel(name, { exact: true }).check();
    assert.match(await bar.innerText(), /3 chosen/);
    await bar.getByRole("button", { name: "Deactivate", exact: true }).click();
    assert.match(await alice.page.locator("h2").innerText(), /these 3 accounts/);
    await alice.page.waitForLoadState();
    assert.deepEqual(await alice.page.locator(".confirm-rows li").allInnerTexts(), ["bob", "carla", "dora"]);
    await alice.page.getByRole("button", { name: "Deactivate", exact: true }).click();
    await alice.page.locator(".notice", { hasText: "Done for 3" }).waitFor();
    await bob.isAt("/login");

    await alice.goes("/admin/users?state=deactivated");
    await alice.page.locator("[data-all]").check();
    await bar.getByRole("button", { name: "Activate", exact: true }).click();
    await alice.page.getByRole("button", { name: "Activate", exact: true }).click();
    await alice.page.locator(".notice", { hasText: "Done for 3" }).waitFor();
    await bob.signsIn();
  });

  test("what is reported is hidden for everybody, and shown again", async () => {
    const room = teahouse.room("reported", "--title", "Reported");
    const bob = await teahouse.inRoom("bob", room);
    await bob.says("something rude");
    const zhangsan = await teahouse.inRoom("zhangsan", room);
    const message = zhangsan.page.locator(".message", { hasText: "something rude" });
    const link = await message.locator(".message-time").getAttribute("href");
    await zhangsan.goes(`${link}/report`);
    await zhangsan.page.locator('[name="reason"]').fill("这样说话不好");
    await zhangsan.page.locator("main button.button-main").click();
    await until("it leads back", () => zhangsan.path.endsWith(link.split("/").at(-1)));

    const alice = await admin();
    await alice.goes("/admin/reports");
    const report = alice.page.locator(".reports li", { hasText: "something rude" });
    assert.match(await report.innerText(), /这样说话不好/);
    await report.getByRole("button", { name: "Hide", exact: true }).click();
    await bob.page.locator(".message-deleted").waitFor();
    await alice.goes("/admin/reports?closed=1");
    await report.getByRole("button", { name: "Show again", exact: true }).click();
    await bob.sees("something rude");
  });

  test("lists fit a phone, and tables are cards there", async () => {
    const alice = await admin();
    await alice.takes("narrow");
    for (const list of ["users", "rooms", "memberships", "messages", "invites", "sessions", "audit", "settings", "health"]) {
      await alice.goes(`/admin/${list}`);
      assert.equal(await alice.eye.scrollsSideways(), false, list);
    }
    await alice.goes("/rooms/lobby/members");
    assert.equal(await alice.eye.scrollsSideways(), false, "members");
  });
});
