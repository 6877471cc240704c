// What was written and is not yet acknowledged, sent one after the other, so that it is stored in the order in which it
// was written. It is kept in the browser (unsent.js) until it is acknowledged, so it survives the tab and goes out from
// whichever tab of the room is open next.
//
// All tabs of a room share one outbox, and any may send: each sends the oldest text, and the next when that is settled.
// So a text never overtakes an older one, whoever sends; and one that two tabs send has one nonce, and is stored once.
// The lock (turn.js) only spares the second try: without it, on plain http, nothing is lost, doubled or out of order.
// Several texts at once on the way would be faster, but when the first is refused for a while (`rate_limited`) the second
// may be taken, and stands before it for ever.

import { data } from "./data.js";
import { prefixOf } from "./kept.js";
import { Pending } from "./pending.js";
import { text } from "./texts.js";
import { takeTurn } from "./turn.js";
import { dropUnsent, followUnsent, keepUnsent, listUnsent, noteUnsent } from "./unsent.js";

const PATIENCE_MS = 5_000;
const BUSY_FROM_MS = 1_000;
const BUSY_TO_MS = 10_000;
/** Refusals that pass by themselves; other codes do where `retry_ms` says so. */
const PASSING = ["unavailable", "rate_limited", "slow_mode"];
/** Says until when it lasts, which may be days: the writer decides then. */
const LASTING = "muted";

export class Outbox {
  #log;
  #send;
  #doubt;
  #pending = new Map();
  /** The same texts where they stand beside the log, too. */
  #beside = new Map();
  #tried = new Set();
  /** The text that has no answer yet: its nonce, and `answered(whether)`, to be called when it has one, or gets none. */
  #flight = null;
  #flushing = false;
  #wanted = false;
  #pace = 0;
  #busy = 0;
  #closed = false;
  #shown;

  /**
   * `send(command)` says whether there is a connection; `doubt()` is told when an answer is long in coming; `shown()` is
   * called when what waits may be something else.
   */
  constructor({ log, send, doubt, shown = () => {} }) {
    this.#shown = shown;
    this.#log = log;
    this.#send = send;
    this.#doubt = doubt;
    this.#show();
    followUnsent(() => this.flush());
  }

  /** Takes a text over: it stands in the log at once, and goes out as soon as it can. Returns its nonce. */
  add(written, reply) {
    const nonce = keepUnsent(written, reply);
    this.flush();
    return nonce;
  }

  /** Sends what waits, in order. Ask again when there is a new connection. */
  async flush() {
    this.#show();
    this.#wanted = true;
    if (this.#flushing) return;
    this.#flushing = true;
    while (this.#wanted) {
      this.#wanted = false;
      const gone = this.#first() && (await takeTurn(prefixOf("outbox"), () => this.#sendFirst()));
      this.#wanted ||= gone;
    }
    this.#flushing = false;
    this.#pace = 0;
  }

  /** The connection is lost: what was on its way waits for the next one. */
  lost() {
    this.#flight?.answered(false);
    this.#show();
  }

  /** Stored. The item stays until the message itself arrives; `gone` says that it has, or will not. */
  acknowledge({ nonce, event }, gone) {
    const pending = this.#settle(nonce);
    if (!pending) return;
    if (gone) this.#log.take(pending.item);
    else pending.stored(event);
  }

  /** The message has arrived, live with its nonce or replayed without: the pending item goes. */
  arrived({ nonce, seq, message, user }) {
    const item =
      this.#settle(nonce)?.item ??
      document.querySelector(`[data-stored="${seq}"]`) ??
      (!nonce && user.id === data.user.id && this.#doubtful(message));
    if (item) this.#log.take(item);
  }

  /** Refused: for a while, or until the writer decides. */
  refuse({ nonce, code, detail, retry_ms: retryMs }) {
    const flight = this.#flight;
    // An error without a nonce is about no text.
    if (!flight || flight.nonce !== nonce) return;
    if (PASSING.includes(code) || (retryMs && code !== LASTING)) return this.#pause(code, retryMs);
    const entry = this.#entry(nonce);
    if (entry) noteUnsent(entry, { code, detail });
    flight.answered(true);
    const item = this.#pending.get(nonce)?.item;
    if (item && !item.isConnected) this.#log.place(item);
    this.#show({ aloud: true });
  }

  /** The item of a text that waits, as it looks now, for a place beside the log: it is the same every time. */
  itemBeside(entry) {
    const pending = this.#beside.get(entry.nonce) ?? this.#pendingFor(entry);
    this.#beside.set(entry.nonce, pending);
    this.#showOne(entry, pending, false);
    return pending.item;
  }

  /** Nothing can be sent here any more; what is kept is sent when the room opens again. */
  close() {
    this.#closed = true;
    this.lost();
  }

  /**
   * The item of a text that was sent and not answered, where a replayed message of the same words is most likely it: it
   * does not stand there twice until the answer comes. What is kept does not change by that, and is sent again.
   */
  #doubtful(message) {
    const entry = listUnsent().find(({ nonce, text }) => this.#tried.has(nonce) && text.trim() === message);
    return this.#pending.get(entry?.nonce)?.item;
  }

  #entry(nonce) {
    return listUnsent().find((entry) => entry.nonce === nonce);
  }

  #first() {
    return listUnsent().find(({ refused, old }) => !refused && !old);
  }

