// Every page, wide and narrow, light and dark: usable for everybody, never wider than the window. The pictures are in
// shots/, for whoever wants to look.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { before, describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { PASSWORD, Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";
import { Wire } from "./support/wire.js";

const SHOTS = new URL("./shots/", import.meta.url).pathname;
const SIZES = ["wide", "narrow"];
const SCHEMES = ["light", "dark"];

const CODE = `\`\`\`
# /etc/teahouse/teahouse.toml: this line is long enough to need a box that scrolls sideways by itself
public_url = "https://tea.example"
listen = "127.0.0.1:8000"
\`\`\``;

const TALK = [
  ["alice", "Good morning. The new build is on the staging server."],
  ["alice", "It starts in half a second now."],
  ["zhangsan", "早上好！我来试一下，稍等。"],
  ["zhangsan", "启动确实快了很多，日志里也没有报错。\n不过配置文件要改一行："],
  ["zhangsan", CODE],
  ["bob", "Done: `public_url` is set. The notes are at https://tea.example/notes"],
  ["alice", "谢谢！Then let us go live at three."],
];

/** Looks at what the person sees now, in all sizes and schemes. */
async function look(person, name, sizes = SIZES) {
  await mkdir(SHOTS, { recursive: true });
  for (const size of sizes) {
    await person.takes(size);
    for (const scheme of SCHEMES) {
      const view = `${name}-${size}-${scheme}`;
      await person.page.emulateMedia({ colorScheme: scheme });
      await person.eye.rests();
      await person.page.screenshot({ path: `${SHOTS}${view}.png` });
      assert.deepEqual(await findBarriers(person.page), [], view);
      assert.equal(await person.eye.scrollsSideways(), false, view);
    }
  }
}

