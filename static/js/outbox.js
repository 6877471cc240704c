// What was written and is not yet acknowledged, sent one after the other, so that it is stored in the order in which
// it was written. Each text keeps its nonce: sent twice, it is stored once.

import { keepKey } from "./data.js";
import { pendingItem } from "./message.js";
import { tab } from "./storage.js";
import { text } from "./texts.js";

const KEY = `outbox:${keepKey}`;
const PATIENCE_MS = 5_000;
const failure = document.getElementById("failure-template").content.firstElementChild;

function freshNonce() {
  // Not `randomUUID`: browsers keep that from plain http, which a house's own network may use.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  #log;
  #send;
  #doubt;
  #entries = new Map();
  #timer = 0;
  #closed = false;

  /** `send(command)` says whether there is a connection; `doubt()` is told when an answer is long in coming. */
  constructor({ log, send, doubt }) {
    this.#log = log;
    this.#send = send;
    this.#doubt = doubt;
    for (const { nonce, message, at } of JSON.parse(tab.get(KEY) ?? "[]")) this.#put(nonce, message, at);
  }

  /** Takes a text over: it stands in the log at once, and goes out as soon as it can. */
  add(message) {
    const waiting = this.#next();
    const nonce = freshNonce();
    this.#put(nonce, message, new Date().toISOString());
    this.#keep();
    if (!waiting) this.flush();
  }

  /** Sends the first text that has no answer; the connection may be new. */
  flush() {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next) return;
    const [nonce, { message }] = next;
    if (this.#send({ type: "message", nonce, message })) this.#timer = setTimeout(this.#doubt, PATIENCE_MS);
  }

  /** Stored. The item stays until the message itself arrives; `shown` says that it has. */
  acknowledge({ nonce, event }, shown) {
    const entry = this.#entries.get(nonce);
    if (!entry) return;
    entry.item.classList.remove("message-pending");
    entry.item.dataset.stored = event;
    if (shown) this.#log.take(entry.item);
    this.#settled(nonce);
  }

  /** The message has arrived, live with its nonce or replayed without: the pending item goes. */
  arrived({ nonce, seq }) {
    const entry = this.#entries.get(nonce);
    const item = entry?.item ?? document.querySelector(`[data-stored="${seq}"]`);
    if (item) this.#log.take(item);
    if (entry) this.#settled(nonce);
  }

  /** Refused: for a while, or until the writer decides. */
  refuse({ nonce, detail, retry_ms: retryMs }) {
    if (!this.#entries.has(nonce)) return;
    clearTimeout(this.#timer);
    if (retryMs) this.#timer = setTimeout(() => this.flush(), retryMs);
    else this.#fail(nonce, detail);
  }

  /** Nothing can be sent here any more. */
  close() {
    this.#closed = true;
    for (const nonce of this.#entries.keys()) this.#fail(nonce);
  }

  #next() {
    return Array.from(this.#entries).find(([, entry]) => !entry.failed);
  }

  #put(nonce, message, at) {
    const item = pendingItem(message, at);
    this.#entries.set(nonce, { message, at, item, failed: false });
    this.#log.place(item);
  }

  #settled(nonce) {
    this.#entries.delete(nonce);
    this.#keep();
    this.flush();
  }

  #fail(nonce, reason) {
    const entry = this.#entries.get(nonce);
    if (entry.failed) return;
    entry.failed = true;
    entry.item.classList.add("message-failed");
    entry.item.append(this.#failure(nonce, reason));
    this.flush();
  }

  #failure(nonce, reason) {
    const note = failure.cloneNode(true);
    const sentence = reason ? text("failed-because", { reason }) : text("failed");
    note.querySelector(".message-failure-text").textContent = sentence;
    const retry = note.querySelector("[data-retry]");
    retry.hidden = this.#closed;
    retry.addEventListener("click", () => this.#retry(nonce));
    note.querySelector("[data-discard]").addEventListener("click", () => this.#discard(nonce));
    return note;
  }

  #retry(nonce) {
    const entry = this.#entries.get(nonce);
    entry.failed = false;
    entry.item.classList.remove("message-failed");
    entry.item.querySelector(".message-failure").remove();
    this.flush();
  }

  #discard(nonce) {
    this.#log.take(this.#entries.get(nonce).item);
    this.#settled(nonce);
  }

  #keep() {
    const kept = Array.from(this.#entries, ([nonce, { message, at }]) => ({ nonce, message, at }));
    if (kept.length) tab.set(KEY, JSON.stringify(kept));
    else tab.remove(KEY);
  }
}
