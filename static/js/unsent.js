// The texts that this browser keeps until they are stored: one outbox for all tabs of a user in a room, oldest first.
// Only outbox.js uses it, and all that it knows of a text is what is kept here, so tabs cannot come to differ.

import { forgetOldest, freshId, keyOf, list, prefixOf, read } from "./kept.js";
import { showMarks } from "./marks.js";
import { browser, follow } from "./storage.js";

const KIND = "outbox";
/** The server knows a nonce for 7 days (docs/protocol.md §2.2): after that, sent again is stored again. */
const NONCE_MS = 6 * 24 * 60 * 60 * 1000;
/** A clock that was set back by more says nothing about the age of what was written before. */
const CLOCK_MS = 60 * 60 * 1000;
/** Old texts that wait for their writers, over all rooms. Younger ones are never thrown away. */
const OLD_KEPT = 200;

/** Whether the server may have forgotten the nonce of a text of this moment. */
export function isOld(moment) {
  const age = Date.now() - moment;
  return !(age > -CLOCK_MS && age < NONCE_MS);
}

/**
 * All of them: `{ key, nonce, moment, text, reply, refused, old }`. `refused` says why one was not taken
 * (`code`, `detail`), `old` that it is not to be sent unasked.
 */
export function listUnsent() {
  return list(KIND).map((entry) => ({ ...entry, nonce: entry.id, old: isOld(entry.moment) }));
}

/** Keeps a new text, behind all others; `reply` says what it answers (replies.js). Returns its nonce. */
export function keepUnsent(text, reply) {
  // Two texts of one millisecond, or a clock that was set back a little, do not change the order.
  const last = listUnsent().findLast(({ old }) => !old)?.moment ?? 0;
  const nonce = freshId();
  browser.set(keyOf(KIND, Math.max(Date.now(), last + 1), nonce), JSON.stringify({ text, reply }));
  showMarks();
  return nonce;
}

/** Notes that a text was refused; without `refused`, that it is to be tried again. */
export function noteUnsent({ key, text, reply }, refused) {
  // Another tab may have discarded it meanwhile.
  if (read(key)) browser.set(key, JSON.stringify({ text, reply, refused }));
}

/** Stored, or discarded. */
export function dropUnsent({ key }) {
  browser.remove(key);
  showMarks();
}

/** Hears that another tab has changed something. */
export function followUnsent(hear) {
  follow(() => prefixOf(KIND), hear);
}

forgetOldest(KIND, OLD_KEPT, isOld);
