// Emoji: the picker of the composer, those that admins make, and that both are quiet under the policy of the page.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { describe, test } from "node:test";

import { findBarriers } from "./support/axe.js";
import { EmojiPicker } from "./support/emoji.js";
import { Marks } from "./support/marks.js";
import { Teahouse } from "./support/teahouse.js";
import { until } from "./support/until.js";

const SHOTS = process.env.TEAHOUSE_SHOTS;

/** A picture for the eye of who works on this, where one is asked for. */
async function shot(person, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await person.eye.rests();
  await person.page.screenshot({ path: `${SHOTS}/${name}.png` });
}

function written(person) {
  return person.page.locator("#chat-message-input").inputValue();
}

describe("the emoji picker", () => {
  const teahouse = Teahouse.start();

  test("is loaded when it is opened and not before, finds by Chinese and English words, and puts in at the caret", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("picking"));
    const asked = [];
    alice.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await alice.page.reload();
    await alice.isConnected();
    assert.deepEqual(asked.filter((path) => /emoji_picker|emoji_data|vendor\/emoji|emoji\.css/.test(path)), []);
    await alice.writes("tea  please");
    for (let steps = 0; steps < " please".length; steps += 1) await alice.page.keyboard.press("ArrowLeft");
    const picker = new EmojiPicker(alice.page);
    await picker.opens();
    await shot(alice, "picker-light");
    await picker.finds("smil", "😄");
    const found = await picker.finds("笑", "😄");
    assert.ok(found.length > 10, `${found}`);
    await shot(alice, "picker-found");
    await picker.picks("😄");
    assert.equal(await written(alice), "tea 😄 please");
    await alice.page.reload();
    await alice.isConnected();
    assert.equal(await written(alice), "tea 😄 please", "the draft knows of it");
    await alice.page.locator("#chat-message-input").press("Enter");
    await until("it is said", async () => (await alice.page.locator("#messages .message-body").last().innerText()).includes("😄"));
  });

  test("is worked by keys alone, and gives the focus back", async () => {
    const bob = await teahouse.inRoom("bob", teahouse.room("keys"));
    await bob.page.locator("#composer-emoji").focus();
    await bob.page.keyboard.press("Enter");
    const picker = new EmojiPicker(bob.page);
    await picker.showsSome();
    await picker.canType();
    await bob.page.keyboard.press("Escape");
    await picker.isClosed();
    assert.equal((await bob.eye.focus()).id, "composer-emoji");
    assert.equal(await bob.page.locator("#composer-emoji").getAttribute("aria-expanded"), "false");
    await bob.page.keyboard.press("Enter");
    await picker.showsSome();
    await picker.canType();
    await bob.page.keyboard.type("tea", { delay: 20 });
    // What was found for the first letters has a tennis ball in it, and goes with whatever was chosen of it.
    await until("it is found for all letters", async () => {
      const found = await picker.found();
      return found.includes("🍵") && !found.includes("🎾");
    });
    await bob.page.keyboard.press("ArrowDown");
    await until("one is chosen", () => picker.search.getAttribute("aria-activedescendant"));
    await bob.page.keyboard.press("Enter");
    await picker.isClosed();
    assert.notEqual(await written(bob), "");
    assert.equal((await bob.eye.focus()).id, "chat-message-input");
  });

  test("keeps the tone of the skin and what one picks often", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("tones"));
    const picker = new EmojiPicker(alice.page);
    await picker.opens();
    await alice.page.locator("emoji-picker #skintone-button").click();
    await alice.page.locator("emoji-picker #skintone-3").click();
    await picker.finds("waving hand", "👋🏽");
    await picker.picks("👋🏽");
    await alice.page.reload();
    await alice.isConnected();
    await picker.opens();
    await until("it is offered first", async () => (await picker.favourites())[0] === "👋🏽");
  });

  test("is dark where the page is, and a sheet on a phone, in Chinese", async () => {
    const dark = await teahouse.inRoom("alice", teahouse.room("dark"), { colorScheme: "dark" });
    await new EmojiPicker(dark.page).opens();
    const ground = (person) =>
      person.page.locator("emoji-picker").evaluate((picker) => getComputedStyle(picker.shadowRoot.querySelector(".picker")).backgroundColor);
    assert.equal(await ground(dark), "rgb(27, 31, 28)");
    assert.deepEqual(await findBarriers(dark.page), []);
    await shot(dark, "picker-dark");

    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: "zh-CN" };
    const zhang = await teahouse.inRoom("zhangsan", teahouse.room("phone"), phone);
    const picker = new EmojiPicker(zhang.page);
    await picker.opens();
    const { x, width, y, height } = await picker.dialog.boundingBox();
    assert.deepEqual([x, width], [0, 390]);
    assert.ok(Math.abs(y + height - 844) < 30, `${y} ${height}`);
    assert.equal(await zhang.eye.scrollsSideways(), false);
    assert.equal(await zhang.page.locator("emoji-picker .picker").getAttribute("aria-label"), "选择表情");
    assert.deepEqual(await findBarriers(zhang.page), []);
    await shot(zhang, "picker-phone-zh");
    await picker.finds("茶", "🍵");
    await picker.finds("happy", "😀");
    await shot(zhang, "picker-phone-zh-found");
    await zhang.page.locator(".emoji-close").tap();
    await picker.isClosed();
  });

  test("follows the switch of the theme against the system", async () => {
    const bob = await teahouse.inRoom("bob", teahouse.room("switch"), { colorScheme: "dark" });
    await bob.page.evaluate(() => (document.documentElement.dataset.theme = "light"));
    await new EmojiPicker(bob.page).opens();
    const ground = await bob.page
      .locator("emoji-picker")
      .evaluate((picker) => getComputedStyle(picker.shadowRoot.querySelector(".picker")).backgroundColor);
    assert.equal(ground, "rgb(255, 255, 255)");
  });

  test("opens also where the server does not tell those of the site", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("hanging"));
    await alice.page.route("**/api/emoji", () => {});
    await new EmojiPicker(alice.page).opens();
  });

  test("that cannot be had says so where one writes and at a message, and can be tried again", async () => {
    const alice = await teahouse.inRoom("alice", teahouse.room("missing"));
    alice.incidents.allowNetworkFailures();
    const picker = new EmojiPicker(alice.page);
    await alice.says("tea is ready");
    await alice.page.route("**/css/emoji.css", (route) => route.abort(), { times: 2 });
    const failed = (place) => alice.page.locator(`${place} .message-failure`, { hasText: "could not be loaded" });
    await alice.page.locator("#composer-emoji").click();
    await failed("#chat-composer").waitFor();
    await alice.actions.chooses("react", "tea is ready");
    await alice.page.locator("#quick-reactions [data-pick]").click();
    await failed("#messages").waitFor();
    await picker.opens();
    await picker.picks("😀");
    assert.equal(await written(alice), "😀");
    await failed("#chat-composer").waitFor({ state: "detached" });
  });
});

