// Searching while one stays in the room: what is found stands in the drawer, as one types. Without a script, and for
// whoever wants the whole page, the same form leads to /search.

import { search } from "./api.js";
import { data } from "./data.js";
import { closeDrawer, noteInDrawer, openDrawer, openedAs } from "./drawer.js";
import { isComposing } from "./field.js";
import { hitItem } from "./hit.js";
import { searchElsewhere } from "./search_key.js";
import { countText, text } from "./texts.js";

/** Who types on is not asked for what they did not mean. */
const PAUSE_MS = 180;
const NAME = "search";
const HIT = ".hit";
const covers = matchMedia("(max-width: 1099px)");

const sidebar = document.getElementById("sidebar-search");
const template = document.getElementById("search-template").content.firstElementChild;
/** What stands in the drawer while it shows the search. */
let view = null;
/** The question under way; its answer is dropped when another is asked. */
let asking = null;
let timer = 0;

class View {
  constructor(line, inRoom) {
    this.root = template.cloneNode(true);
    this.field = this.root.querySelector("input");
    this.inRoom = this.root.querySelector("[data-in-room]");
    this.hits = this.root.querySelector(".hits");
    this.say = this.root.querySelector(".search-say");
    this.help = this.root.querySelector(".search-help");
    this.more = this.root.querySelector("[data-more]");
    this.older = this.more.textContent;
    this.field.value = line;
    this.inRoom.ariaPressed = inRoom;
  }
}

/** Opens the drawer; the focus goes into its field unless one types in the sidebar. */
function show({ line = "", inRoom = false, focus = true }) {
  if (openedAs() !== NAME) {
    view = new View(line, inRoom);
    listen(view);
    openDrawer({ name: NAME, heading: text("search"), content: view.root, focus: false, closed });
    ask();
  }
  if (focus) {
    view.field.focus();
    view.field.select();
  }
}

function closed() {
  asking?.abort();
  clearTimeout(timer);
  view = null;
}

function listen({ root, field, inRoom, more, hits }) {
  field.form.addEventListener("submit", (submit) => {
    submit.preventDefault();
    ask();
  });
  onTyping(field, () => {
    sidebar.value = field.value;
    soon();
  });
  inRoom.addEventListener("click", () => {
    inRoom.ariaPressed = inRoom.ariaPressed !== "true";
    ask();
  });
  more.addEventListener("click", () => ask(more.dataset.more));
  root.addEventListener("keydown", walk);
  hits.addEventListener("click", openHit);
}

/** What is being composed is not asked for. */
function onTyping(field, typed) {
  field.addEventListener("input", (input) => input.isComposing || typed());
  field.addEventListener("compositionend", typed);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
}

/** Asks for what stands in the field; with a cursor for what follows. */
async function ask(cursor = null) {
  clearTimeout(timer);
  asking?.abort();
  const shown = view;
  const line = shown?.field.value.trim();
  if (!shown) return;
  if (!line) return clear(shown);
  const question = { q: line };
  if (shown.inRoom.ariaPressed === "true") question.room = data.room;
  if (cursor) question.cursor = cursor;
  asking = new AbortController();
  const { signal } = asking;
  shown.hits.ariaBusy = "true";
  const answer = await search(question, signal).catch(() => ({ detail: text("search-failed") }));
  if (signal.aborted || view !== shown) return;
  shown.hits.ariaBusy = "false";
  fill(shown, answer, Boolean(cursor));
}

function clear({ hits, say, help, more }) {
  hits.replaceChildren();
  hits.ariaBusy = "false";
  say.hidden = more.hidden = true;
  help.hidden = false;
  noteInDrawer("");
}

