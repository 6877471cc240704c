// The client of the well-known tutorial, unchanged, beside people who use the page.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

/** To the letter, as it stands in the tutorial. */
const CLIENT = String.raw`var s = new WebSocket('ws://' + window.location.host + '/ws/chat/'); s.onmessage = function(e) { var data = JSON.parse(e.data); document.querySelector('#log').value += data['message'] + '\n'; }; s.onopen = function() { s.send(JSON.stringify({'message': 'hello'})); };`;

describe("the tutorial's own client", () => {
  const teahouse = Teahouse.start();

  /** A window on a page of the server, with the tutorial's text area, that runs the tutorial's script. */
  async function tutorialWindow(person) {
    await person.goes("/rooms");
    await person.page.evaluate(() => document.body.replaceChildren());
    await person.page.evaluate(() => {
      const log = document.createElement("textarea");
      log.id = "log";
      document.body.append(log);
    });
    const devtools = await person.context.newCDPSession(person.page);
    await devtools.send("Runtime.evaluate", { expression: CLIENT });
  }

  const lines = async ({ page }) => (await page.inputValue("#log")).split("\n").filter(Boolean);
  const reads = (person, line) =>
    until(`${person.name} reads ${line}`, async () => (await lines(person)).includes(line));

  test("works in two windows while others type and send in theirs", async () => {
    const zhangsan = await teahouse.inRoom("zhangsan", "lobby");
    const [alice, bob] = [await teahouse.person("alice"), await teahouse.person("bob")];
    for (const person of [alice, bob]) await person.comesIn();

    await tutorialWindow(alice);
    await reads(alice, "Alice: hello");
    await zhangsan.writes("我在看");
    await tutorialWindow(bob);
    for (const person of [alice, bob]) await reads(person, "Bob: hello");
    await zhangsan.says("你们好");
    for (const person of [alice, bob]) await reads(person, "张三: 你们好");
    await zhangsan.writes("再说一句");
    assert.deepEqual(await lines(alice), ["Alice: hello", "Bob: hello", "张三: 你们好"]);

    // Alice loads her window again: now Bob has her line, too.
    await tutorialWindow(alice);
    for (const person of [alice, bob]) await reads(person, "Alice: hello");
    await zhangsan.says("再说一句");
    for (const person of [alice, bob]) await reads(person, "张三: 再说一句");
    assert.deepEqual(await lines(bob), ["Bob: hello", "张三: 你们好", "Alice: hello", "张三: 再说一句"]);
    assert.deepEqual(await lines(alice), ["Alice: hello", "张三: 再说一句"]);
    for (const person of [alice, bob]) assert.doesNotMatch(await person.page.inputValue("#log"), /undefined/);

    await zhangsan.log.reads(["hello", "hello", "你们好", "hello", "再说一句"]);
    assert.deepEqual(await zhangsan.log.authors(), ["Alice", "Bob", "张三", "Alice", "张三"]);
  });
});
