// The drawer at the right of the room: it shows one thing at a time, which whoever opens it gives. Escape, in it or in the
// room beside it, its button and, where it covers the room, the browser's way back close it.

import { isComposing } from "./field.js";

const drawer = document.getElementById("drawer");
const title = document.getElementById("drawer-title");
const body = document.getElementById("drawer-body");
const foot = document.getElementById("drawer-foot");
const note = document.getElementById("drawer-note");
const covers = matchMedia("(max-width: 1099px)");
const hides = matchMedia("(max-width: 699px)");
/** Called when the room may be seen again behind it. */
let left = () => {};
/** What is shown: its name, what is called when it goes, where the focus was before. */
let shown = null;

/**
 * Shows `content` under `heading` in the place of what was there; `below` stands under it without scrolling. `closed()`
 * is called once, when it goes, be it for something else. `name` is what `openedAs` answers. The focus goes to the heading
 * unless `focus` is false.
 */
export function openDrawer({ name, heading, content, below = null, closed = () => {}, focus = true }) {
  const from = shown?.from ?? document.activeElement;
  shown?.closed();
  const fresh = !shown;
  shown = { name, closed, from };
  title.textContent = heading;
  note.textContent = "";
  body.replaceChildren(content);
  body.scrollTop = 0;
  foot.replaceChildren(...(below ? [below] : []));
  drawer.hidden = false;
  drawer.dataset.name = name;
  if (focus) title.focus({ preventScroll: true });
  // On a phone it is a page of its own: back leads to the room.
  if (fresh && covers.matches) history.pushState({ ...history.state, drawer: true }, "");
}

/** Says something in the head of the drawer: how many there are. */
export function noteInDrawer(sentence) {
  note.textContent = sentence;
}

/** The name of what the drawer shows; null where it is closed. */
export function openedAs() {
  return shown?.name ?? null;
}

/** Closes it; the focus goes back to where it was. Resolves when it is closed. */
export async function closeDrawer() {
  if (!shown) return;
  if (!history.state?.drawer) return leave();
  const back = new Promise((gone) => addEventListener("popstate", gone, { once: true }));
  history.back();
  await back;
}

/** Closes it where it lies over the room, which is to be seen. Resolves when nothing lies there. */
export async function uncoverRoom() {
  if (covers.matches) await closeDrawer();
}

/** Whether nothing of the room is seen behind it. */
export function hidesRoom() {
  return hides.matches && shown !== null;
}

/** What is done whenever it has gone. */
export function whenDrawerGoes(goes) {
  left = goes;
}

function leave() {
  const { closed, from } = shown;
  const focused = drawer.contains(document.activeElement);
  shown = null;
  closed();
  drawer.hidden = true;
  delete drawer.dataset.name;
  body.replaceChildren();
  foot.replaceChildren();
  if (focused && from?.isConnected) from.focus({ preventScroll: true });
  left();
}

document.getElementById("drawer-close").addEventListener("click", closeDrawer);
for (const place of [drawer, document.getElementById("conversation")]) {
  place.addEventListener("keydown", (key) => {
    if (!shown || key.key !== "Escape" || isComposing(key) || key.defaultPrevented) return;
    // A menu closes before; what is answered or edited has taken the key.
    if (document.querySelector(":popover-open, .menu[open]")) return;
    key.stopPropagation();
    closeDrawer();
  });
}
hides.addEventListener("change", () => left());
addEventListener("popstate", () => shown && !history.state?.drawer && covers.matches && leave());
// After a reload nothing is open.
if (history.state?.drawer) history.replaceState({ ...history.state, drawer: undefined }, "");
