// Promise B8: what people type is shown, and never done.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";

const PHONE = { viewport: { width: 390, height: 844 } };
/** What the renderer may make of a text, and what colours code. */
const ALLOWED = ["P", "BR", "EM", "STRONG", "DEL", "CODE", "PRE", "BLOCKQUOTE", "UL", "OL", "LI", "A", "SPAN", "IMG", "DIV"];
ALLOWED.push("TABLE", "THEAD", "TBODY", "TR", "TH", "TD");

/** What Markdown could be made to do, and what has got through cleaners of HTML before. */
const SLY = [
  "[x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](java\tscript:alert(1)) <javascript:alert(1)>",
  "[x](&#x6A;avascript:alert(1)) [x](javascript&colon;alert(1)) [x](\u0001javascript:alert(1)) ![x](javascript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>) [x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "![picture](https://attacker.invalid/a.png) ![x](//attacker.invalid/a.png) [![x](https://attacker.invalid/b.png)](https://attacker.invalid)",
  '[x](https://attacker.invalid "\\" onmouseover=alert(1) autofocus onfocus=alert(1) x=\\"") [x](<https://attacker.invalid/"onclick=alert(1)>)',
  "<https://attacker.invalid/?<script>alert(1)</script>> https://attacker.invalid/'onmouseover='alert(1)",
  "**<img src=x onerror=alert(1)>** *<svg onload=alert(1)>* ~~<iframe src=//attacker.invalid>~~ ||<video src=//attacker.invalid autoplay>||",
  "| <script>alert(1)</script> | <style>@import '//attacker.invalid'</style> |\n|---|---|\n| <b onclick=alert(1)>x</b> | `<x>` |",
  "> <script>alert(1)</script>\n\n- <link rel=stylesheet href=//attacker.invalid>\n- <base href=//attacker.invalid>\n\n# <meta http-equiv=refresh content=0;url=//attacker.invalid>",
  "```html\n<script>alert(1)</script><img src=//attacker.invalid onerror=alert(1)>\n```",
  '```"onload="alert(1)\nx\n```',
  "```js hljs\nalert(`</code></pre><script>alert(1)</script>`)\n```",
  "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
  "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
  "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
  "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
  "<template><s><template><s><img src=x onerror=alert(1)></s></template></s></template>",
  "<!--><img src=x onerror=alert(1)>--> <![CDATA[><img src=x onerror=alert(1)>]]> <?x ><img src=x onerror=alert(1)>?>",
  "&lt;img src=x onerror=alert(1)&gt; &#60;script&#62;alert(1)&#60;/script&#62;",
  "[x]: javascript:alert(1)\n[x] [y][x] ![x]",
  ":x\" onerror=alert(1): :<script>: @alice<script>alert(1)</script> @room",
  "<span class=\"mention-me message-pending\" data-user=\"1\" id=\"chat-log\">x</span>",
  ">".repeat(400) + "[".repeat(400) + "*a ".repeat(400),
];

const EVIL_NAME = `</script><script>alert("name")</script>`;
const EVIL_TITLE = `</title></script><img src=x onerror=alert("title")>`;
const EVIL_TOPIC = `"><svg onload=alert("topic")> {{7*7}} https://attacker.invalid/`;

async function hostileTexts() {
  const file = JSON.parse(await readFile(new URL("../bad_inputs.json", import.meta.url), "utf8"));
  const { cases } = file.groups.find(({ group }) => group === "message_hostile_ok");
  assert.ok(cases.length > 5);
  return cases.map(({ text, repeat }) => (text ?? repeat.unit.repeat(repeat.count)).trim());
}

describe("hostile input", () => {
  const teahouse = Teahouse.start({ people: { alice: EVIL_NAME, bob: "Bob" } });

  test("every hostile message is shown as it was typed, live and after a reload, and does nothing", async () => {
    const texts = await hostileTexts();
    const room = teahouse.room("hostile", "--title", EVIL_TITLE, "--topic", EVIL_TOPIC);
    const alice = await teahouse.inRoom("alice", room);
    const bob = await teahouse.inRoom("bob", room, PHONE);
    for (const text of texts) await alice.sends(text);
    for (const reader of [alice, bob]) await reader.log.hasStored(texts.length);
    for (const turn of ["live", "after a reload"]) {
      for (const reader of [alice, bob]) {
        assert.deepEqual(await reader.log.typed(), texts, turn);
        const elements = await reader.log.elements();
        assert.deepEqual(elements.names.filter((name) => !ALLOWED.includes(name)), []);
        for (const { href, text } of elements.links) {
          assert.match(href, /^(https?|mailto):/);
          assert.equal(href.replace(/^mailto:/, ""), text, "a link leads where it says");
        }
        assert.deepEqual((await reader.log.authors()).filter((author) => author !== EVIL_NAME), []);
        assert.equal(await reader.page.locator(".room-head h1").innerText(), EVIL_TITLE);
        assert.equal(await reader.eye.scrollsSideways(), false, turn);
        await reader.opens(room);
      }
    }
    await bob.page.locator(".back").click();
    assert.equal(await bob.eye.scrollsSideways(), false);
    await bob.goes("/rooms");
    assert.equal(await bob.eye.scrollsSideways(), false);
    assert.equal(await bob.page.getByText(EVIL_TOPIC, { exact: true }).count(), 1);
  });

  test("what Markdown could be made to do is not done, live, after an edit, and after a reload", async () => {
    const room = teahouse.room("sly");
    const alice = await teahouse.inRoom("alice", room);
    const bob = await teahouse.inRoom("bob", room, PHONE);
    for (const text of SLY) await alice.sends(text);
    for (const reader of [alice, bob]) await reader.log.hasStored(SLY.length);
    // Each takes the text of the one before.
    const ids = (await alice.log.messages()).map(({ id }) => id.slice("message-".length));
    for (const [turn, id] of ids.entries()) await alice.editsElsewhere(id, SLY.at(turn - 1));
    await bob.page.locator(`#message-${ids.at(-1)} .message-edited:not([hidden])`).waitFor();
    for (const turn of ["after an edit", "after a reload"]) {
      for (const reader of [alice, bob]) {
        const { names, links } = await reader.log.elements();
        assert.deepEqual(names.filter((name) => !ALLOWED.includes(name)), [], turn);
        assert.deepEqual(links.filter(({ href }) => !/^https?:\/\//.test(href)), [], turn);
        const found = await reader.page.locator("#messages .message-body").evaluateAll((bodies) =>
          bodies.flatMap((body) => Array.from(body.querySelectorAll("*")).flatMap((element) =>
            element.getAttributeNames().filter((name) => name.startsWith("on") || ["style", "srcdoc", "id"].includes(name)))),
        );
        assert.deepEqual(found, [], turn);
        for (const spoiler of await reader.page.locator(".spoiler").all()) await spoiler.click();
        assert.equal(await reader.eye.scrollsSideways(), false, turn);
        await reader.opens(room);
      }
    }
  });

  test("what was typed into a form comes back as text", async () => {
    const visitor = await teahouse.visitor();
    visitor.incidents.allowNetworkFailures();
    await visitor.goes("/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    await visitor.fillsIn({ username: `"><script>alert(1)</script>`, password: "whatever it is" });
    await visitor.page.locator("#error-login").waitFor();
    assert.equal(await visitor.page.inputValue('[name="username"]'), `"><script>alert(1)</script>`);
  });

  test("somebody typing under a hostile name is told as text", async () => {
    const room = teahouse.room("whispers");
    const [bob, alice] = [await teahouse.inRoom("bob", room), await teahouse.inRoom("alice", room)];
    await alice.writes("…");
    await bob.page.getByText(`${EVIL_NAME} is typing…`, { exact: true }).waitFor();
  });
});
