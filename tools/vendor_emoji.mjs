// Fetches the emoji picker and its data from npm, patches what static/vendor/README.md says, and writes static/vendor/emoji/.
// Run from the top of the repository: node tools/vendor_emoji.mjs. A patch that no longer fits stops it.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PICKER = "emoji-picker-element@1.29.1";
const DATA = "emoji-picker-element-data@1.8.0";
const TARGET = "static/vendor/emoji";

const work = mkdtempSync(join(tmpdir(), "vendor-"));
const unpack = (name) => {
  const folder = join(work, name);
  mkdirSync(folder);
  const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", name, "--json", "--pack-destination", work]));
  execFileSync("tar", ["xzf", join(work, filename), "-C", folder, "--strip-components=1"]);
  return folder;
};

/** The one spelling that Unicode recommends: the data puts a selector behind emoji that need none (👍 U+FE0F). */
function spelled(emoji) {
  const bare = emoji.replaceAll("\uFE0F", "");
  return /^\p{RGI_Emoji}$/v.test(bare) ? bare : emoji;
}

function patched(path, patches) {
  let text = readFileSync(path, "utf8");
  for (const [from, to] of patches) {
    if (text.split(from).length !== 2) throw new Error(`${path}: not exactly once: ${from}`);
    text = text.replace(from, () => to);
  }
  text = text.replace(/(?<=')[^'\\\n]*\uFE0F[^'\\\n]*(?=')/g, spelled);
  return text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n");
}

const HAN = "/\\p{Script=Han}/u";
const CDN = "'https://cdn.jsdelivr.net/npm/emoji-picker-element-data@^1/en/emojibase/data.json'";
const picker = [
  [CDN, "''"],
  [
    "const style = document.createElement('style');\n    style.textContent = baseStyles + EXTRA_STYLES;\n    this.shadowRoot.appendChild(style);",
    "const style = new CSSStyleSheet();\n    style.replaceSync(baseStyles + EXTRA_STYLES);\n    this.shadowRoot.adoptedStyleSheets = [style];",
  ],
  [
    "targetNode.setAttribute(attributeName, newValue);",
    "if (attributeName === 'style') targetNode.style.cssText = newValue;\n        else targetNode.setAttribute(attributeName, newValue);",
  ],
  ["searchText.length >= MIN_SEARCH_TEXT_LENGTH", `(searchText.length >= MIN_SEARCH_TEXT_LENGTH || ${HAN}.test(searchText))`],
];
const database = [
  [CDN, "''"],
  ["_.length >= MIN_SEARCH_TEXT_LENGTH", `_.length >= MIN_SEARCH_TEXT_LENGTH || ${HAN}.test(_)`],
  [
    "        emoticon\n      ])\n    )].sort();",
    `        emoticon\n      ]).flatMap(_ => ${HAN}.test(_) ? [..._].map((_c, i, all) => all.slice(i).join('')) : _)\n    )].sort();`,
  ],
];

/** One file for each language: named in it, found by the words of both, and by the short names of GitHub too. */
function merged(folder) {
  const read = (path) => JSON.parse(readFileSync(join(folder, path, "data.json"), "utf8"));
  const [en, zh, github] = [read("en/emojibase"), read("zh/emojibase"), read("en/github")];
  const of = (list) => new Map(list.map((one) => [one.emoji, one]));
  const [zhOf, githubOf] = [of(zh), of(github)];
  const both = (one, other) => [...new Set([...one, ...other])];
  const make = (own) => ({ emoji, order, group, version, skins, emoticon, ...english }) => {
    const chinese = zhOf.get(emoji);
    const [named, also] = own === "en" ? [english, chinese] : [chinese, english];
    const shortcodes = both(githubOf.get(emoji)?.shortcodes ?? [], english.shortcodes);
    const tags = both(named.tags ?? [], [also.annotation, ...(also.tags ?? [])]);
    const tones = skins?.map((skin) => ({ ...skin, emoji: spelled(skin.emoji) }));
    return { annotation: named.annotation, shortcodes, tags, emoji: spelled(emoji), order, group, version, skins: tones, emoticon };
  };
  // Group 2 are tones and hair: parts of others, which nobody sends alone.
  const whole = en.filter(({ group }) => group !== 2);
  const lines = (own) => `[\n${whole.map(make(own)).map((one) => JSON.stringify(one)).join(",\n")}\n]\n`;
  return { en: lines("en"), zh: lines("zh") };
}

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
const source = unpack(PICKER);
const folder = unpack(DATA);
writeFileSync(join(TARGET, "picker.js"), patched(join(source, "picker.js"), picker));
writeFileSync(join(TARGET, "database.js"), patched(join(source, "database.js"), database));
cpSync(join(source, "i18n/zh_CN.js"), join(TARGET, "zh.js"));
cpSync(join(source, "LICENSE"), join(TARGET, "LICENSE"));
const { en, zh } = merged(folder);
writeFileSync(join(TARGET, "en.json"), en);
writeFileSync(join(TARGET, "zh.json"), zh);
rmSync(work, { recursive: true });
