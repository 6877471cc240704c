// Light and dark, English and Chinese: by the system, by the browser, by the profile.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const PAPER = { light: "rgb(250, 249, 246)", dark: "rgb(20, 23, 21)" };

describe("light and dark", () => {
  const teahouse = Teahouse.start();

  test("follow the system until one chooses", async () => {
    const visitor = await teahouse.visitor({ colorScheme: "dark" });
    await visitor.goes("/login");
    assert.equal(await visitor.eye.paper(), PAPER.dark);
    await visitor.page.emulateMedia({ colorScheme: "light" });
    assert.equal(await visitor.eye.paper(), PAPER.light);
  });

  test("the switch in the menu works at once, and in other browsers from then on", async () => {
    const alice = await teahouse.inRoom("alice", "lobby", { colorScheme: "light" });
    assert.equal(await alice.eye.paper(), PAPER.light);
    await alice.page.locator(".sidebar-me > summary").click();
    const saved = alice.page.waitForResponse((answer) => answer.url().endsWith("/account/theme"));
    await alice.page.locator('.sidebar-me button[value="dark"]').click();
    await until("the page is dark", async () => (await alice.eye.paper()) === PAPER.dark);
    await saved;
    await alice.page.reload();
    assert.equal(await alice.eye.paper(), PAPER.dark);
    const elsewhere = await teahouse.inRoom("alice", "lobby", { colorScheme: "light" });
    assert.equal(await elsewhere.eye.paper(), PAPER.dark);
  });

  test("the profile shows a choice before it is saved, and keeps it after", async () => {
    const bob = await teahouse.person("bob", { colorScheme: "dark" });
    await bob.comesIn();
    await bob.goes("/account");
    await bob.page.locator('[name="theme"][value="light"]').check();
    assert.equal(await bob.eye.paper(), PAPER.light);
    await bob.page.locator(".panes-main .button-main").click();
    await bob.page.locator(".notice").waitFor();
    assert.equal(await bob.eye.paper(), PAPER.light);
    await bob.opens("lobby");
    assert.equal(await bob.eye.paper(), PAPER.light);
  });
});

describe("the language", () => {
  const teahouse = Teahouse.start();

  test("is what the browser asks for", async () => {
    const languages = { "zh-CN": "登录", "zh-TW": "登录", "en-GB": "Sign in", "de-DE": "Sign in" };
    for (const [locale, title] of Object.entries(languages)) {
      const visitor = await teahouse.visitor({ locale });
      await visitor.goes("/login");
      assert.equal(await visitor.page.locator("h1").innerText(), title, locale);
    }
  });

  test("is the profile's for who has chosen, in the pages and in what their scripts say", async () => {
    const alice = await teahouse.person("alice", { locale: "en-GB" });
    await alice.comesIn();
    await alice.goes("/account");
    await alice.page.locator('[name="locale"]').selectOption({ label: "简体中文" });
    await alice.page.locator(".panes-main .button-main").click();
    await until("the page is Chinese", async () => (await alice.page.locator("h1").innerText()) === "个人资料");
    assert.equal(await alice.page.locator("html").getAttribute("lang"), "zh-Hans");
    await alice.opens("lobby");
    await alice.says("你好");
    assert.equal(await alice.page.locator(".day-date").last().innerText(), "今天");
    await alice.losesNetwork();
    await alice.readsStatus(/网络已断开/);
  });

  test("of a refusal is the reader's, too", async () => {
    const visitor = await teahouse.visitor({ locale: "zh-CN" });
    visitor.incidents.allowNetworkFailures();
    await visitor.goes("/login");
    await visitor.fillsIn({ username: "alice", password: "not the password" });
    const sentence = await visitor.page.locator("#error-login").innerText();
    assert.match(sentence, /^\p{Script=Han}[\p{Script=Han},。、]+$/u);
  });
});
