// What the reader has not read of this room: the line, the bar that leads to it, and how far the reading has come.

import { refreshCounts, setCounts, unreadHere } from "./counts.js";
import { data } from "./data.js";
import { Reading } from "./reading.js";
import { countText } from "./texts.js";
import { UnreadLine } from "./unread_line.js";

/** As long as what arrives on screen takes to be told as read: until then its count would only flash up. */
const SETTLE_MS = 1_500;
const bar = document.getElementById("unread-bar");
const [jump, read] = bar.children;

export class Unread {
  #log;
  #viewport;
  #history;
  #line;
  #reading;
  #isAway;
  #activity = 0;
  /** The line stands below what the reader saw last: that is shown when the reader is back. */
  #left = false;

  /**
   * `send(command)` says whether there is a connection, `head()` is the newest seq that is on the page, `isAway()` says
   * whether what arrives is not seen to arrive.
   */
  constructor({ log, viewport, history, frame, send, head, isAway }) {
    this.#log = log;
    this.#viewport = viewport;
    this.#history = history;
    this.#isAway = isAway;
    const { last_read: lastRead = null, unread = 0 } = data.reading ?? {};
    this.#line = new UnreadLine(log, unread ? lastRead : null);
    const tell = (upto) => send({ type: "read", upto });
    const moved = () => this.#showBar();
    this.#reading = new Reading({ log, frame, upto: lastRead, tell, head, isAway, moved });
    jump.addEventListener("click", () => this.#jump());
    read.addEventListener("click", () => {
      this.#reading.all();
      this.#line.place(null);
    });
    document.addEventListener("visibilitychange", () => document.hidden || this.back());
  }

  /** The first unread message, where the page opens. */
  get item() {
    return this.#line.item;
  }

  /** Opens the log at the first unread message; where it is not in sight, also when it comes there. */
  open() {
    if (this.item) this.#viewport.showItem(this.item, "start");
    this.#left = this.#isAway();
  }

  /** A message is on the page: its own author has read everything; another's may be the first unread one. */
  arrived(message) {
    if (message.user.id === data.user.id) {
      this.#reading.wrote(message.seq);
      this.#line.place(null);
    } else if (this.#isAway() || !this.#viewport.atBottom) {
      const upto = this.#reading.upto;
      if (upto !== null && this.#log.firstUnread(upto) === this.#log.item(message.id)) {
        this.#line.place(upto);
        this.#left = this.#viewport.atBottom;
      }
    }
    this.#reading.look();
  }

  /** Too much was missed to be replayed: the line stands where the reader left, unless it stands further up. */
  missed() {
    const upto = this.#reading.upto;
    if (upto !== null && !this.#log.firstUnread(upto)) this.#line.place(upto);
  }

  /** The reader or the connection is back: who was at the end goes on where it was left. */
  back() {
    if (this.#isAway()) return;
    if (this.#left && this.item) this.#viewport.showItem(this.item, "start");
    this.#left = false;
    this.#reading.look();
  }

  joined(seq) {
    this.#reading.known(seq);
  }

  /** Pages came or went. */
  settle() {
    this.#line.settle();
    this.#reading.look();
  }

  /** What was read without a connection is told now; what was missed in other rooms is asked for. */
  async connected() {
    this.#reading.flush();
    await refreshCounts();
    this.#reading.look();
  }

  /** A `read` frame of any room. */
  follow(frame) {
    clearTimeout(this.#activity);
    setCounts(frame);
    if (frame.room !== data.room) return;
    this.#reading.follow(frame);
    if (frame.back) this.#line.place(frame.upto);
    this.#showBar();
  }

  /** An `activity` frame of any room. */
  hear(frame) {
    if (frame.room !== data.room) return setCounts(frame);
    clearTimeout(this.#activity);
    const show = () => {
      setCounts(frame);
      this.#showBar();
    };
    if (this.#isAway() || !this.#viewport.atBottom) show();
    else this.#activity = setTimeout(show, SETTLE_MS);
  }

  async #jump() {
    const upto = this.#reading.upto;
    try {
      if (!this.#log.reaches(upto)) await this.#history.open({ around: upto + 1 });
    } catch {
      // Not reached: the bar stays, to be pressed again.
      return;
    }
    this.#line.place(upto);
    if (this.item) this.#viewport.showItem(this.item, "start");
  }

  /** Shown while the first unread message is above the window. */
  #showBar() {
    const upto = this.#reading.upto;
    const unread = unreadHere();
    const first = upto !== null && unread > 0 && this.#log.reaches(upto) ? this.#log.firstUnread(upto) : null;
    const isAbove = first ? this.#viewport.isAbove(first) : unread > 0 && upto !== null && !this.#log.reaches(upto);
    bar.hidden = !isAbove;
    if (isAbove) jump.lastElementChild.textContent = countText("new-messages", unread);
  }
}
