// Two people in one room.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Teahouse } from "./support/teahouse.js";

describe("a conversation", () => {
  const teahouse = Teahouse.start();

  test("two people see each other's messages in the same order, each once, with name and time", async () => {
    const room = teahouse.room("tea");
    const [alice, zhangsan] = await Promise.all([
      teahouse.inRoom("alice", room),
      teahouse.inRoom("zhangsan", room, { locale: "zh-CN" }),
    ]);
    const said = ["hello", "大家好", "How is the tea?", "很好，谢谢", "👩‍👩‍👧‍👦"];
    await alice.says(said[0]);
    await zhangsan.sees(said[0]);
    await zhangsan.says(said[1]);
    await alice.sees(said[1]);
    await alice.says(said[2]);
    await zhangsan.says(said[3]);
    await alice.says(said[4]);

    await alice.log.reads(said);
    await zhangsan.log.reads(said);
    for (const reader of [alice, zhangsan]) {
      const messages = await reader.log.messages();
      assert.deepEqual(
        messages.map(({ author }) => author),
        ["Alice", "张三", "Alice", "张三", "Alice"],
      );
      for (const { time } of messages) assert.match(time, /^\d{2}:\d{2}$/);
      const seqs = messages.map(({ seq }) => seq);
      assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b));
    }
  });

  test("people who write at the same time read the same order", async () => {
    const room = teahouse.room("crowd");
    const people = await Promise.all(["alice", "bob", "zhangsan"].map((name) => teahouse.inRoom(name, room)));
    const words = people.map(({ username }) => Array.from({ length: 8 }, (_, turn) => `${username} ${turn}`));
    const talks = async (person, index) => {
      for (const word of words[index]) await person.sends(word);
    };
    await Promise.all(people.map(talks));
    await Promise.all(people.map(({ log }) => log.hasStored(24)));
    const [first, ...others] = await Promise.all(people.map(({ log }) => log.texts()));
    assert.deepEqual(first.toSorted(), words.flat().toSorted());
    for (const other of others) assert.deepEqual(other, first);
    for (const own of words) assert.deepEqual(first.filter((text) => own.includes(text)), own);
  });

  test("a page that is loaded again shows what the live page showed", async () => {
    const room = teahouse.room("again");
    const alice = await teahouse.inRoom("alice", room);
    for (const text of ["one", "two\nlines", "`code` and https://teahouse.example/x", "```\nfn main() {}\n```"]) {
      await alice.sends(text);
    }
    await alice.log.hasStored(4);
    const live = await alice.log.messages();
    const html = await alice.log.markup();
    await alice.opens(room);
    assert.deepEqual(await alice.log.messages(), live);
    assert.deepEqual(await alice.log.markup(), html);
  });
});
