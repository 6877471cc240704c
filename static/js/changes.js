// Edits and deletions that are not acknowledged yet. They are kept for good (kept.js) and sent one after the other, in
// the order in which they were asked for, with the same nonce on every try: each is done once. All tabs of a room share
// them, and what two tabs send is done once all the same. Only room.js makes one of these.

import { freshId, keyOf, list, prefixOf } from "./kept.js";
import { idOf, showChange } from "./message.js";
import { browser, follow } from "./storage.js";
import { text } from "./texts.js";
import { isOld } from "./unsent.js";

const KIND = "change";
const PATIENCE_MS = 5_000;
const BUSY_MS = 2_000;
/** Refusals that pass by themselves; other codes do where `retry_ms` says so. */
const PASSING = ["unavailable", "rate_limited"];

export class Changes {
  #log;
  #send;
  #doubt;
  #refused;
  /** The nonce of what has no answer yet. */
  #flight = null;
  #timer = 0;

  /**
   * `send(command)` says whether there is a connection; `doubt()` is told when an answer is long in coming;
   * `refused(change, reason)` takes back what cannot be done: `type`, `target` (the message's id) and `text` of it.
   */
  constructor({ log, send, doubt, refused }) {
    this.#log = log;
    this.#send = send;
    this.#doubt = doubt;
    this.#refused = refused;
    this.#dressAll();
    follow(prefixOf(KIND), () => this.#dressAll());
  }

  edit(target, written) {
    this.#add({ type: "edit", target, text: written });
  }

  delete(target) {
    this.#add({ type: "delete", target, text: "" });
  }

  /** The last change of a message that waits. */
  waiting(target) {
    return list(KIND).findLast((change) => change.target === target);
  }

  /** Sends the first that waits; the connection may be new. */
  flush() {
    this.lost();
    const [next] = list(KIND);
    if (!next) return;
    if (isOld(next.moment)) return this.#giveBack(next, text("change-old"));
    const { type, target, text: written, id: nonce } = next;
    const command = type === "edit" ? { type, nonce, id: target, message: written } : { type, nonce, id: target };
    if (!this.#send(command)) return;
    this.#flight = nonce;
    this.#timer = setTimeout(this.#doubt, PATIENCE_MS);
  }

  /** The connection is lost: what was on its way waits for the next one. */
  lost() {
    clearTimeout(this.#timer);
    this.#flight = null;
  }

  /** Done. The message looks so when its event has come; `shown` says that it has. False where it is no change. */
  acknowledge({ nonce }, shown) {
    const change = list(KIND).find(({ id }) => id === nonce);
    if (change) browser.remove(change.key);
    if (change && shown) this.#dress(change.target);
    const mine = nonce === this.#flight;
    if (mine) this.flush();
    return mine || Boolean(change);
  }

  /** The event of a change has come: somebody's, perhaps one's own. */
  happened({ id }) {
    this.#dress(id);
  }

  /** Refused: for a while, or for good. */
  refuse({ nonce, code, detail, retry_ms: retryMs }) {
    if (!nonce || nonce !== this.#flight) return;
    clearTimeout(this.#timer);
    if (PASSING.includes(code) || retryMs) {
      this.#timer = setTimeout(() => this.flush(), retryMs ?? BUSY_MS);
      return;
    }
    const change = list(KIND).find(({ id }) => id === nonce);
    // What is gone already need not be deleted.
    if (change?.type === "delete" && code === "not_found") this.#drop(change);
    else if (change) this.#giveBack(change, detail);
    else this.flush();
  }

  #add(change) {
    // Two of one millisecond, or a clock that was set back, do not change the order.
    const last = list(KIND).at(-1)?.moment ?? 0;
    browser.set(keyOf(KIND, Math.max(Date.now(), last + 1), freshId()), JSON.stringify(change));
    this.#dress(change.target);
    if (!this.#flight) this.flush();
  }

  #giveBack(change, reason) {
    this.#drop(change);
    this.#refused(change, reason);
  }

  #drop({ key, target }) {
    browser.remove(key);
    this.#dress(target);
    this.flush();
  }

  #dressAll() {
    for (const item of this.#log.pending()) this.dress(item);
    for (const { target } of list(KIND)) this.#dress(target);
  }

  #dress(target) {
    const item = this.#log.item(target);
    if (item) this.dress(item);
  }

  /** Shows on a message what waits for it. */
  dress(item) {
    const change = this.waiting(idOf(item));
    showChange(item, item.matches(".message-deleted") ? undefined : change);
  }
}
