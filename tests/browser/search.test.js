// Searching: what is said is found in every language, marked, and opened where it stands.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { InputMethod } from "./support/input_method.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const SHOTS = process.env.TEAHOUSE_SHOTS;
const FIELD = ".search-drawer input";

async function shoot(person, name) {
  if (SHOTS) await person.page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/** What the drawer shows as found. */
function hits(person) {
  return person.page.locator(".search-drawer .hit .message-body").allInnerTexts();
}

function marks(person) {
  return person.page.locator(".search-drawer .hit mark").allInnerTexts();
}

async function finds(person, expected) {
  let last;
  const found = async () => JSON.stringify((last = await hits(person))) === JSON.stringify(expected);
  await until(`${person.username} finds it`, found).catch((error) => assert.deepEqual(last, expected, error.message));
}

describe("search", () => {
  const teahouse = Teahouse.start();

  test("what one person said in Chinese another finds as they type, marked, and opens by keyboard alone", async () => {
    const [tea, quiet] = [teahouse.room("茶馆", "--title", "茶馆"), teahouse.room("quiet", "--title", "Quiet")];
    const zhangsan = await teahouse.inRoom("zhangsan", tea);
    await zhangsan.says("今天下午一起喝绿茶吧");
    await zhangsan.says("Green teapots are on the shelf");
    const alice = await teahouse.inRoom("alice", quiet);
    await alice.page.keyboard.press("Control+k");
    await alice.page.keyboard.type("绿茶");
    await finds(alice, ["今天下午一起喝绿茶吧"]);
    // The first answer may be that to the first character.
    await until("both characters are marked", async () => (await marks(alice)).join() === "绿茶");
    assert.equal(await alice.page.locator(".hit-room-title").innerText(), "茶馆");
    assert.deepEqual(await findBarriers(alice.page), []);
    await shoot(alice, "drawer");
    await alice.page.locator("#sidebar-search").fill("teap");
    await finds(alice, ["Green teapots are on the shelf"]);
    await until("the word is marked", async () => (await marks(alice)).join() === "teapots");
    await alice.page.keyboard.press("ArrowDown");
    await alice.page.keyboard.press("Enter");
    await until("the room is opened at the message", () => alice.path.startsWith("/rooms/茶馆/messages/"));
    assert.match(await alice.page.locator(".message-focus .message-body").innerText(), /Green teapots/);
  });

  test("a search that does not reach the server says so and counts nothing, and Enter asks again", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("away"));
    await alice.says("a kettle");
    await alice.page.locator("#room-search").click();
    await alice.losesNetwork();
    await alice.page.locator(FIELD).fill("kettle");
    const say = alice.page.locator(".search-say");
    await until("it says so", async () => /did not reach the server/.test(await say.innerText()));
    assert.equal(await alice.page.locator("#drawer-note").innerText(), "");
    await alice.findsNetwork();
    await alice.isConnected();
    await alice.page.locator(FIELD).press("Enter");
    await finds(alice, ["a kettle"]);
    assert.equal(await alice.page.locator("#drawer-note").innerText(), "1 found");
  });

  test("in this room: the chip narrows, an answer that comes too late is dropped, Escape leads back", async () => {
    const room = teahouse.room("here", "--title", "Here");
    const other = teahouse.room("there", "--title", "There");
    const bob = await teahouse.inRoom("bob", room);
    await bob.hasSaid(other, ["a lantern elsewhere"]);
    await bob.says("a lantern here");
    await bob.says("a candle");
    await bob.page.locator("#room-search").click();
    await bob.page.locator(FIELD).fill("lantern");
    await finds(bob, ["a lantern here"]);
    await bob.page.locator("[data-in-room]").click();
    await finds(bob, ["a lantern here", "a lantern elsewhere"]);
    let held;
    await bob.page.route("**/api/search?q=lan*", async (route) => {
      const response = await route.fetch();
      await new Promise((release) => (held = release));
      await route.fulfill({ response }).catch(() => {});
    });
    bob.incidents.allowNetworkFailures();
    await bob.page.locator(FIELD).fill("lan");
    await until("the first question is under way", () => held);
    await bob.page.locator(FIELD).fill("candle");
    await finds(bob, ["a candle"]);
    held();
    await bob.page.unrouteAll({ behavior: "wait" });
    assert.deepEqual(await hits(bob), ["a candle"]);
    await bob.page.locator(FIELD).press("Escape");
    await until("the drawer is closed", async () => !(await bob.page.locator("#drawer").isVisible()));
  });

  for (const [where, wishes, stays] of [["beside the drawer", {}, true], ["on a phone in place of it", PHONE, false]]) {
    test(`Enter opens a hit of this room where it stands, ${where}, and back leads to where one was`, async () => {
      const room = teahouse.room(stays ? "wide" : "narrow");
      const bob = await teahouse.inRoom("bob", room, wishes);
      await bob.hasSaid(room, ["a lantern in the garden", ...Array.from({ length: 140 }, (_, index) => `talk ${index}`)]);
      await bob.opens(room);
      await bob.page.evaluate(() => (window.stays = true));
      await bob.page.locator("#room-search").click();
      await bob.page.locator(FIELD).fill("lantern");
      await finds(bob, ["a lantern in the garden"]);
      await bob.page.locator(FIELD).press("ArrowDown");
      await bob.page.keyboard.press("Enter");
      await until("it is opened at the message", () => bob.path.startsWith(`/rooms/${room}/messages/`));
      await bob.sees("a lantern in the garden");
      const id = bob.path.split("/").at(-1);
      await until("the message has the focus", async () => (await bob.eye.focus()).id === `message-${id}`);
      assert.equal(await bob.page.locator("#drawer").isVisible(), stays);
      await bob.page.goBack();
      await bob.isAt(`/rooms/${room}`);
      await bob.sees("talk 139");
      await until("the end is shown", async () => (await bob.log.position()).below === 0);
      assert.equal(await bob.page.evaluate(() => window.stays), true);
    });
  }

  test("letters under which an input method looks for words are not asked for", async () => {
    const room = teahouse.room("method", "--title", "Method");
    const zhangsan = await teahouse.inRoom("zhangsan", room);
    await zhangsan.says("乌龙茶 wulongcha");
    await zhangsan.page.locator("#room-search").click();
    const asked = [];
    zhangsan.page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.pathname === "/api/search") asked.push(url.searchParams.get("q"));
    });
    const method = await InputMethod.of(zhangsan, FIELD);
    await method.composes("wulong");
    assert.equal((await method.pressesEnter()).isComposing, true);
    await method.chooses("乌龙");
    await finds(zhangsan, ["乌龙茶 wulongcha"]);
    assert.deepEqual(asked, ["乌龙"]);
  });

  test("older hits that cannot be had leave what was found, and the button asks again", async () => {
    const room = teahouse.room("older", "--title", "Older");
    const bob = await teahouse.inRoom("bob", room);
    bob.incidents.allowNetworkFailures();
    await bob.hasSaid(room, Array.from({ length: 55 }, (_, number) => `gazebo ${number}`));
    await bob.page.locator("#room-search").click();
    await bob.page.locator(FIELD).fill("gazebo");
    const older = bob.page.locator(".search-drawer [data-more]");
    await older.waitFor();
    assert.equal(await bob.page.locator("#drawer-note").innerText(), "more than 50");
    await bob.page.route("**/api/search?*cursor=*", (route) => route.abort(), { times: 1 });
    await older.click();
    await until("it says so", async () => /did not reach the server/.test(await bob.page.locator(".search-say").innerText()));
    assert.equal(await bob.page.locator("#drawer-note").innerText(), "more than 50");
    assert.equal((await hits(bob)).length, 50);
    assert.match(await older.innerText(), /could not be loaded/);
    await older.click();
    await until("all are there", async () => (await hits(bob)).length === 55);
    assert.equal(await bob.page.locator("#drawer-note").innerText(), "55 found");
    assert.equal(await bob.page.locator(".search-say").isVisible(), false);
  });

  test("a hit that is deleted goes from what was found, and the keys go on at the next", async () => {
    const room = teahouse.room("deleted", "--title", "Deleted");
    const bob = await teahouse.inRoom("bob", room);
    for (const text of ["a pergola", "the secret of the pergola"]) await bob.says(text);
    const ids = (await bob.log.messages()).map(({ id }) => id.replace("message-", ""));
    await bob.page.locator("#room-search").click();
    await bob.page.locator(FIELD).fill("pergola");
    await finds(bob, ["the secret of the pergola", "a pergola"]);
    await bob.page.locator(FIELD).press("ArrowDown");
    await bob.deletesElsewhere(ids[1]);
    await finds(bob, ["a pergola"]);
    assert.equal(await bob.page.locator("#drawer-note").innerText(), "1 found");
    assert.equal((await bob.eye.focus()).id, `hit-${ids[0]}`);
    await bob.deletesElsewhere(ids[0]);
    await bob.page.locator(".search-say", { hasText: "Nothing found" }).waitFor();
  });

  test("hostile texts are found as texts", async () => {
    const room = teahouse.room("hostile", "--title", "Hostile");
    const bob = await teahouse.inRoom("bob", room);
    const text = '<img src=x onerror=alert(1)> "><script>alert(1)</script> &lt;b&gt; javascript:alert(1)';
    await bob.says(text);
    await bob.page.locator("#room-search").click();
    for (const line of ["script", "alert", "img src x onerror", "<script>", "lt b gt"]) {
      await bob.page.locator(FIELD).fill(line);
      await finds(bob, [text]);
    }
    await bob.goes(`/search?q=${encodeURIComponent('<script> "alert"')}`);
    assert.deepEqual(await bob.page.locator(".hit .message-body").allInnerTexts(), [text]);
    assert.equal(await bob.page.locator(".hit img, .hit script").count(), 0);
  });

  test("without a script, on a phone and in Chinese the page finds, pages and explains", async () => {
    const room = teahouse.room("many", "--title", "Many");
    const bob = await teahouse.person("bob", { javaScriptEnabled: false });
    await bob.comesIn();
    const numbers = Array.from({ length: 55 }, (_, number) => number);
    const alice = await teahouse.person("alice", { colorScheme: "light" });
    await alice.comesIn();
    await alice.hasSaid(room, numbers.map((number) => `pagoda number ${number}`));
    await bob.goes("/rooms/many");
    await bob.page.locator("#sidebar-search").fill("pagoda in:many");
    await bob.page.locator("#sidebar-search").press("Enter");
    await until("a page of hits is there", async () => (await bob.page.locator(".hit").count()) === 50);
    await bob.isAt("/search");
    assert.equal(await bob.page.locator(".hit .message-body").first().innerText(), "pagoda number 54");
    await bob.page.locator('a[rel="next"]').click();
    await until("the next page is there", async () => (await bob.page.locator(".hit").count()) === 5);
    assert.deepEqual(
      await bob.page.locator(".hit .message-body").allInnerTexts(),
      [4, 3, 2, 1, 0].map((number) => `pagoda number ${number}`),
    );

    const zhangsan = await teahouse.person("zhangsan", { ...PHONE, locale: "zh-CN", colorScheme: "dark" });
    await zhangsan.comesIn();
    await zhangsan.goes("/search");
    await shoot(zhangsan, "phone-empty");
    assert.match(await zhangsan.page.locator(".search-help").innerText(), /只|这一天/);
    await zhangsan.page.locator("#search-line").fill("pagoda -1");
    await zhangsan.page.locator("#search-line").press("Enter");
    await zhangsan.page.locator(".hit").first().waitFor();
    assert.deepEqual(await findBarriers(zhangsan.page), []);
    await shoot(zhangsan, "phone-found");
    await zhangsan.opens(room);
    await zhangsan.page.locator("#room-search").click();
    await zhangsan.page.locator(FIELD).fill("pagoda");
    await zhangsan.page.locator(".search-drawer .hit").first().waitFor();
    await shoot(zhangsan, "phone-drawer");
    assert.deepEqual(await findBarriers(zhangsan.page), []);
    await alice.goes("/search?q=pagoda");
    await shoot(alice, "page");
    assert.deepEqual(await findBarriers(alice.page), []);
  });
});
