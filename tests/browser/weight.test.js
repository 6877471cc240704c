// What the first load of a room's page weighs: a browser that has never been here, and a full page of messages.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";

import { ROOT } from "./support/server.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

/** Document, styles and scripts, compressed; pictures are not counted. */
const MOST_BYTES = 150_000;
const SCRIPTS = path.join(ROOT, "static/js");
const TEXTS = [
  "Has anybody seen the **kettle**? It was on the stove, `kettle --find` says nothing.",
  "大家好，今天的值班表已经更新，请看一下 https://example.org/duty",
  "- one\n- two\n- three",
  "The deploy of this morning went well; two pods were slow, and I have written down why: the disk was full.",
  "收到，谢谢！我下午三点以后有空，可以一起看一下线上的问题。",
];

/** Every answer that the page gets while it loads: its path, its kind, and what came over the wire, with its head. */
async function weigh({ page, context }, address) {
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  const answers = new Map();
  devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
    const { encodedDataLength: head } = response;
    answers.set(requestId, { type, path: new URL(response.url).pathname, head, body: 0 });
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const answer = answers.get(requestId);
    if (answer) answer.body = encodedDataLength - answer.head;
  });
  await page.goto(address);
  await until("it is live", () => page.locator('#chat-status[data-state="connected"]').count());
  await page.waitForLoadState("networkidle");
  return Array.from(answers.values());
}

/** The modules that others load only when they are asked for. */
async function lazyModules() {
  const lazy = new Set();
  const files = await readdir(SCRIPTS, { recursive: true });
  for (const file of files.filter((file) => file.endsWith(".js") && !file.includes("vendor"))) {
    const source = await readFile(path.join(SCRIPTS, file), "utf8");
    for (const [, name] of source.matchAll(/\bimport\(\s*["'`]([^"'`]+)/g)) {
      lazy.add(path.join("js", path.dirname(file), name));
    }
  }
  return lazy;
}

describe("the first load of a room", () => {
  const teahouse = Teahouse.start();

  test("it is light, and brings nothing that is not needed yet", async () => {
    const room = teahouse.room("heavy");
    for (const name of ["alice", "bob", "zhangsan"]) {
      const person = await teahouse.inRoom(name, "lobby");
      await person.hasSaid(room, Array.from({ length: 20 }, (_, index) => `${TEXTS[index % TEXTS.length]} (${index})`));
    }
    const fresh = await teahouse.person("alice");
    await fresh.comesIn();
    const answers = await weigh(fresh, `/rooms/${room}`);
    const counted = answers.filter(({ type }) => type !== "Image" && type !== "WebSocket");
    const sum = (key) => counted.reduce((all, one) => all + one[key], 0);
    for (const { type, path, body } of counted.sort((a, b) => b.body - a.body)) {
      console.log(`${String(body).padStart(7)} ${type.padEnd(10)} ${path}`);
    }
    console.log(`${String(sum("body")).padStart(7)} bytes in ${counted.length} requests, ${answers.length} with pictures`);
    // The same words on each answer: HTTP/2, which a proxy speaks, sends them once.
    console.log(`${String(sum("head")).padStart(7)} bytes of heads besides, as HTTP/1.1 sends them`);
    assert.ok(counted.filter(({ type }) => type === "Script").length > 10, "the scripts were not counted");
    assert.ok(sum("body") < MOST_BYTES, `${sum("body")} bytes`);

    const loaded = answers.map(({ path }) => path.replace(/^\/static\/[^/]+\//, ""));
    const lazy = await lazyModules();
    const early = loaded.filter((file) => lazy.has(file) || file.includes("vendor/"));
    assert.deepEqual(early, [], "loaded before anybody asks for it");
  });
});