describe("every page", () => {
  const teahouse = Teahouse.start();

  before(async () => {
    const topic = "What is on the staging server, and what is next";
    const name = teahouse.room("staging", "--title", "Staging", "--topic", topic);
    teahouse.room("empty", "--title", "安静的角落", "--topic", "这里还没有人说话");
    for (const [username, text] of TALK) {
      const person = await teahouse.person(username);
      await person.comesIn();
      await person.hasSaid(name, [text]);
    }
  });

  test("the sign-in page, and the same with a refusal", async () => {
    const visitor = await teahouse.visitor();
    visitor.incidents.allowNetworkFailures();
    await visitor.goes("/login");
    await look(visitor, "login");
    await visitor.fillsIn({ username: "alice", password: "wrong password" });
    await visitor.page.locator("#error-login").waitFor();
    await look(visitor, "login-refused");
  });

  test("the registration page, and the same with an error", async () => {
    const visitor = await teahouse.visitor({ locale: "zh-CN" });
    visitor.incidents.allowNetworkFailures();
    await visitor.goes(teahouse.server.command(["invite", "create"]));
    await look(visitor, "register");
    await visitor.fillsIn({ username: "a b", password: "short" });
    await visitor.page.locator("[aria-invalid]").first().waitFor();
    await look(visitor, "register-refused");
  });

  test("a room in which people talk, its menu, and its bar when the connection is lost", async () => {
    const alice = await teahouse.inRoom("alice", "staging");
    const bob = await teahouse.inRoom("bob", "staging");
    await bob.writes("let me");
    await until("Alice reads who is typing", () => alice.page.locator("#chat-typing:not(:empty)").isVisible());
    await look(alice, "room");
    await alice.page.locator(".back").click();
    await alice.page.locator(".sidebar-me > summary").click();
    await look(alice, "sidebar-menu");
    await alice.opens("staging");
    await alice.losesNetwork();
    await alice.sends("This one has to wait.\n它要等一会儿。");
    await alice.readsStatus(/offline/);
    await look(alice, "room-offline");
  });

  for (const [language, locale] of [["English", "en-GB"], ["Chinese", "zh-CN"]]) {
    test(`what one does with a message, in ${language}`, async () => {
      const zhangsan = await teahouse.inRoom("zhangsan", "staging", { locale });
      const [, text] = TALK[2];
      await zhangsan.actions.pointsAt(text);
      await look(zhangsan, `actions-${locale}`, ["wide"]);
      await zhangsan.takes("narrow");
      await zhangsan.actions.pressesLong(text);
      await look(zhangsan, `actions-${locale}`, ["narrow"]);
      await zhangsan.takes("wide");
      await zhangsan.actions.opensEditor(text);
      await look(zhangsan, `editor-${locale}`);
      await zhangsan.takes("wide");
      await zhangsan.actions.field.press("Escape");
      await zhangsan.actions.chooses("delete", text);
      await zhangsan.actions.question.waitFor();
      await look(zhangsan, `delete-${locale}`);
    });
  }

  test("a room in which nobody has spoken, in Chinese", async () => {
    const zhangsan = await teahouse.inRoom("zhangsan", "empty", { locale: "zh-CN" });
    await look(zhangsan, "room-empty");
  });

  test("the list of rooms on a phone", async () => {
    const zhangsan = await teahouse.inRoom("zhangsan", "empty", { locale: "zh-CN" });
    await zhangsan.says("大家好");
    await zhangsan.goes("/rooms/empty#sidebar");
    await look(zhangsan, "sidebar", ["narrow"]);
  });

  test("the directory of rooms, and its form", async () => {
    const bob = await teahouse.person("bob");
    bob.incidents.allowNetworkFailures();
    await bob.comesIn();
    await bob.goes("/rooms");
    await look(bob, "rooms");
    await bob.page.locator(".create > summary").click();
    await look(bob, "rooms-create");
    await bob.fillsIn({ title: "Staging", name: "staging", topic: "Once more" });
    await bob.page.locator(".create-form .field-error, .create-form .form-error").first().waitFor();
    await look(bob, "rooms-refused");
  });

  test("the account: profile and password", async () => {
    const zhangsan = await teahouse.person("zhangsan", { locale: "zh-CN" });
    zhangsan.incidents.allowNetworkFailures();
    await zhangsan.comesIn();
    await zhangsan.goes("/account");
    await look(zhangsan, "account");
    await zhangsan.goes("/account/password");
    await zhangsan.fillsIn({ current_password: "not this one", new_password: "123" });
    await zhangsan.page.locator("[aria-invalid], .form-error").first().waitFor();
    await look(zhangsan, "password-refused");
  });

  test("a person, whom one has blocked, one's devices, and a report", async () => {
    const zhangsan = await teahouse.person("zhangsan", { locale: "zh-CN" });
    await zhangsan.comesIn();
    await zhangsan.goes("/people/bob");
    await look(zhangsan, "person");
    await zhangsan.page.locator('form[action$="/block"] button').click();
    await zhangsan.page.locator(".badge-danger").waitFor();
    await look(zhangsan, "person-blocked");
    await zhangsan.goes("/account/blocked");
    await look(zhangsan, "blocked");
    await zhangsan.opens("staging");
    await zhangsan.page.locator(".message-folded").first().waitFor();
    await look(zhangsan, "room-folded");
    await zhangsan.goes("/people/bob");
    await zhangsan.page.locator('form[action$="/block"] button').click();
    await (await teahouse.person("zhangsan")).comesIn();
    await zhangsan.goes("/account/sessions");
    await look(zhangsan, "devices");
    await zhangsan.opens("staging");
    await zhangsan.actions.chooses("report", "Good morning. The new build is on the staging server.");
    await zhangsan.page.locator("blockquote").waitFor();
    await look(zhangsan, "report");
    await zhangsan.page.locator("button.button-main").click();
    await zhangsan.page.locator(".room-notice").waitFor();
    await look(zhangsan, "reported");
  });

  test("a direct room, and a room in slow mode whose reader is muted", async () => {
    const zhangsan = await teahouse.person("zhangsan", { locale: "zh-CN" });
    await zhangsan.comesIn();
    await zhangsan.goes("/rooms");
    await zhangsan.page.locator(".create-direct > summary").click();
    await zhangsan.fillsIn({ people: "alice bob" });
    await zhangsan.isConnected();
    await zhangsan.page.locator(".room-menu > summary").click();
    await look(zhangsan, "direct");
    const wire = await Wire.hold(zhangsan);
    await zhangsan.opens("staging");
    wire.tellsRoom({ title: "Staging", topic: "What is next", slow_seconds: 30 });
    await zhangsan.page.locator("#composer-slow").waitFor();
    await look(zhangsan, "slow");
    const id = await zhangsan.page.locator("#sidebar").getAttribute("data-user");
    const until = new Date(Date.now() + 60 * 60 * 1000).toISOString();
    wire.tells({ type: "member", op: "muted", role: "member", user: { id, name: "张三", username: "zhangsan" }, until });
    await zhangsan.page.locator("#composer-closed").waitFor();
    await look(zhangsan, "muted");
  });

  test("a page that is not there, signed in and signed out", async () => {
    const alice = await teahouse.person("alice");
    alice.incidents.allowNetworkFailures();
    await alice.goes("/nowhere");
    await look(alice, "not-found-signed-out");
    await alice.comesIn();
    await alice.goes("/rooms/nowhere");
    await look(alice, "not-found");
  });

  test("a message that its link points at", async () => {
    const alice = await teahouse.inRoom("alice", "staging");
    const [, , third] = await alice.log.messages();
    await alice.goes(await alice.page.locator(`#${third.id} .message-time`).getAttribute("href"));
    await alice.isConnected();
    await look(alice, "room-at-message");
  });
});

describe("the first page of a new teahouse", () => {
  const teahouse = Teahouse.start({ people: {} });

  test("is the setup", async () => {
    const visitor = await teahouse.visitor();
    await visitor.goes(teahouse.server.setupLink);
    await look(visitor, "setup");
    await visitor.fillsIn({ username: "laoban", display_name: "老板", password: PASSWORD });
    await visitor.isAt("/rooms/lobby");
  });
});
