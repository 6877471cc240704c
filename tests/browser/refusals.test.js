// Texts that the server does not take, or not yet.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

describe("a text that is refused", () => {
  const teahouse = Teahouse.start();

  test("stays with the reason, holds up no other, and is sent again or discarded", async () => {
    const room = teahouse.room("refusals");
    const alice = await teahouse.inRoom("alice", room);
    alice.incidents.allowNetworkFailures();
    const restart = async (...flags) => {
      await teahouse.server.terminate();
      await alice.readsStatus(/\S/);
      await teahouse.server.startAgain(flags);
      await alice.isConnected();
    };
    await restart("--limit-text-characters=10");
    await alice.sends("this is too long now");
    await alice.sends("this as well");
    await alice.says("short");
    const failure = (text) => alice.page.locator(".message-failed", { hasText: text }).locator(".message-failure");
    assert.match(await failure("too long now").innerText(), /^Not sent: .+ Retry Discard$/s);
    await failure("as well").getByText("Discard").click();
    await until("one text less stands there", async () => (await alice.log.count()) === 2);

    await restart();
    await failure("too long now").getByText("Retry").click();
    await alice.sees("this is too long now");
    await alice.log.reads(["short", "this is too long now"]);
    await alice.opens(room);
    await alice.log.reads(["short", "this is too long now"]);
  });
});

describe("a text that comes too fast", () => {
  const teahouse = Teahouse.start({ flags: ["--limit-message-burst=3", "--limit-messages-per-second=5"] });

  test("goes out as soon as it may, each once and in the order in which it was written", async () => {
    const room = teahouse.room("hurry");
    const [alice, bob] = [await teahouse.inRoom("alice", room), await teahouse.inRoom("bob", room)];
    const texts = Array.from({ length: 12 }, (_, index) => `hurry ${index}`);
    for (const text of texts) await alice.sends(text);
    for (const reader of [alice, bob]) {
      await reader.log.reads(texts);
      await reader.log.hasStored(texts.length);
    }
  });
});
