// What the room keeps at hand: how many in its head, and all of them in the drawer. Only room.js makes one of these.

import { pinnedMessages } from "./api.js";
import { data } from "./data.js";
import { noteInDrawer, openDrawer, openedAs } from "./drawer.js";
import { latest } from "./latest.js";
import { idOf, storedItem } from "./message.js";
import { mayPin } from "./standing.js";
import { countText, text } from "./texts.js";

const NAME = "pins";
const button = document.getElementById("room-pins");
const label = document.getElementById("room-pins-label");
const foot = document.getElementById("pin-template").content.firstElementChild;

export class Pins {
  #ids = new Set(data.pins);
  #list = null;
  #made;
  #unpin;
  #ask = latest(pinnedMessages);
  /** Counts what events have changed. */
  #told = 0;

  /** `made(item)` is told of every message that the drawer shows; `unpin(item)` takes one away. */
  constructor({ made, unpin }) {
    this.#made = made;
    this.#unpin = unpin;
    button.addEventListener("click", (click) => {
      // Its own page is for whoever wants another tab.
      if (click.ctrlKey || click.metaKey || click.shiftKey) return;
      click.preventDefault();
      this.#open();
    });
    this.#show();
  }

  /** Whether an item stands in the drawer's list. */
  holds(item) {
    return Boolean(this.#list?.contains(item));
  }

  /** An event of the log. */
  pinned({ id, op, deleted }) {
    this.#set(id, op === "add" && !deleted);
  }

  deleted({ id }) {
    if (this.#ids.has(id)) this.#set(id, false);
  }

  /** Shown again, with all that it had; or another text. */
  edited({ id, pinned }) {
    if (pinned && !this.#ids.has(id)) this.#set(id, true);
    else if (this.#ids.has(id) && openedAs() === NAME) this.#load();
  }

  /** Too much has happened in between. */
  async reload() {
    const told = this.#told;
    try {
      const messages = await pinnedMessages();
      // The answer may not have what was pinned or let go while it was on its way.
      if (told !== this.#told) return void this.reload();
      this.#ids = new Set(messages.map(({ id }) => id));
      this.#show();
      if (openedAs() === NAME) this.#fill(messages);
    } catch {
      // The next event or visit is right again.
    }
  }

  #set(id, pinned) {
    if (this.#ids.has(id) === pinned) return;
    this.#told += 1;
    if (pinned) this.#ids.add(id);
    else this.#ids.delete(id);
    this.#show();
    if (openedAs() !== NAME) return;
    // One that goes goes at once; one that comes has to be asked for.
    if (pinned) this.#load();
    else this.#take(id);
  }

  #show() {
    const count = this.#ids.size;
    button.hidden = count === 0;
    button.querySelector(".room-pins-count").textContent = count;
    label.textContent = countText("pins-count", count);
    button.title = label.textContent;
    if (openedAs() === NAME) noteInDrawer(count ? String(count) : "");
  }

  #open() {
    this.#list = document.createElement("ol");
    this.#list.className = "messages pins";
    openDrawer({ name: NAME, heading: text("pins-title"), content: this.#list, closed: () => (this.#list = null) });
    this.#show();
    this.#load();
  }

  async #load() {
    try {
      const messages = await this.#ask();
      if (messages) this.#fill(messages);
    } catch {
      this.#say(text("pins-failed"));
    }
  }

  #fill(messages) {
    if (!this.#list) return;
    // Pinned since the answer was on its way, or no longer: the next one has it.
    const items = messages.filter(({ id }) => this.#ids.has(id)).map((message) => this.#make(message));
    this.#list.replaceChildren(...items);
    if (!items.length) this.#say(text("pins-none"));
  }

  #make(message) {
    const item = storedItem(message, "pins-");
    const below = foot.cloneNode(true);
    below.querySelector("[data-open]").href = item.querySelector(".message-time").href;
    const unpin = below.querySelector("[data-unpin]");
    unpin.hidden = !mayPin(item);
    unpin.addEventListener("click", () => this.#unpin(item));
    item.append(below);
    this.#made(item);
    return item;
  }

  #take(id) {
    const item = Array.from(this.#list?.children ?? []).find((item) => item.id && idOf(item) === id);
    const focused = item?.contains(document.activeElement);
    item?.remove();
    if (!this.#list?.children.length) this.#say(text("pins-none"));
    if (focused) document.getElementById("drawer-title").focus({ preventScroll: true });
  }

  #say(sentence) {
    if (!this.#list) return;
    const line = document.createElement("li");
    line.className = "drawer-empty";
    line.textContent = sentence;
    this.#list.replaceChildren(line);
  }
}
