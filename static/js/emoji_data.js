// All emoji there are: the Unicode ones of static/vendor/emoji, kept in the browser's IndexedDB, and those of this site.
// Nobody loads it before an emoji is looked for.

import Database from "../vendor/emoji/database.js";
import { data } from "./data.js";

const CUSTOM_FOR_MS = 30_000;
/** The Unicode ones wait for those of this site, and who types waits for both. */
const PATIENCE_MS = 1_500;
const language = data.locale.startsWith("zh") ? "zh" : "en";

/** What picker and database are made with. What somebody likes best is kept for each reader, whatever the language. */
export const source = {
  dataSource: new URL(`../vendor/emoji/${language}.json`, import.meta.url).pathname,
  locale: `teahouse-${data.user.id}`,
};

/** The words of the picker, in the reader's language; English is its own. */
export async function words() {
  return language === "zh" ? (await import("../vendor/emoji/zh.js")).default : null;
}

let custom = { at: -Infinity, list: Promise.resolve([]) };

async function fetchCustom() {
  const answer = await fetch("/api/emoji", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`emoji: ${answer.status}`);
  const { emoji } = await answer.json();
  return emoji.map(({ name, url }) => ({ name, url, shortcodes: [name] }));
}

/** Those of this site, as of half a minute ago at most; those from before where the server is not reached in time. */
export function customEmoji() {
  if (performance.now() - custom.at > CUSTOM_FOR_MS) {
    const before = custom.list;
    custom = { at: performance.now(), list: fetchCustom().catch(() => before) };
  }
  return custom.list;
}

let database = null;

/** The database of Unicode emoji, with those of this site among them. */
export async function emojiDatabase() {
  database ??= new Database(source);
  database.customEmoji = await customEmoji();
  return database;
}
