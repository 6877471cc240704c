// The watch itself: what it is to notice, it notices.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const MISDEEDS = {
  dialog: () => alert("here"),
  script: () => setTimeout(() => globalThis.nothing.at.all),
  console: () => console.error("here"),
  "content policy": () => document.body.setAttribute("style", "color: red"),
  "foreign request": () => (location.href = "http://attacker.invalid/"),
};

describe("the watch over every page", () => {
  const teahouse = Teahouse.start({ people: {} });

  for (const [kind, misdeed] of Object.entries(MISDEEDS)) {
    test(`notices: ${kind}`, async () => {
      const visitor = await teahouse.visitor();
      await visitor.goes("/login");
      await visitor.page.evaluate(misdeed);
      await until("it is noticed", () => visitor.incidents.pardon(kind));
    });
  }

  test("lets the network fail only where that is expected", async () => {
    const visitor = await teahouse.visitor();
    await visitor.goes("/nowhere");
    await until("it is noticed", () => visitor.incidents.pardon("console"));
    visitor.incidents.allowNetworkFailures();
    await visitor.goes("/nowhere");
    assert.equal(visitor.incidents.pardon("console"), false);
  });
});