describe("emoji of the site", () => {
  const teahouse = Teahouse.start();

  async function admin(wishes) {
    teahouse.server.command(["user", "promote", "alice"]);
    const alice = await teahouse.person("alice", wishes);
    await alice.comesIn();
    return alice;
  }

  /** Uploads a picture by the form, as an admin does. */
  async function makes(alice, name, side = 64) {
    await alice.goes("/admin/emoji/new");
    await alice.page.locator("#field-name").fill(name);
    await alice.page.locator("#field-file").setInputFiles({ name: "tea.png", mimeType: "image/png", buffer: await picture(alice, side) });
    await alice.page.locator("main .button-main").click();
    await alice.isAt("/admin/emoji");
  }

  /** A cup, drawn by the browser. */
  async function picture(alice, side) {
    const url = await alice.page.evaluate((size) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#2c6a4b";
      pen.fillRect(size / 8, size / 4, size / 2, size / 2);
      pen.lineWidth = size / 16;
      pen.strokeStyle = "#2c6a4b";
      pen.strokeRect((size * 5) / 8, (size * 3) / 8, size / 6, size / 5);
      return canvas.toDataURL();
    }, side);
    return Buffer.from(url.split(",")[1], "base64");
  }

  const shown = (person) => person.page.locator("#messages img.emoji");
  const isDrawn = (person) => shown(person).last().evaluate((image) => image.complete && image.naturalWidth > 0);

  test("an admin makes one, everybody finds and sends it, and the other sees its picture live", async () => {
    const alice = await admin();
    await makes(alice, "oolong");
    await alice.page.locator('img[src="/emoji/oolong"]').waitFor();
    await shot(alice, "admin-emoji");
    const room = teahouse.room("cups");
    const [bob, zhang] = [await teahouse.inRoom("bob", room), await teahouse.inRoom("zhangsan", room)];
    const picker = new EmojiPicker(bob.page);
    await bob.writes("a cup of");
    await picker.opens();
    await picker.search.fill("oolo");
    const own = bob.page.locator("emoji-picker [role=option].custom-emoji");
    await own.waitFor();
    await shot(bob, "picker-custom");
    await own.click();
    await picker.isClosed();
    assert.equal(await written(bob), "a cup of :oolong: ");
    await bob.page.locator("#chat-message-input").press("Enter");
    await shown(zhang).waitFor();
    await until("it is drawn", () => isDrawn(zhang));
    assert.equal(await shown(zhang).getAttribute("alt"), ":oolong:");
    await shot(zhang, "message-custom");
  });

  test("a reaction may be any of the picker, of the site too", async () => {
    const alice = await admin();
    await makes(alice, "gaiwan");
    const room = teahouse.room("answers");
    const bob = await teahouse.inRoom("bob", room);
    await alice.opens(room);
    await bob.says("tea is ready");
    await alice.sees("tea is ready");
    const picker = new EmojiPicker(alice.page);
    const answers = async (words, found) => {
      await alice.actions.chooses("react", "tea is ready");
      await alice.page.locator("#quick-reactions [data-pick]").click();
      await picker.showsSome();
      await picker.search.fill(words);
      await alice.page.locator(`emoji-picker [role=option]${found}`).first().click();
      await picker.isClosed();
    };
    await answers("watermelon", '[id="emo-🍉"]');
    await answers("gaiw", ".custom-emoji");
    await new Marks(bob).show("tea is ready", ["🍉 1", ":gaiwan: 1"]);
    const image = bob.page.locator("#messages .reaction img.emoji");
    await until("it is drawn", () => image.evaluate((one) => one.complete && one.naturalWidth > 0));
    await shot(bob, "reactions");
  });

  test("completion offers eight of both kinds at most, by Chinese and English words", async () => {
    const alice = await admin();
    await makes(alice, "matcha");
    await alice.opens(teahouse.room("colon"));
    const offers = (query) =>
      alice.page.evaluate(async (typed) => {
        const { emojiSource } = await import(document.querySelector('script[src$="/room.js"]').src.replace("room.js", "emoji_source.js"));
        return emojiSource.find(typed);
      }, query);
    assert.deepEqual(await offers("s"), [], "one letter is no beginning");
    const smiles = await offers("smile");
    assert.equal(smiles.length, 8);
    assert.deepEqual([smiles[0].insert, smiles[0].label], ["😄", ":smile:"]);
    assert.equal((await offers("heart_e"))[0].insert, "😍");
    assert.equal((await offers("+1"))[0].insert, "👍");
    assert.ok((await offers("笑")).some(({ insert }) => insert === "😄"));
    const own = (await offers("matc"))[0];
    assert.equal(own.insert, ":matcha:");
    assert.match(own.image, /^\/emoji\/matcha\?v=/);
    for (const query of ["", "//", "a b", "no-such-thing-at-all", "<b>"]) assert.deepEqual(await offers(query), [], query);
  });

  test("a list opens behind a colon while one writes, and in no word, address or time", async () => {
    const alice = await admin();
    const room = teahouse.room("typing");
    await alice.opens(room);
    const list = alice.page.locator(".completion");
    const input = alice.page.locator("#chat-message-input");
    await alice.writes("tea :watermel");
    await list.locator("[role=option]").first().waitFor();
    await shot(alice, "completion");
    await alice.page.keyboard.press("Enter");
    assert.equal(await written(alice), "tea 🍉 ");
    for (const chinese of [":笑", "：笑"]) {
      await input.fill("");
      await alice.writes(chinese);
      await list.locator("[role=option]").first().waitFor();
      await alice.page.keyboard.press("Escape");
    }
    await input.fill("");
    await alice.writes("at 12:30, see https://tea.example/, he said:ok, 他说：笑");
    await alice.page.keyboard.press("Enter");
    await alice.sees("at 12:30, see https://tea.example/, he said:ok, 他说：笑");
  });

  test("a colon behind what closes is a colon, and Enter sends; behind what opens it begins an emoji", async () => {
    const zhang = await teahouse.inRoom("zhangsan", teahouse.room("colons"), { locale: "zh-CN" });
    const option = zhang.page.locator(".completion [role=option]").first();
    for (const begun of ["：笑", "（：笑", "“：笑", '":笑', "好的，：笑", "好！:笑"]) {
      await zhang.writes(begun);
      await option.waitFor();
      await zhang.page.keyboard.press("Escape");
      await zhang.writes("");
    }
    const texts = { "**结论**：可以": "结论：可以", "*状态*：完成": "状态：完成", "(note):ok": "(note):ok" };
    for (const same of ["【结论】：同意", "（张三）：好的", "“茶”：好的", '"茶":好的']) texts[same] = same;
    for (const [typed, shown] of Object.entries(texts)) {
      await zhang.writes(typed.slice(0, -2));
      // Slow enough for a list to open before the Enter.
      await zhang.page.keyboard.type(typed.slice(-2), { delay: 150 });
      await zhang.page.keyboard.press("Enter");
      await zhang.sees(shown);
    }
  });

  test("of one that is deleted messages show the name, and a wrong upload says what is wrong", async () => {
    const alice = await admin();
    alice.incidents.allowNetworkFailures();
    await makes(alice, "sencha");
    const room = teahouse.room("gone");
    await alice.opens(room);
    await alice.writes("my :sencha: please");
    await alice.page.locator("#chat-message-input").press("Enter");
    await shown(alice).waitFor();
    await alice.goes("/admin/emoji");
    const row = alice.page.locator("tr", { hasText: ":sencha:" });
    await row.locator("input").check();
    await alice.page.locator('button[name="action"][value="delete"]').click();
    await alice.page.locator(".confirm-rows", { hasText: "sencha" }).waitFor();
    await alice.page.locator(".button-danger").click();
    await alice.page.locator(".notice").waitFor();
    await alice.opens(room);
    await until("its name stands there", async () => {
      const body = await alice.page.locator("#messages .message-body").last().innerText();
      return body === "my :sencha: please" && (await shown(alice).count()) === 0;
    });
    await alice.goes("/admin/emoji/new");
    await alice.page.locator("#field-name").fill("page");
    const file = { name: "tea.png", mimeType: "image/png", buffer: Buffer.from("<svg onload=alert(1)/>") };
    await alice.page.locator("#field-file").setInputFiles(file);
    await alice.page.locator("main .button-main").click();
    await alice.page.locator("#error-file").waitFor();
    await shot(alice, "admin-emoji-wrong");
  });

  test("the form is fit for a phone, in Chinese and dark", async () => {
    const alice = await admin({ viewport: { width: 390, height: 844 }, colorScheme: "dark", locale: "zh-CN" });
    await makes(alice, "pu-erh", 300);
    assert.equal(await alice.eye.scrollsSideways(), false);
    await shot(alice, "admin-emoji-phone-zh");
    await alice.goes("/admin/emoji/new");
    assert.equal(await alice.eye.scrollsSideways(), false);
    await shot(alice, "admin-emoji-new-phone-zh");
  });
});
