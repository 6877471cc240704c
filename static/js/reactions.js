// Answering with an emoji, pinning, bookmarking: what the reader does, and what is told of it. Reactions and pins of the
// reader wait in changes.js until they are done. Only room.js makes one of these.

import { setBookmark } from "./api.js";
import { sayFailed } from "./deleting.js";
import { pick } from "./emoji_button.js";
import { forgetBookmark, idOf } from "./message.js";
import { applyReaction, drawReactions, hasOwn, isBookmarked, isPinned, itemOf, itemsOf, setBookmarked, setPinned } from "./message_marks.js";
import { Popup } from "./popup.js";
import { mayReact } from "./standing.js";
import { text } from "./texts.js";

const PRESS_MS = 450;
const quick = document.getElementById("quick-reactions");

export class Reactions {
  #changes;
  #steady;
  #kept;
  #overlaid = new Set();

  /**
   * `steady(change)` changes what is shown without moving what the reader looks at; `changes` is asked when it is there;
   * `kept({ id, op })` is told of a bookmark as the frame tells it.
   */
  constructor({ changes, steady, kept }) {
    this.#changes = changes;
    this.#steady = steady;
    this.#kept = kept;
    document.addEventListener("click", (click) => this.#clicked(click));
    quick.addEventListener("click", ({ target }) => this.#chosen(target.closest("button")));
    listenForWho();
  }

  /** An event of the log: somebody has reacted. */
  reacted(event) {
    if (event.deleted) return;
    this.#each(event.id, (item) => {
      applyReaction(item, event);
      this.dress(item);
    });
  }

  /** An event of the log: a message is pinned, or no longer. */
  pinned({ id, op, deleted }) {
    if (!deleted) this.#each(id, (item) => setPinned(item, op === "add"));
  }

  /** A frame to all windows of the reader. */
  bookmarked({ id, op }) {
    this.#each(id, (item) => {
      setBookmarked(item, op === "add");
      if (op === "remove") forgetBookmark(item);
    });
  }

  /** Shows with a message what waits for it. */
  dress(item) {
    const waiting = this.#changes().marks(idOf(item)).filter(({ type }) => type === "react");
    drawReactions(item, item.matches(".message-deleted") ? [] : waiting);
  }

  /** What waits is another: for a message, or for any. */
  waits(id) {
    const now = new Set(this.#changes().marks().map(({ target }) => target));
    const touched = id ? [id] : [...now, ...this.#overlaid];
    this.#overlaid = now;
    for (const target of touched) this.#each(target, (item) => this.dress(item));
  }

  /** Offers emoji at a button of the message's bar. */
  offer(item, button) {
    quick.dataset.for = item.id;
    if (quick.parentElement !== button.parentElement) {
      button.after(quick);
      new Popup(quick, button);
    }
    for (const choice of quick.querySelectorAll("[data-emoji]")) choice.ariaPressed = String(hasOwn(item, choice.dataset.emoji));
    quick.showPopover();
    quick.querySelector("button").focus();
  }

  pin(item) {
    this.#changes().mark({ type: "pin", target: idOf(item), text: "", op: isPinned(item) ? "remove" : "add" });
  }

  async bookmark(item) {
    const [id, op] = [idOf(item), isBookmarked(item) ? "remove" : "add"];
    try {
      await setBookmark(id, op);
      // The frame is sent once, and only where something has changed: without a connection it is never heard.
      this.#kept({ id, op });
    } catch {
      sayFailed(item, text("bookmark-failed"), () => this.bookmark(item));
    }
  }

  /** A reaction or a pin was not taken. */
  refused({ type, target, text: emoji, op }, reason) {
    // What is pinned may stand in the drawer alone.
    const item = itemOf(target) ?? itemsOf(target)[0];
    if (item) sayFailed(item, text("reaction-failed", { reason }), () => this.#changes().mark({ type, target, text: emoji, op }));
  }

  toggle(item, emoji) {
    if (!mayReact(item)) return;
    const op = hasOwn(item, emoji) ? "remove" : "add";
    this.#changes().mark({ type: "react", target: idOf(item), text: emoji, op });
  }

  #each(id, change) {
    const items = itemsOf(id);
    if (items.length) this.#steady(() => items.forEach(change));
  }

  #clicked(click) {
    const chip = click.target.closest(".reaction");
    if (!chip) return;
    click.preventDefault();
    // A finger that asked who they are does not answer.
    if (chip.matches(".reaction-told")) return;
    this.toggle(chip.closest(".message"), chip.value);
  }

  async #chosen(button) {
    const item = document.getElementById(quick.dataset.for);
    if (!button || !item) return;
    const { emoji } = button.dataset;
    const anchor = quick.parentElement;
    quick.hidePopover();
    const wanted = emoji ?? (await pick(anchor, item));
    if (wanted && item.isConnected) this.toggle(item, wanted);
  }
}

/** A finger that rests on a chip asks who they are; a mouse and the focus need not. */
function listenForWho() {
  let timer = 0;
  const forget = () => {
    for (const chip of document.querySelectorAll(".reaction-told")) chip.classList.remove("reaction-told");
  };
  document.addEventListener("pointerdown", ({ target, pointerType }) => {
    clearTimeout(timer);
    forget();
    const chip = pointerType === "touch" && target.closest(".reaction");
    if (chip) timer = setTimeout(() => chip.classList.add("reaction-told"), PRESS_MS);
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => clearTimeout(timer));
  document.addEventListener("contextmenu", (event) => event.target.closest(".reaction") && event.preventDefault());
}
