// The emoji picker: emoji-picker-element (static/vendor) in a dialog, beside what opened it, on a phone a sheet from below.
// Loaded by `import()` when it is first opened.

import Picker from "../vendor/emoji/picker.js";
import { customEmoji, source, words } from "./emoji_data.js";
import { inTime } from "./in_time.js";
import { text } from "./texts.js";

const GAP = 8;
const phone = matchMedia("(max-width: 699px)");
const touch = matchMedia("(pointer: coarse)");
let styled = null;

/** The style sheet comes with the picker: no page carries it that does not need it. What failed is asked for again. */
function style() {
  styled ??= new Promise((loaded, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("../css/emoji.css", import.meta.url).pathname;
    link.addEventListener("load", loaded);
    link.addEventListener("error", () => {
      styled = null;
      link.remove();
      failed(new Error(link.href));
    });
    document.head.append(link);
  });
  return styled;
}

/** The vendor's words, but for those that we say better. */
async function sentences(element) {
  const given = (await words()) ?? element.i18n;
  const categories = { ...given.categories, custom: text("emoji-custom") };
  return { ...given, categories, regionLabel: text("emoji-picker"), favoritesLabel: text("emoji-frequent") };
}

function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.className = "emoji-dialog";
  dialog.ariaLabel = text("emoji-picker");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button-quiet emoji-close";
  close.textContent = text("emoji-close");
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  // Only the ground behind has the dialog itself under the pointer.
  dialog.addEventListener("pointerdown", ({ target }) => target === dialog && dialog.close());
  return dialog;
}

/** Above what opened it, below where there is no room, and always whole in the window. */
function place(dialog, at) {
  if (phone.matches) return dialog.removeAttribute("style");
  const { width, height } = dialog.getBoundingClientRect();
  const above = at.top - GAP - height;
  const top = above >= GAP ? above : Math.min(at.bottom + GAP, innerHeight - height - GAP);
  const left = Math.min(at.right - width, innerWidth - width - GAP);
  dialog.style.top = `${Math.max(top, GAP)}px`;
  dialog.style.left = `${Math.max(left, GAP)}px`;
}

/** The picker draws itself a moment after it is in the page. */
async function focusSearch(element) {
  for (let frames = 0; frames < 60 && element.isConnected; frames += 1) {
    const search = element.shadowRoot.querySelector(".search");
    if (search) return search.focus();
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
}

/**
 * Lets the reader pick one, beside `anchor`: a Unicode emoji, or `:name:` of one of this site; null where the picker was
 * closed without. The focus is back where it was then. `anchor` may leave the page meanwhile, as a bar does that follows
 * the mouse. Throws where the picker cannot be had.
 */
export async function pickEmoji(anchor) {
  let at = anchor.getBoundingClientRect();
  const element = new Picker(source);
  const [i18n, custom] = await inTime(Promise.all([sentences(element), customEmoji(), style()]));
  element.i18n = i18n;
  element.customEmoji = custom;
  const dialog = makeDialog();
  dialog.append(element);
  document.body.append(dialog);
  let picked = null;
  element.addEventListener("emoji-click", ({ detail }) => {
    picked = detail.unicode ?? `:${detail.name}:`;
    dialog.close();
  });
  const closed = new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  const settle = () => {
    if (anchor.checkVisibility()) at = anchor.getBoundingClientRect();
    place(dialog, at);
  };
  window.addEventListener("resize", settle);
  dialog.showModal();
  settle();
  // A finger first sees what there is; the keyboard would cover it.
  if (!touch.matches) await focusSearch(element);
  await closed;
  window.removeEventListener("resize", settle);
  dialog.remove();
  return picked;
}
