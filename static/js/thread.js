// One thread in the drawer: its first message, its replies, live, with the reader's own mark and a composer of its own.
// What is sent goes through the room's outbox, as a reply to the first message. Only threads.js makes one.

import { thread as loadThread } from "./api.js";
import { data } from "./data.js";
import { noteInDrawer } from "./drawer.js";
import { bury, show, storedItem } from "./message.js";
import { setThread } from "./quote.js";
import { Reading } from "./reading.js";
import { targetOf } from "./replies.js";
import { isOwn } from "./standing.js";
import { countText, text } from "./texts.js";
import { ThreadComposer } from "./thread_composer.js";

/** Pages of a thread that are loaded at once; the rest has a page of its own. */
const PAGES = 20;
const body = document.getElementById("drawer-body");

export class Thread {
  #first = document.createElement("ol");
  #replies = document.createElement("ol");
  #unsent = document.createElement("ol");
  #note = document.createElement("p");
  #seqs = new Set();
  #arrivals = [];
  #loaded = false;
  /** Whether there are replies behind those that are here: what comes then is behind a gap, and neither shown nor read. */
  #hasAfter = false;
  #reading = null;
  #closed = false;
  #room;
  /** What the drawer shows. */
  content = document.createElement("div");
  composer;

  /** `id` is any message of the thread; `room` is that of threads.js. */
  constructor(id, room) {
    this.id = id;
    this.#room = room;
    this.content.className = "thread";
    this.#first.className = "messages thread-first";
    this.#replies.className = "messages thread-replies";
    this.#replies.ariaLive = "polite";
    this.#unsent.className = "messages thread-unsent";
    this.#note.className = "drawer-empty";
    this.content.append(this.#first, this.#replies, this.#unsent, this.#note);
    this.composer = new ThreadComposer((written) => {
      room.send(written, this.#target);
      this.#toEnd();
    });
    room.listen(this.composer.field, () => this.#last());
    this.#load();
  }

  /** A line of the room's log, if it is about this thread. */
  hear(event) {
    if (!this.#loaded) return void this.#arrivals.push(event);
    const { type, id, thread } = event;
    const atEnd = body.scrollHeight - body.scrollTop - body.clientHeight < 48;
    const isReply = type === "message" && thread?.id === this.id && !this.#hasAfter;
    if (isReply && event.reply_to) this.#add(event);
    const item = this.#item(id);
    if (item && type === "edited") event.deleted ? bury(item) : show(item, event, true);
    if (item && type === "deleted") bury(item);
    if (item) this.#unquote(item);
    if (item && id === this.id && type !== "message") this.#aim(item);
    if (thread?.id === this.id && !this.#hasAfter) this.#count(thread.replies);
    if (atEnd && isReply) this.#toEnd();
    this.#reading?.look();
  }

  /** Read in another window, or a reply has come: what the server has counted. */
  follow({ last_read: upto, unread }) {
    if (!this.#reading) this.#read(upto);
    this.#reading.known(upto);
    this.counted(unread);
    this.#reading.look();
  }

  /** How many replies the server counts as unread. */
  counted(unread) {
    noteInDrawer(unread ? countText("unread", unread) : "");
  }

  /** What waits in the outbox for this thread. */
  showUnsent(entries) {
    const mine = entries.filter(({ reply }) => reply?.id === this.id);
    const items = mine.map((entry) => this.#room.waiting(entry));
    for (const item of items) this.#unquote(item);
    const there = this.#unsent.children;
    const more = items.length > there.length;
    for (const item of Array.from(there)) if (!items.includes(item)) item.remove();
    // One that stands in its place is not moved, or it would lose the focus.
    items.forEach((item, at) => there[at] !== item && this.#unsent.insertBefore(item, there[at] ?? null));
    if (more) this.#toEnd();
  }

  /** Whether one may write here may be something else now. */
  stands() {
    const first = this.#item(this.id);
    this.composer.open(Boolean(first) && !first.matches(".message-deleted") && this.#room.takes(), this.id);
  }

  close() {
    this.#closed = true;
    this.#room.left(this.content);
    this.#reading?.stop();
    this.composer.close();
  }

  async #load() {
    let page;
    const messages = [];
    try {
      for (let pages = 0; pages < PAGES && page?.has_after !== false; pages += 1) {
        page = await loadThread(this.id, messages.at(-1)?.seq ?? 0);
        messages.push(...page.messages);
      }
    } catch {
      // Those that came are shown, with the way to the others.
    }
    if (this.#closed) return;
    if (page) this.#fill(page, messages);
    else this.#fails();
  }

  #fill(page, messages) {
    this.id = page.first.id;
    this.#hasAfter = page.has_after;
    this.#note.hidden = true;
    const first = this.#make(page.first);
    // Its replies stand below it.
    setThread(first, null);
    this.#first.replaceChildren(first);
    this.#aim(first);
    for (const message of messages) this.#add(message);
    this.#count(page.first.thread?.replies ?? messages.filter(({ deleted }) => !deleted).length);
    if (page.has_after) this.#more();
    this.#loaded = true;
    for (const event of this.#arrivals.splice(0)) {
      this.hear(event);
      this.#room.again(event);
    }
    if (page.last_read !== null) this.#read(page.last_read);
    const unread = page.last_read === null ? null : this.#after(page.last_read).find((item) => isUnread(item));
    if (unread) unread.scrollIntoView({ block: "center" });
    else this.#toEnd();
    this.counted(page.unread);
  }

  #fails() {
    this.#note.hidden = false;
    const retry = document.createElement("button");
    retry.className = "button";
    retry.type = "button";
    retry.textContent = text("retry");
    retry.addEventListener("click", () => this.#load());
    this.#note.replaceChildren(`${text("thread-failed")} `, retry);
  }

  #more() {
    const link = document.createElement("a");
    link.href = `${data.path}/threads/${this.id}?after=${this.#replies.lastElementChild.dataset.seq}`;
    link.textContent = text("thread-more");
    this.#note.hidden = false;
    this.#note.replaceChildren(link);
  }

  /** How far one has read: what was on screen in a visible window, as in the log. */
  #read(upto) {
    const seen = {
      toEnd: false,
      reaches: () => true,
      after: (seq) => this.#after(seq),
      isUnread,
    };
    this.#reading = new Reading({
      log: seen,
      frame: body,
      upto,
      tell: (seq) => this.#room.read(this.id, seq),
      head: () => Number(this.#replies.lastElementChild?.dataset.seq ?? 0),
      isAway: () => document.hidden || this.#closed,
      moved: () => {},
    });
    this.#reading.look();
  }

  #after(seq) {
    return Array.from(this.#replies.children).filter((item) => Number(item.dataset.seq) > seq);
  }

  #item(id) {
    return this.content.querySelector(`.message[data-id="${id}"]`);
  }

  #add(message) {
    if (this.#seqs.has(message.seq)) return;
    this.#seqs.add(message.seq);
    this.#replies.append(this.#make(message));
  }

  #make(message) {
    const item = storedItem(message, "thread-");
    this.#unquote(item);
    this.#room.made(item);
    return item;
  }

  /** What answers the first message says so by standing here. */
  #unquote(item) {
    const quote = item.querySelector(".message-quote");
    if (quote.dataset.quoted === this.id) quote.hidden = true;
  }

  /** The newest reply of the reader's own. */
  #last() {
    return Array.from(this.#replies.children).findLast((item) => isOwn(item) && !item.matches(".message-deleted"));
  }

  /** What is sent answers the first message, as it is now. */
  #aim(first) {
    this.#target = targetOf(first);
    this.stands();
  }

  #count(replies) {
    if (replies) this.#note.hidden = true;
    else {
      this.#note.hidden = false;
      this.#note.textContent = text("thread-empty");
    }
  }

  #toEnd() {
    requestAnimationFrame(() => (body.scrollTop = body.scrollHeight));
  }

  /** What one's own replies answer: the first message. */
  #target = null;
}

function isUnread(item) {
  return !isOwn(item) && !item.matches(".message-deleted");
}

