// The names under which a browser keeps what one writes, each text under a key of its own, so that two tabs that write
// at once lose nothing: `<kind>:<user>:<room>:<moment>:<id>`. The ids of user and room are in the name: whoever else uses
// this browser neither sees nor sends it, and a room that is renamed has what was kept before. The moments order the
// keys, and say how old a text is.

import { keepKey } from "./data.js";
import { browser } from "./storage.js";

/** 32 digits that nobody guesses: a nonce, or the name of a draft. */
export function freshId() {
  // Not `randomUUID`: browsers keep that from plain http, which a house's own network may use.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What all keys of this reader in this room begin with. */
export function prefixOf(kind) {
  return `${kind}:${keepKey()}:`;
}

export function keyOf(kind, moment, id) {
  return `${prefixOf(kind)}${String(moment).padStart(15, "0")}:${id}`;
}

function momentOf(key) {
  return Number(key.split(":")[3]);
}

/** The texts of this reader in this room, oldest first: `{ key, moment, id, text, … }`. What is damaged is passed over. */
export function list(kind) {
  return browser.keys(prefixOf(kind)).map((key) => read(key)).filter(Boolean);
}

/** What is kept under a key; null where that is nothing, or is damaged. */
export function read(key, kept = browser.get(key)) {
  const id = key.match(/:\d{15}:([0-9a-f]{32})$/)?.[1];
  try {
    const value = JSON.parse(kept);
    return id && typeof value?.text === "string" ? { ...value, key, moment: momentOf(key), id } : null;
  } catch {
    return null;
  }
}

/** Of all keys of a kind, whosever and in whatever room, only the newest `most` stay, and those that do not `matter`. */
export function forgetOldest(kind, most, matter = () => true) {
  const keys = browser.keys(`${kind}:`).filter((key) => matter(momentOf(key)));
  const oldestFirst = keys.toSorted((one, other) => momentOf(one) - momentOf(other));
  for (const key of oldestFirst.slice(0, -most)) browser.remove(key);
}
