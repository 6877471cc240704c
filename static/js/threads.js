// Threads on the room's page: the line below a first message, the drawer, the count in the sidebar. Only room.js makes one.

import { noteInDrawer, openDrawer, openedAs } from "./drawer.js";
import { requote, setThread, setThreadUnread } from "./quote.js";
import { countText, text } from "./texts.js";
import { Thread } from "./thread.js";

const NAME = "thread";

export class Threads {
  #log;
  #room;
  #open = null;
  #unsent = [];

  /**
   * `room` has `send(text, reply)`, which takes a reply over, `takes()`: whether one may write, `waiting(entry)`: the item of
   * a text in the outbox, `made(item)` for every message that comes into the drawer, `left(content)` for what goes from it, `again(event)` for marks that were told
   * while a thread was on its way, and `listen(field, last)` for a field in which ArrowUp edits what one said last.
   */
  constructor({ log, ...room }) {
    this.#log = log;
    this.#room = room;
  }

  /** Whether an item stands in the drawer's thread. */
  holds(item) {
    return Boolean(this.#open?.content.contains(item));
  }

  /** Whether one may write to the thread that is open. */
  get takes() {
    return Boolean(this.#open?.composer.takes);
  }

  /** The next thing that one writes goes to the thread that is open. */
  answer() {
    this.#open?.composer.focus();
  }

  /** Whether one may write may be something else now. */
  stands() {
    this.#open?.stands();
  }

  /** Nothing can be sent here any more. */
  end() {
    this.#open?.composer.end();
  }

  /** Shows the thread of a message in the drawer. */
  open(id) {
    const thread = new Thread(id, this.#room);
    openDrawer({
      name: NAME,
      heading: text("thread"),
      content: thread.content,
      below: thread.composer.form,
      closed: () => {
        thread.close();
        if (this.#open === thread) this.#open = null;
      },
    });
    this.#open = thread;
    thread.showUnsent(this.#unsent);
  }

  /** A line of the room's log that is about a message. May be asked again for the same line. */
  happened(event) {
    const { type, id, thread } = event;
    if (type === "edited" && !event.deleted) requote(id, event.excerpt ?? "");
    if (type === "deleted" || event.deleted) requote(id, "");
    const item = thread && this.#log.item(thread.id);
    if (item) setThread(item, thread);
  }

  /** The same for the drawer, once. */
  hear(event) {
    this.#open?.hear(event);
  }

  /** How a thread stands that the reader follows. */
  told(frame) {
    const item = this.#log.item(frame.id);
    if (item) setThreadUnread(item, frame.unread);
    if (this.#open?.id === frame.id) this.#open.follow(frame);
    showCount(frame.unread_threads);
  }

  /** What waits in the outbox. */
  showUnsent(entries) {
    this.#unsent = entries;
    this.#open?.showUnsent(entries);
  }

  /** Much has happened that nobody told: what is shown is loaded anew. */
  reload() {
    if (this.#open && openedAs() === NAME) this.open(this.#open.id);
    else noteInDrawer("");
  }
}

function showCount(threads) {
  const count = document.getElementById("threads-count");
  count.hidden = threads === 0;
  const [number, label] = count.children;
  number.textContent = threads;
  label.textContent = countText("threads-unread", threads);
}
