// What stands in the composer of this room, or of one of its threads, and is not sent, kept for good. A tab writes its own
// draft under its own key (kept.js), so two tabs that write in one place keep both; a new tab goes on with the newest one.
// Only writing.js uses it.

import { forgetOldest, freshId, keyOf, list, prefixOf, read } from "./kept.js";
import { showMarks } from "./marks.js";
import { browser, follow, tab } from "./storage.js";

const KIND = "draft";
/** Over all rooms: of rooms that are long gone, too. */
const DRAFTS_KEPT = 200;
const PAUSE_MS = 300;

export class Draft {
  #text = "";
  /** What it answers (replies.js). */
  #reply;
  #key = null;
  /** The draft that this one goes on with, until this one is kept. */
  #before = null;
  /** Whether it was written in this tab; if not, it may be another tab's, and follows that. */
  #typed = false;
  #timer = 0;
  #thread;
  #changed;
  #end = new AbortController();

  /** `changed(text, reply)` is told when another tab has sent this draft, or goes on with it. */
  constructor(changed) {
    this.#changed = changed;
    const { signal } = this.#end;
    forgetOldest(KIND, DRAFTS_KEPT);
    follow(() => prefixOf(KIND), (key, kept) => key && key === this.#key && this.#follow(read(key, kept)), signal);
    // The last moments that a page is sure to have, on phones too.
    window.addEventListener("pagehide", () => this.#keep(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#keep(), { signal });
  }

  /**
   * Goes on with the draft that was left here, and returns its `text` and what it answers, `reply`. `thread` is the first
   * message of the thread that it is for; undefined for the room itself.
   */
  resume(thread) {
    this.#thread = thread;
    const drafts = list(KIND).filter((draft) => !draft.sent && draft.thread === thread);
    const mine = tab.get(this.#own);
    const draft = drafts.find(({ key }) => key === mine) ?? drafts.at(-1);
    if (draft) this.#become(draft.key, draft);
    return { text: this.#text, reply: this.#reply };
  }

  /** Takes what stands in the field now. */
  write(text, reply) {
    if (!this.#typed) this.#rename();
    this.#typed = true;
    this.#text = text;
    this.#reply = reply;
    this.#timer ||= setTimeout(() => this.#keep(), PAUSE_MS);
  }

  /** What stood in the field is on its way: other tabs that show it too are told. */
  sent() {
    const sent = JSON.stringify({ text: this.#text, sent: true });
    for (const key of [this.#before, this.#key]) if (key && read(key)) browser.set(key, sent);
    this.write("");
    this.#keep();
  }

  /** The form goes; what stands in it is kept. */
  close() {
    this.#keep();
    this.#end.abort();
  }

  /** Under which the tab keeps which draft is its own: a reload finds it again. */
  get #own() {
    return `${prefixOf(KIND)}${this.#thread ?? ""}`;
  }

  #become(key, { text, reply }) {
    this.#key = key;
    this.#text = text;
    this.#reply = reply;
    this.#typed = false;
  }

  #rename() {
    this.#before = this.#key;
    this.#key = keyOf(KIND, Date.now(), freshId());
  }

  #keep() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#typed) return;
    if (this.#text || this.#reply) {
      browser.set(this.#key, JSON.stringify({ text: this.#text, reply: this.#reply, thread: this.#thread }));
      tab.set(this.#own, this.#key);
    } else {
      browser.remove(this.#key);
      tab.remove(this.#own);
      this.#become(null, { text: "" });
    }
    if (this.#before) browser.remove(this.#before);
    this.#before = null;
    showMarks();
  }

  /** Another tab has changed the draft that stands here; null where it is gone. */
  #follow(draft) {
    if (draft && !draft.sent) {
      if (this.#typed) return;
      this.#become(draft.key, draft);
    } else if (this.#typed && this.#text !== draft?.text) {
      // Written on in this tab: it is a draft of its own from now on.
      this.#rename();
      this.#before = null;
      return this.#keep();
    } else this.#become(null, { text: "" });
    this.#changed(this.#text, this.#reply);
  }
}
