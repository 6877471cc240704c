// The bar of what one can do with a message: one for all messages, at the message under the mouse, with the focus, or
// under a long press. What is done often stands in it, the rest in its menu. Keys do the same where a message has the
// focus. What is done is room.js's.

import { copy } from "./clipboard.js";
import { data } from "./data.js";
import { idOf, typedText } from "./message.js";
import { isBookmarked, isPinned } from "./message_marks.js";
import { Popup } from "./popup.js";
import { onLongPress } from "./press.js";
import { isMember, isOwn, mayDelete, mayEdit, mayPin, mayReact, mayReport } from "./standing.js";
import { text } from "./texts.js";

const MESSAGE = ".log .message, .thread .message, .pins .message";
const KEYS = { r: "react", q: "reply", e: "edit", Delete: "delete", u: "unread", l: "link" };
const NOTE_MS = 2_500;
const bar = document.getElementById("actions-template").content.firstElementChild.cloneNode(true);
const note = bar.querySelector(".actions-note");
const more = bar.querySelector("[data-more]");
const menu = new Popup(bar.querySelector(".actions-menu"), more);
const touch = matchMedia("(pointer: coarse)");

/** Which actions a message has, of those that are the bar's own or that room.js gives. */
const offers = {
  react: mayReact,
  reply: isThere,
  pin: mayPin,
  bookmark: isThere,
  history: (item) => !item.querySelector(".message-edited").hidden,
  edit: mayEdit,
  delete: mayDelete,
  // How far one has read is a line in the log.
  unread: (item) => isMember() && !isOwn(item) && item.closest(".log"),
  // A finger that presses long opens this bar and marks no text.
  text: (item) => touch.matches && !item.matches(".message-deleted"),
  link: () => true,
  report: mayReport,
};

/** Actions that take back what is done already: what they are called then. */
const undoes = {
  pin: (item) => (isPinned(item) ? text("action-unpin") : labels.pin),
  bookmark: (item) => (isBookmarked(item) ? text("action-unbookmark") : labels.bookmark),
};
const labels = Object.fromEntries(Object.keys(undoes).map((action) => [action, labelOf(action)]));

function labelOf(action) {
  return bar.querySelector(`[data-action="${action}"]`).lastElementChild.textContent;
}

function isThere(item) {
  return !item.matches(".message-deleted");
}

export class Actions {
  #act;
  #hovered = null;
  #timer = 0;

  /**
   * `frames` are what messages stand in. `act` has a function of the item for each action that the page can do; `unread`
   * returns whether it was sent, and `react` gets the button too, for what it opens. `may`, by action, says otherwise
   * whether an item has it.
   */
  constructor(frames, act, may = {}) {
    this.#act = { ...act, ...this.#own(act) };
    Object.assign(offers, may);
    bar.addEventListener("click", ({ target }) => this.#clicked(target.closest("[data-action]")));
    // A mouse takes the focus from nobody.
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    for (const frame of frames) this.#listen(frame);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && !menu.isOpen && this.#dismiss());
    document.addEventListener("pointerdown", ({ pointerType, target }) => {
      if (pointerType === "touch" && !bar.contains(target)) this.#show(null);
    });
  }

  #listen(frame) {
    frame.addEventListener("pointerover", (pointer) => pointer.pointerType !== "touch" && this.#hover(pointer.target));
    frame.addEventListener("pointerleave", (pointer) => pointer.pointerType !== "touch" && this.#hover(null));
    frame.addEventListener("focusin", ({ target }) => this.#entered(target.closest(MESSAGE)));
    frame.addEventListener("focusout", ({ target, relatedTarget }) => this.#left(target, relatedTarget));
    frame.addEventListener("keydown", (key) => this.#pressed(key));
    onLongPress(frame, MESSAGE, (item) => this.#show(item));
  }

  /** Something has happened to messages: is what the bar offers still right? */
  refresh() {
    this.#show(bar.closest(MESSAGE));
  }

  #hover(target) {
    this.#hovered = target?.closest(MESSAGE) ?? null;
    if (menu.isOpen) return;
    // The focus stays where it is, and so does the bar around it.
    if (bar.contains(document.activeElement)) return;
    // What it says is read before it goes.
    if (!this.#hovered && note.textContent) return;
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
    // Of what is folded nothing is done before it is looked at.
    if (item.matches(".message-folded")) return bar.remove();
    for (const button of bar.querySelectorAll("[data-action]")) {
      const { action } = button.dataset;
      button.hidden = !(action in this.#act) || !offers[action](item);
      if (action in undoes) button.lastElementChild.textContent = undoes[action](item);
    }
    for (const button of bar.querySelectorAll(".icon-button")) button.tabIndex = focused ? 0 : -1;
    bar.querySelector('[data-action="report"]').href = `${data.path}/messages/${idOf(item)}/report`;
    if (bar.parentElement === item) return;
    note.textContent = "";
    item.append(bar);
  }

  #pressed(key) {
    const item = key.target.closest(MESSAGE);
    if (!item || key.target.matches("textarea")) return;
    // It leads out of the bar first, and then out of the drawer.
    if (key.key === "Escape" && bar.contains(key.target) && !bar.querySelector(":popover-open")) key.preventDefault();
    // The mouse may have taken the bar away from the focus.
    this.#show(item);
    if (key.altKey || key.ctrlKey || key.metaKey) return;
    const action = KEYS[key.key.length === 1 ? key.key.toLowerCase() : key.key];
    if (!(action in this.#act) || !item.dataset.seq || !offers[action](item)) return;
    key.preventDefault();
    this.#run(action, item);
  }

  #clicked(button) {
    const item = bar.closest(MESSAGE);
    if (!button || !item) return;
    menu.close();
    this.#run(button.dataset.action, item);
  }

  #run(action, item) {
    this.#act[action](item, bar.querySelector(`[data-action="${action}"]`));
  }

  /** What the bar does by itself, or has something to say of. */
  #own({ unread }) {
    return {
      unread: (item) => this.#say(item, unread(item) ? text("marked-unread") : text("mark-unread-failed")),
      link: (item) => this.#copy(item, item.querySelector(".message-time").href, "link"),
      text: (item) => this.#copy(item, typedText(item) ?? item.querySelector(".message-body").innerText, "text"),
      // Its own address leads there.
      report: () => {},
    };
  }

  async #copy(item, written, what) {
    const done = { link: () => text("link-copied"), text: () => text("text-copied") };
    this.#say(item, (await copy(written)) ? done[what]() : text("copy-failed"));
  }

  /** At the message, also where the menu led the mouse away from it. */
  #say(item, sentence) {
    this.#show(item);
    note.textContent = sentence;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Another message has the bar meanwhile.
      if (!note.textContent) return;
      note.textContent = "";
      if (!bar.contains(document.activeElement)) this.#show(this.#hovered ?? document.activeElement.closest(MESSAGE));
    }, NOTE_MS);
  }
}
