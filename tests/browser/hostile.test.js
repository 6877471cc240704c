// Promise B8: what people type is shown, and never done.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";

const PHONE = { viewport: { width: 390, height: 844 } };
/** What the renderer may make of a text. */
const ALLOWED = ["P", "BR", "A", "CODE", "PRE"];

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