  /** Sends the first text and waits for its answer; false where there is nothing to send, or no connection. */
  async #sendFirst() {
    if (this.#pace) await new Promise((resolve) => setTimeout(resolve, this.#pace));
    const entry = this.#first();
    if (!entry || this.#closed) return false;
    const command = { type: "message", nonce: entry.nonce, message: entry.text };
    if (entry.reply) command.reply_to = entry.reply.id;
    if (!this.#send(command)) return false;
    return new Promise((resolve) => {
      const timer = setTimeout(this.#doubt, PATIENCE_MS);
      const answered = (whether) => {
        clearTimeout(timer);
        if (this.#flight?.answered === answered) this.#flight = null;
        resolve(whether);
      };
      this.#tried.add(entry.nonce);
      this.#flight = { nonce: entry.nonce, answered, timer };
      this.#show();
    });
  }

  /** The same text again after a while. The server tells how long its own limits last; a busy disk is asked less often. */
  #pause(code, retryMs) {
    const { answered, timer } = this.#flight;
    clearTimeout(timer);
    // Twenty refusals in a minute end the connection: the texts behind it come more slowly.
    if (code === "rate_limited") this.#pace = Math.min(this.#pace + (retryMs ?? 0), BUSY_TO_MS);
    const wait = retryMs ?? Math.min(BUSY_FROM_MS * 2 ** this.#busy, BUSY_TO_MS);
    this.#busy += 1;
    // A limit of the room is longer than a breath: the writer is told.
    if (code === "slow_mode") this.#flight.until = Date.now() + wait;
    this.#show();
    setTimeout(() => answered(true), wait);
  }

  /** A text is stored: it is kept no longer. Returns its pending item, which is the caller's from now on. */
  #settle(nonce) {
    const pending = this.#pending.get(nonce);
    const entry = pending && this.#entry(nonce);
    this.#pending.delete(nonce);
    this.#tried.delete(nonce);
    if (entry) {
      dropUnsent(entry);
      this.#shown(listUnsent());
    }
    if (nonce && this.#flight?.nonce === nonce) {
      this.#busy = 0;
      this.#flight.answered(true);
    }
    return pending;
  }

  /** Brings the log to what is kept. */
  #show({ aloud = false } = {}) {
    const entries = listUnsent();
    const kept = new Set(entries.map(({ nonce }) => nonce));
    for (const [nonce, { item }] of this.#pending) {
      if (kept.has(nonce)) continue;
      this.#pending.delete(nonce);
      this.#log.take(item);
    }
    for (const nonce of this.#beside.keys()) if (!kept.has(nonce)) this.#beside.delete(nonce);
    for (const entry of entries) this.#showOne(entry, this.#pending.get(entry.nonce) ?? this.#place(entry), aloud);
    this.#shown(entries);
  }

  #place(entry) {
    const pending = this.#pendingFor(entry);
    this.#pending.set(entry.nonce, pending);
    this.#log.place(pending.item);
    return pending;
  }

  #pendingFor(entry) {
    const { nonce } = entry;
    return new Pending(entry, { retry: () => this.#retry(nonce), discard: () => this.#discard(nonce) });
  }

  #showOne({ nonce, reply, refused, old }, pending, aloud) {
    if (refused && isAboutReply({ reply, refused })) pending.fails(text("reply-without"), { retry: !this.#closed, aloud });
    else if (refused) pending.fails(text("failed-because", { reason: refused.detail }), { retry: !this.#closed, aloud });
    else if (old) pending.fails(text("failed-old"), { retry: !this.#closed, aloud });
    else if (this.#closed) pending.fails(text("failed"), { retry: false, aloud });
    else if (nonce === this.#flight?.nonce && this.#flight.until) pending.rests(new Date(this.#flight.until));
    else if (nonce === this.#flight?.nonce) pending.sends();
    else pending.waits();
  }

  /** A refused text was not stored, and keeps nonce and place; one whose nonce is spent goes out as a new one. */
  #retry(nonce) {
    const entry = this.#entry(nonce);
    if (!entry) return this.#show();
    if (entry.old || entry.refused?.code === "conflict") {
      keepUnsent(entry.text, entry.reply);
      dropUnsent(entry);
    } else noteUnsent(isAboutReply(entry) ? { ...entry, reply: undefined } : entry);
    this.flush();
  }

  #discard(nonce) {
    const entry = this.#entry(nonce);
    if (entry) dropUnsent(entry);
    this.#show();
  }
}

/** The message that it answers is gone. */
function isAboutReply({ reply, refused }) {
  return Boolean(reply) && refused?.code === "not_found";
}
