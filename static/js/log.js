// The messages on the page: each once, in the order of the room; after them those that are not stored yet.

import { renameDays, settle } from "./blocks.js";
import { dressBody } from "./body.js";
import { data } from "./data.js";
import { adopt, bury, show, storedItem } from "./message.js";
import { showLast } from "./quote.js";
import { dayOf, showClock } from "./time.js";
import { setReach } from "./walk.js";

const STORED = ":scope > .message[data-seq]";
const UNSTORED = ":scope > .message:not([data-seq])";

export class Log {
  #list;
  #seqs;
  #made;
  #today = dayOf(new Date());
  /** Whether the room's first message is here, and whether its last one is. */
  fromStart = !data.has_before;
  toEnd = !data.has_after;

  /**
   * `list` holds what the server rendered: times and days are told again in the reader's zone.
   * `made(item)` is told of every stored message that comes into the log later.
   */
  constructor(list, made) {
    this.#list = list;
    this.#made = made;
    this.#seqs = new Set(this.#stored().map((item) => Number(item.dataset.seq)));
    for (const item of this.#stored()) adopt(item);
    for (const time of list.querySelectorAll(".message-time time")) showClock(time);
    for (const time of list.querySelectorAll(".message-thread-last")) showLast(time);
    dressBody(list);
    for (const day of list.querySelectorAll(".day")) day.remove();
    for (const item of this.#stored()) {
      setReach(item, -1);
      settle(item);
    }
    setInterval(() => this.#newDay(), 30_000);
  }

  get oldest() {
    return Number(this.#stored()[0]?.dataset.seq ?? 0);
  }

  get newest() {
    return Number(this.last?.dataset.seq ?? 0);
  }

  /** The newest stored message on the page. */
  get last() {
    return this.#stored().at(-1);
  }

  /** Stored messages after a seq, oldest first. */
  after(seq) {
    return this.#stored().filter((item) => Number(item.dataset.seq) > seq);
  }

  /** Whether nothing is missing between a seq and the messages on the page. */
  reaches(seq) {
    return this.fromStart || this.oldest <= seq;
  }

  isUnread(item) {
    return item.dataset.user !== data.user.id && !item.classList.contains("message-deleted");
  }

  /** The first message of somebody else after a seq; null where it is not on the page. */
  firstUnread(seq) {
    if (!this.reaches(seq)) return null;
    return this.after(seq).find((item) => this.isUnread(item)) ?? null;
  }

  has(seq) {
    return this.#seqs.has(seq);
  }

  item(id) {
    return document.getElementById(`message-${id}`);
  }

  /** Adds a stored message after the others; false where it is already there. */
  append(message) {
    const item = this.#make(message);
    if (!item) return false;
    const unstored = this.#list.querySelector(UNSTORED);
    this.#list.insertBefore(item, unstored);
    settle(item);
    if (unstored) settle(unstored);
    this.#made(item);
    return true;
  }

  /** Adds a page of older messages, oldest first, before the first one. */
  prepend(messages) {
    const first = this.#list.querySelector(":scope > .message");
    const items = messages.map((message) => this.#make(message)).filter(Boolean);
    this.#list.prepend(...items);
    for (const item of items) settle(item);
    if (first) settle(first);
    for (const item of items) this.#made(item);
  }

  /** Adds an item that is not stored yet, at the very end. */
  place(item) {
    this.#list.append(item);
    settle(item);
  }

  /** Takes such an item away again. */
  take(item) {
    const next = item.nextElementSibling;
    if (item.previousElementSibling?.matches(".day")) item.previousElementSibling.remove();
    item.remove();
    if (next) settle(next.matches(".day") ? next.nextElementSibling : next);
  }

  /** The newest message of somebody. */
  lastOf(userId) {
    return this.#stored().findLast((item) => item.dataset.user === userId && !item.matches(".message-deleted"));
  }

  edit(event) {
    const item = this.item(event.id);
    if (!item) return;
    // Replayed, and deleted since.
    if (event.deleted) bury(item);
    else show(item, event, true);
  }

  remove({ id }) {
    const item = this.item(id);
    if (item) bury(item);
  }

  /** Forgets all stored messages; what is not stored stays. */
  clear() {
    this.#seqs.clear();
    for (const item of this.#list.querySelectorAll(`${STORED}, :scope > .day`)) item.remove();
  }

  #stored() {
    return Array.from(this.#list.querySelectorAll(STORED));
  }

  #make(message) {
    if (this.#seqs.has(message.seq)) return null;
    this.#seqs.add(message.seq);
    return storedItem(message);
  }

  #newDay() {
    const today = dayOf(new Date());
    if (today !== this.#today) renameDays(this.#list);
    this.#today = today;
  }
}
