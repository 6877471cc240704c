// The bar of what one can do with a message: one for all messages, at the message under the mouse, with the focus, or
// under a long press. Keys do the same where a message has the focus. What is done is room.js's.

import { copy } from "./clipboard.js";
import { typedText } from "./message.js";
import { onLongPress } from "./press.js";
import { isMember, isOwn, mayChange } from "./standing.js";
import { text } from "./texts.js";

const MESSAGE = ".message";
const KEYS = { e: "edit", Delete: "delete", u: "unread", l: "link" };
const NOTE_MS = 2_500;
const bar = document.getElementById("actions-template").content.firstElementChild.cloneNode(true);
const note = bar.querySelector(".actions-note");
const touch = matchMedia("(pointer: coarse)");

/** Which actions a message has. */
const offers = {
  edit: mayChange,
  delete: mayChange,
  unread: (item) => isMember() && !isOwn(item),
  // A finger that presses long opens this bar and marks no text.
  text: (item) => touch.matches && !item.matches(".message-deleted"),
  link: () => true,
};

export class Actions {
  #act;
  #hovered = null;
  #timer = 0;

  /** `act` has `edit(item)`, `delete(item)`, and `unread(item)`, which returns whether it was sent. */
  constructor(frame, act) {
    this.#act = act;
    bar.addEventListener("click", ({ target }) => this.#clicked(target.closest("button")));
    // A mouse takes the focus from nobody.
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    frame.addEventListener("pointerover", (pointer) => pointer.pointerType !== "touch" && this.#hover(pointer.target));
    frame.addEventListener("pointerleave", (pointer) => pointer.pointerType !== "touch" && this.#hover(null));
    frame.addEventListener("focusin", ({ target }) => this.#entered(target.closest(MESSAGE)));
    frame.addEventListener("focusout", ({ target, relatedTarget }) => this.#left(target, relatedTarget));
    frame.addEventListener("keydown", (key) => this.#pressed(key));
    onLongPress(frame, MESSAGE, (item) => this.#show(item));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#dismiss());
    document.addEventListener("pointerdown", ({ pointerType, target }) => {
      if (pointerType === "touch" && !bar.contains(target)) this.#show(null);
    });
  }

  /** Something has happened to messages: is what the bar offers still right? */
  refresh() {
    this.#show(bar.closest(MESSAGE));
  }

  #hover(target) {
    this.#hovered = target?.closest(MESSAGE) ?? null;
    // The focus stays where it is, and so does the bar around it.
    if (bar.contains(document.activeElement)) return;
    this.#show(this.#hovered ?? document.activeElement.closest(MESSAGE));
  }

  /** A click and a tap give the focus to the log, which says nothing of a message. */
  #entered(item) {
    if (item) this.#show(item);
  }

  #left(from, to) {
    if (from.closest(MESSAGE) && !to?.closest(MESSAGE)) this.#show(this.#hovered);
  }

  /** What lies under the bar can be read. */
  #dismiss() {
    if (bar.contains(document.activeElement)) bar.closest(MESSAGE).focus({ preventScroll: true });
    bar.remove();
  }

  #show(item) {
    // What is not stored has nothing that could be done with it; an editor has its own buttons.
    if (!item?.dataset.seq || item.querySelector(":scope > .message-editor")) return bar.remove();
    const focused = item.contains(document.activeElement);
    for (const button of bar.querySelectorAll("[data-action]")) {
      button.hidden = !offers[button.dataset.action](item);
      button.tabIndex = focused ? 0 : -1;
    }
    if (bar.parentElement === item) return;
    note.textContent = "";
    item.append(bar);
  }

  #pressed(key) {
    const item = key.target.closest(MESSAGE);
    if (!item || key.target.matches("textarea")) return;
    // The mouse may have taken the bar away from the focus.
    this.#show(item);
    if (key.altKey || key.ctrlKey || key.metaKey) return;
    const action = KEYS[key.key.length === 1 ? key.key.toLowerCase() : key.key];
    if (!action || !item.dataset.seq || !offers[action](item)) return;
    key.preventDefault();
    this.#run(action, item);
  }

  #clicked(button) {
    const item = bar.closest(MESSAGE);
    if (button && item) this.#run(button.dataset.action, item);
  }

  #run(action, item) {
    const run = {
      edit: () => this.#act.edit(item),
      delete: () => this.#act.delete(item),
      unread: () => this.#say(this.#act.unread(item) ? text("marked-unread") : text("mark-unread-failed")),
      link: () => this.#copy(item.querySelector(".message-time").href, "link"),
      text: () => this.#copy(typedText(item) ?? item.querySelector(".message-body").innerText, "text"),
    };
    run[action]();
  }

  async #copy(written, what) {
    const done = { link: () => text("link-copied"), text: () => text("text-copied") };
    this.#say((await copy(written)) ? done[what]() : text("copy-failed"));
  }

  #say(sentence) {
    note.textContent = sentence;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (note.textContent = ""), NOTE_MS);
  }
}
