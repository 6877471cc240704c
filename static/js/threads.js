// Threads on the room's page: the line below a first message, and the drawer. Only room.js makes one.

import { readThread } from "./api.js";
import { noteInDrawer, openDrawer, openedAs } from "./drawer.js";
import { idOf } from "./message.js";
import { requote, setThread, setThreadUnread } from "./quote.js";
import { text } from "./texts.js";
import { Thread } from "./thread.js";

const NAME = "thread";

export class Threads {
  #log;
  #room;
  #open = null;
  #unsent = [];
  /** How far threads are read of which the server has not said that it knows: by their ids. */
  #untold = new Map();

  /**
   * `room` has `send(text, reply)`, which takes a reply over, `takes()`: whether one may write, `waiting(entry)`: the item of
   * a text in the outbox, `made(item)` for every message that comes into the drawer, `left(content)` for what goes from it, `again(event)` for marks that were told
   * while a thread was on its way, and `listen(field, last)` for a field in which ArrowUp edits what one said last.
   */
  constructor({ log, ...room }) {
    this.#log = log;
    this.#room = { ...room, read: (id, upto) => this.#tell(id, upto) };
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

  /** How a thread stands that the reader follows. May be asked again for the same line. */
  told({ id, unread }) {
    const item = this.#log.item(id);
    if (item) setThreadUnread(item, unread);
  }

  /** The same for the drawer, once. */
  follow(frame) {
    if (this.#open?.id === frame.id) this.#open.follow(frame);
  }

  /** What is unread of all threads, as `whenThreadsAreListed` tells it. May be asked again. */
  listed(unreadOf) {
    for (const item of this.#log.after(0)) {
      const unread = unreadOf(idOf(item));
      if (unread !== undefined) setThreadUnread(item, unread);
    }
    const unread = unreadOf(this.#open?.id);
    if (unread !== undefined) this.#open?.counted(unread);
  }

  /** There is a connection: what was read without one is told. */
  connected() {
    for (const [id, upto] of this.#untold) this.#tell(id, upto);
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

  async #tell(id, upto) {
    this.#untold.set(id, upto);
    try {
      await readThread(id, upto);
      if (this.#untold.get(id) === upto) this.#untold.delete(id);
    } catch {
      // The next connection tells it.
    }
  }
}