function fill(shown, { messages, cursor, indexing, detail }, follows) {
  const { hits, more } = shown;
  if (follows && detail) return stays(shown, detail);
  const items = (messages ?? []).map(hitItem);
  const first = items[0];
  const had = follows && document.activeElement === more;
  if (follows) hits.append(...items);
  else hits.replaceChildren(...items);
  more.hidden = !cursor;
  more.textContent = shown.older;
  more.dataset.more = cursor ?? "";
  count(shown, detail ?? (indexing ? text("search-indexing") : ""));
  // The button may have gone; the reading goes on at what came.
  if (had && first) focusHit(first);
}

/** What follows cannot be had now: what was found stays, and the button asks again. */
function stays(shown, detail) {
  shown.more.textContent = text("load-failed");
  tell(shown, detail);
}

/** Tells how much there is, and the sentence of why, if it is nothing or not all. */
function count(shown, sentence) {
  const { length } = shown.hits.children;
  tell(shown, sentence || (length ? "" : text("search-nothing")));
  shown.help.hidden = length > 0;
  // Where nothing was asked, nothing was counted.
  if (sentence && !length) noteInDrawer("");
  else noteInDrawer(shown.more.hidden ? countText("search-found", length) : text("search-found-more", { count: length }));
}

function tell({ say }, sentence) {
  say.textContent = sentence;
  say.hidden = !sentence;
}

/** A message is gone, and is found no longer. */
export function forgetHit({ id }) {
  const hit = view?.hits.querySelector(`#hit-${id}`);
  if (!hit) return;
  const had = hit.contains(document.activeElement);
  const next = hit.nextElementSibling ?? hit.previousElementSibling;
  hit.remove();
  count(view, view.say.hidden ? "" : view.say.textContent);
  if (had && next) focusHit(next);
  else if (had) view.field.focus();
}

/** The arrows go from the field through the hits and back. */
function walk(key) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[key.key];
  if (isComposing(key) || key.altKey || key.ctrlKey || key.metaKey || key.shiftKey) return;
  const hit = key.target.closest(HIT);
  if (key.key === "Enter" && hit === key.target) {
    key.preventDefault();
    hit.querySelector(".hit-open").click();
  }
  if (!step || !view) return;
  if (!hit && key.target !== view.field) return;
  const all = Array.from(view.hits.children);
  const next = hit ? all[all.indexOf(hit) + step] : step > 0 && all[0];
  key.preventDefault();
  if (next) focusHit(next);
  else if (hit && step < 0) view.field.focus();
}

function focusHit(hit) {
  hit.focus({ preventScroll: true });
  hit.scrollIntoView({ block: "nearest" });
}

/** A click beside the links of a hit opens it, too; text can be selected all the same. */
function openHit(click) {
  const hit = click.target.closest(HIT);
  if (!hit || click.ctrlKey || click.metaKey || click.shiftKey || click.target.closest("a, button")) return;
  if (getSelection().isCollapsed) hit.querySelector(".hit-open").click();
}

export function manageSearch() {
  const open = document.getElementById("room-search");
  open.addEventListener("click", (click) => {
    if (click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    show({ inRoom: true });
  });
  searchElsewhere(() => {
    show({ inRoom: true });
    return true;
  });
  sidebar.form.addEventListener("submit", (submit) => {
    // On a phone the rooms are a page of their own: the whole page of what was found is clearer there.
    if (covers.matches && !view) return;
    submit.preventDefault();
    show({ line: sidebar.value, focus: false });
    ask();
  });
  onTyping(sidebar, () => {
    if (covers.matches && !view) return;
    if (!view && sidebar.value.trim()) show({ line: sidebar.value, focus: false });
    if (!view) return;
    view.field.value = sidebar.value;
    soon();
  });
  sidebar.addEventListener("keydown", (key) => {
    if (isComposing(key) || !view) return;
    if (key.key === "ArrowDown" && view.hits.firstElementChild) {
      key.preventDefault();
      focusHit(view.hits.firstElementChild);
    } else if (key.key === "Escape") {
      key.preventDefault();
      closeDrawer();
    }
  });
}
