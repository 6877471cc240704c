// Completion of `:tea`: what the composer offers while one types a colon and the beginning of a name, in English or
// Chinese. Data is loaded when it is first asked.

import { text } from "./texts.js";

const MOST = 8;
/** Of Han a single character is a word. */
const ASKED = /^(?:[\p{L}\p{N}_+-]{2,32}|\p{Script=Han}[\p{L}\p{N}_]{0,31})$/u;

/** 0 is best: named so, begins so, said so, and the rest in the order of the keyboards. */
function rank({ name, shortcodes = [], annotation = "", tags = [] }, query) {
  const names = shortcodes.map((code) => code.toLowerCase());
  if (names.includes(query)) return 0;
  if (annotation.toLowerCase() === query || tags.includes(query)) return 1;
  if (names.some((code) => code.startsWith(query))) return name ? 2 : 3;
  return annotation.toLowerCase().includes(query) ? 4 : 5;
}

function offered(emoji, query, tone) {
  const { name, url, unicode, annotation, shortcodes = [], skins } = emoji;
  if (name) return { id: `emoji-${name}`, insert: `:${name}:`, label: `:${name}:`, image: url };
  const glyph = skins?.find((skin) => skin.tone === tone)?.unicode ?? unicode;
  const code = shortcodes.find((one) => one.startsWith(query)) ?? shortcodes[0];
  return { id: `emoji-${code}`, insert: glyph, label: `:${code}:`, hint: annotation, glyph };
}

async function find(typed, signal) {
  const query = typed.toLowerCase();
  if (!ASKED.test(query)) return [];
  const { emojiDatabase } = await import("./emoji_data.js");
  const database = await emojiDatabase();
  const tone = await database.getPreferredSkinTone();
  // A short name is found by its beginning, words and all: `heart_e` is `heart` and then `e…`.
  const found = await database.getEmojiBySearchQuery(query.replaceAll("_", " "));
  if (signal?.aborted) return [];
  const ranked = found.map((emoji, place) => ({ emoji, place, rank: rank(emoji, query) }));
  ranked.sort((one, other) => one.rank - other.rank || one.place - other.place);
  return ranked.slice(0, MOST).map(({ emoji }) => offered(emoji, query, tone));
}

/** For completion.js, whose rule where a name begins keeps it out of words, addresses and times (`12:30`). */
export const emojiSource = {
  trigger: ":",
  // An input method for Chinese types this one.
  aliases: "：",
  label: text("emoji"),
  find: (query, signal) => find(query, signal).catch(() => []),
};
