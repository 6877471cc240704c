// Edits, deletions, reactions and pins that are not acknowledged yet. They are kept for good (kept.js) and sent one after the other, in
// the order in which they were asked for, with the same nonce on every try: each is done once. All tabs of a room share
// them, and what two tabs send is done once all the same. Only room.js makes one of these.

import { freshId, keyOf, list, prefixOf } from "./kept.js";
import { idOf, showChange } from "./message.js";
import { itemsOf } from "./message_marks.js";
import { browser, follow } from "./storage.js";
import { text } from "./texts.js";
import { isOld } from "./unsent.js";

const KIND = "change";
const PATIENCE_MS = 5_000;
const BUSY_MS = 2_000;
/** Refusals that pass by themselves; other codes do where `retry_ms` says so. */
const PASSING = ["unavailable", "rate_limited"];
/** What leaves the text of a message as it is. */
const MARKS = ["react", "pin"];

export class Changes {
  #send;
  #doubt;
  #refused;
  /** Not before room.js has this object. */
  #marked = () => {};
  /** The nonce of what has no answer yet. */
  #flight = null;
  #timer = 0;

  /**
   * `send(command)` says whether there is a connection; `doubt()` is told when an answer is long in coming;
   * `refused(change, reason)` takes back what cannot be done: `type`, `target` (the message's id) and `text` of it, the
   * emoji of a reaction; `marked(target)` is told where other reactions and pins wait for a message, or (without it) for any.
   */
  constructor({ send, doubt, refused, marked }) {
    this.#send = send;
    this.#doubt = doubt;
    this.#refused = refused;
    this.#dressAll();
    this.#marked = marked;
    follow(() => prefixOf(KIND), () => this.#dressAll());
  }

  edit(target, written) {
    this.#add({ type: "edit", target, text: written });
  }

  delete(target) {
    this.#add({ type: "delete", target, text: "" });
  }

  /** Adds or takes away (`op`) a reaction or a pin. What waits and is taken back is never sent. */
  mark({ type, target, text: emoji, op }) {
    const same = (change) => change.type === type && change.target === target && change.text === emoji;
    const last = list(KIND).findLast(same);
    if (last && last.id !== this.#flight) {
      browser.remove(last.key);
      if (last.op !== op) return this.#dress(target);
    }
    this.#add({ type, target, text: emoji, op });
  }

  /** The last edit or deletion of a message that waits. */
  waiting(target) {
    return list(KIND).findLast((change) => change.target === target && !MARKS.includes(change.type));
  }

  /** The reactions and pins that wait for a message, or for any, the first first. */
  marks(target) {
    return list(KIND).filter((change) => MARKS.includes(change.type) && (!target || change.target === target));
  }

  /** Sends the first that waits; the connection may be new. */
  flush() {
    this.lost();
    const [next] = list(KIND);
    if (!next) return;
    if (isOld(next.moment)) return this.#giveBack(next, text("change-old"));
    if (!this.#send(commandOf(next))) return;
    this.#flight = next.id;
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
    // A mute may last for days.
    if (PASSING.includes(code) || (retryMs && code !== "muted")) {
      this.#timer = setTimeout(() => this.flush(), retryMs ?? BUSY_MS);
      return;
    }
    const change = list(KIND).find(({ id }) => id === nonce);
    // What is gone already need not be deleted, and takes no reaction.
    if (change && change.type !== "edit" && code === "not_found") this.#drop(change);
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
    this.#marked();
    for (const item of document.querySelectorAll(".message-pending[data-seq]")) this.dress(item);
    for (const { target } of list(KIND)) this.#dress(target);
  }

  #dress(target) {
    this.#marked(target);
    for (const item of itemsOf(target)) this.dress(item);
  }

  /** Shows on a message what waits for it. */
  dress(item) {
    const change = this.waiting(idOf(item));
    showChange(item, item.matches(".message-deleted") ? undefined : change);
  }
}

function commandOf({ type, target, text: written, op, id: nonce }) {
  const command = { type, nonce, id: target };
  if (type === "edit") return { ...command, message: written };
  if (type === "react") return { ...command, emoji: written, op };
  return type === "pin" ? { ...command, op } : command;
}
