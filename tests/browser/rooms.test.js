// Rooms: made by the form, opened by their address, on a wide screen and on a phone.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 3 };

describe("rooms", () => {
  const teahouse = Teahouse.start();

  test("a room with a Chinese name is made by the form, and opened by its address", async () => {
    const alice = await teahouse.person("alice");
    await alice.signsIn();
    await alice.page.locator(".sidebar-browse").click();
    await alice.isAt("/rooms");
    await alice.page.locator(".create > summary").click();
    await alice.fillsIn({ title: "运维咖啡吧", topic: "今日值班：张三" });
    await alice.isAt("/rooms/运维咖啡吧");
    await alice.isConnected();
    assert.equal(await alice.page.locator("h1").innerText(), "运维咖啡吧");

    const zhangsan = await teahouse.inRoom("zhangsan", "运维咖啡吧");
    await zhangsan.says("咖啡好了");
    await alice.sees("咖啡好了");
    await alice.says("谢谢");
    await zhangsan.sees("谢谢");
    assert.equal(await zhangsan.page.locator(".room-topic").innerText(), "今日值班：张三");
  });

  test("a name that is taken is said, and what was typed is kept", async () => {
    const room = teahouse.room("taken");
    const alice = await teahouse.person("alice");
    alice.incidents.allowNetworkFailures();
    await alice.comesIn();
    await alice.goes("/rooms");
    await alice.page.locator(".create > summary").click();
    await alice.fillsIn({ title: "A title", name: room, topic: "a topic" });
    await alice.page.locator(".create-form .field-error").waitFor();
    assert.equal(await alice.page.locator('[name="title"]').inputValue(), "A title");
    assert.equal(await alice.page.locator('[name="topic"]').inputValue(), "a topic");
  });

  test("who says something in a room is a member of it from then on", async () => {
    const room = teahouse.room("joining", "--title", "Joining");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    const members = alice.page.locator("#room-members .room-members-count");
    const before = Number(await members.innerText());
    await bob.page.locator("#room-join").waitFor();
    await bob.says("I stay");
    await bob.page.locator("#room-join").waitFor({ state: "detached" });
    await until("Alice reads the new number", async () => Number(await members.innerText()) === before + 1);
    await bob.page.reload();
    await bob.isConnected();
    assert.equal(await bob.page.locator('.sidebar [aria-current="page"]').innerText(), "Joining");
  });

  test("on a phone the list of rooms comes first, a room opens over it, and back leads to the list", async () => {
    const room = teahouse.room("phone", "--title", "For phones");
    const alice = await teahouse.inRoom("alice", room, PHONE);
    await alice.says("joined");
    await alice.goes("/");
    const list = alice.page.locator("#sidebar");
    const conversation = alice.page.locator("#conversation");
    await until("the list is all there is", async () => (await list.isVisible()) && !(await conversation.isVisible()));
    await list.getByText("Lobby").tap();
    await until("the room is all there is", async () => (await conversation.isVisible()) && !(await list.isVisible()));
    await alice.isConnected();
    assert.equal(await alice.eye.scrollsSideways(), false);
    await alice.page.locator(".back").tap();
    await until("the list is there again", async () => (await list.isVisible()) && !(await conversation.isVisible()));
    await list.getByText("For phones").tap();
    await alice.isAt(`/rooms/${room}`);
    await alice.isConnected();
    await alice.page.goBack();
    await until("the list is there again", async () => (await list.isVisible()) && !(await conversation.isVisible()));
  });

  test("on a phone a pane that slides in makes the page no larger than its window", async () => {
    const alice = await teahouse.person("alice", PHONE);
    await alice.comesIn();
    for (const path of ["/rooms", "/rooms/lobby"]) {
      await alice.goes(path);
      const window = await alice.page.locator("#conversation").evaluate((pane) => {
        pane.style.animation = "none";
        pane.getBoundingClientRect();
        pane.style.animation = "";
        const [slide] = pane.getAnimations();
        slide.pause();
        slide.currentTime = 0;
        const { scrollWidth, clientWidth } = document.documentElement;
        return { slides: pane.getBoundingClientRect().left > 0, scrollWidth, clientWidth };
      });
      assert.deepEqual(window, { slides: true, scrollWidth: 390, clientWidth: 390 }, path);
    }
  });

  test("on a phone signing in leads to the list, and every target is large enough for a thumb", async () => {
    const alice = await teahouse.person("alice", PHONE);
    await alice.signsIn();
    await until("the list is in view", () => alice.page.locator("#sidebar").isVisible());
    const small = await alice.page.evaluate(() =>
      Array.from(document.querySelectorAll("#sidebar a, #sidebar summary, #sidebar button"))
        .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 44)
        .map((target) => target.outerHTML.slice(0, 80)),
    );
    assert.deepEqual(small, []);
  });

  test("a room that is not there is a page that says so and leads back", async () => {
    const alice = await teahouse.person("alice");
    alice.incidents.allowNetworkFailures();
    await alice.comesIn();
    const answer = await alice.goes("/rooms/没有这个房间");
    assert.equal(answer.status(), 404);
    await alice.page.locator("a.button-main").click();
    await alice.isAt("/rooms/lobby");
  });
});
