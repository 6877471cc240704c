// What Markdown makes of a message, as a reader sees and uses it: docs/markdown.md.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const CODE = '```rust\nfn main() { let tea = "茶"; } // 3\n```';
const TABLE = `| ${"a long heading of a column | ".repeat(6)}\n|${"---|".repeat(6)}\n| ${"some words in a cell | ".repeat(6)}`;
const ALL = [
  "**Ready?** *Nearly*, ~~tomorrow~~ today: `make tea` and **注意：**请看 https://example.org/tea",
  "> Who brings the cups?\nI do. 我来。",
  "- cups\n- tea\n  - 龙井\n  - 普洱\n\n1. boil\n2. wait\n\n- [x] kettle\n- [ ] biscuits",
  "| 茶 | price | ok |\n|:--|--:|:-:|\n| 龙井 | 12.50 | ☑ |\n| 普洱 | 9.00 | ☐ |",
  CODE,
  "@alice and @bob, @room: the end is ||nobody *dies* https://example.org|| :tea:",
  ":tea: 👍🏽",
];

describe("Markdown", () => {
  const teahouse = Teahouse.start();

  test("code is coloured, also live and after an edit, and its colours are loaded when there is code", async () => {
    const room = teahouse.room("code");
    const alice = await teahouse.inRoom("alice", room);
    const asked = [];
    alice.page.on("request", (request) => request.url().includes("/vendor/") && asked.push(request.url()));
    await alice.says("no code, no colours");
    await alice.sends("```\nplain\n```");
    await alice.log.hasStored(2);
    assert.deepEqual(asked, []);
    await alice.sends(CODE);
    const coloured = alice.page.locator("pre code.language-rust .hljs-keyword");
    await until("code is coloured", async () => (await coloured.count()) === 2);
    assert.equal(asked.length, 1);
    const [, , { id }] = await alice.log.messages();
    await alice.editsElsewhere(id.slice("message-".length), "```js\nconst tea = 3;\n```");
    await alice.page.locator("code.language-javascript .hljs-keyword").waitFor();
    await alice.opens(room);
    await alice.page.locator("code.language-javascript .hljs-keyword").waitFor();
  });

  test("a spoiler hides from eye, keyboard and screen reader until it is opened by either", async () => {
    const room = teahouse.room("spoilers");
    const alice = await teahouse.inRoom("alice", room);
    for (const end of ["one", "two"]) await alice.sends(`||end ${end} https://example.org||`);
    await alice.log.hasStored(2);
    for (const turn of ["live", "after a reload"]) {
      const hidden = alice.page.getByRole("button", { name: "Hidden text: press to show it" });
      assert.equal(await hidden.count(), 2, turn);
      assert.equal(await alice.page.getByRole("link", { name: "https://example.org" }).count(), 0);
      await hidden.first().click();
      assert.equal(await hidden.count(), 1);
      await hidden.first().focus();
      await alice.page.keyboard.press("Enter");
      assert.equal(await hidden.count(), 0);
      assert.equal(await alice.page.getByRole("link", { name: "https://example.org" }).count(), 2);
      await alice.opens(room);
    }
  });

  test("a message that is found, kept, calls somebody or is answered is shown as in its room", async () => {
    const room = teahouse.room("elsewhere");
    teahouse.server.command(["room", "add", room, "alice"]);
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await bob.sends("@alice the butler is ||Jeeves||\n\n```js\nlet line = `".concat("a long line ".repeat(40), "`;\n```"));
    await alice.log.hasStored(1);
    const [{ id }] = await alice.log.messages();
    const stored = id.replace("message-", "");
    const headers = { Origin: alice.origin };
    await alice.context.request.post(`/api/messages/${stored}/bookmark`, { data: { op: "add" }, headers });
    for (const path of ["/search?q=butler", "/bookmarks", "/mentions", `/rooms/${room}/threads/${stored}`]) {
      await alice.goes(path);
      const body = alice.page.locator(".message-body").first();
      await body.locator(".hljs-keyword").waitFor();
      await body.locator(".mention-me").waitFor();
      assert.ok((await body.locator("pre").boundingBox()).width < 800, `${path}: the code is in its box`);
      assert.equal(await alice.page.getByText("Jeeves").count(), 1, path);
      const hidden = body.getByRole("button", { name: "Hidden text: press to show it" });
      await hidden.click();
      await hidden.waitFor({ state: "detached" });
    }
    const times = (person) => person.page.locator(".message-time time").first().innerText();
    const onThread = await times(alice);
    assert.equal(await alice.page.locator(".day").count(), 0, "there is no reply");
    await alice.opens(room);
    assert.equal(await times(alice), onThread, "in the reader's zone");
  });

  test("a call stands out for the one who is called, and for everybody where the room is", async () => {
    const room = teahouse.room("calls");
    teahouse.server.command(["room", "add", room, "alice", "--role", "moderator"]);
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    await alice.sends("@alice, @bob, @张三 and @nobody, `@bob`, all of @room!");
    for (const turn of ["live", "after a reload"]) {
      for (const [reader, own] of [[alice, ["@alice", "@room"]], [bob, ["@bob", "@room"]]]) {
        await reader.log.hasStored(1);
        assert.deepEqual(await reader.page.locator(".mention").allTextContents(), ["@alice", "@bob", "@room"], turn);
        assert.deepEqual(await reader.page.locator(".mention-me").allTextContents(), own, turn);
        await reader.opens(room);
      }
    }
  });

  test("wide tables and code scroll inside of themselves, by keyboard too", async () => {
    const room = teahouse.room("wide");
    const bob = await teahouse.inRoom("bob", room, { viewport: { width: 390, height: 844 } });
    await bob.sends(TABLE);
    await bob.sends("```\n" + "a long line ".repeat(30) + "\n```");
    await bob.log.hasStored(2);
    assert.equal(await bob.eye.scrollsSideways(), false);
    for (const box of [".message-body .table", ".message-body pre"]) {
      const wide = bob.page.locator(box);
      await wide.focus();
      await bob.page.keyboard.press("ArrowRight");
      await until(`${box} scrolls`, () => wide.evaluate((element) => element.scrollLeft > 0));
    }
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`everything is legible in ${colorScheme}`, async () => {
      const room = teahouse.room(`all-${colorScheme}`);
      teahouse.server.command(["room", "add", room, "alice", "--role", "moderator"]);
      const alice = await teahouse.inRoom("alice", room, { colorScheme });
      for (const text of ALL) await alice.sends(text);
      await alice.log.hasStored(ALL.length);
      await alice.page.locator(".hljs-keyword").first().waitFor();
      assert.deepEqual(await findBarriers(alice.page), []);
      if (process.env.SHOTS) await alice.page.screenshot({ path: `${process.env.SHOTS}/all-${colorScheme}.png` });
      await alice.page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await alice.eye.scrollsSideways(), false);
      if (process.env.SHOTS) await alice.page.screenshot({ path: `${process.env.SHOTS}/phone-${colorScheme}.png` });
    });
  }

  test("what can be typed stands on a page that the composer leads to", async () => {
    const zhang = await teahouse.inRoom("zhangsan", "lobby", { locale: "zh-CN" });
    const [page] = await Promise.all([
      zhang.context.waitForEvent("page"),
      zhang.page.getByRole("link", { name: "格式说明" }).click(),
    ]);
    await page.getByRole("heading", { name: "消息的格式" }).waitFor();
    assert.equal(await page.locator(".formatting-row strong").first().innerText(), "茶");
    assert.deepEqual(await findBarriers(page), []);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/help.png`, fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/help-phone.png`, fullPage: true });
  });
});
