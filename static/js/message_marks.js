// What stands under a message: the emoji with which it was answered and by whom, and whether it is pinned or bookmarked.
// What the server rendered is read from it once; after that this is the only place that writes it.

import { data } from "./data.js";
import { countText, text } from "./texts.js";

const NAMES = 10;
const list = new Intl.ListFormat(data.locale, { type: "conjunction" });
/** Of each item its reactions: `{ emoji, people: [{ id, name? }] }`, the first first. */
const known = new WeakMap();

/** All items of a message: the one in the log, and those that drawers show. */
export function itemsOf(id) {
  return document.querySelectorAll(`.message[id$="message-${id}"]`);
}

/** The one of them that the reader is at: in the drawer's thread, or else in the log. */
export function itemOf(id) {
  return document.querySelector(`.thread .message[data-id="${id}"]`) ?? document.getElementById(`message-${id}`);
}

/** The reactions as frames and API show them; none where there are none. */
function setReactions(item, reactions = []) {
  const read = ({ emoji, users, names }) => ({ emoji, people: users.map((id, at) => ({ id, name: names[at] })) });
  known.set(item, reactions.map(read));
  drawReactions(item);
}

/** Somebody has answered, or has taken that back; twice is once. */
export function applyReaction(item, { emoji, op, user }) {
  known.set(item, changed(reactionsOf(item), { emoji, op, user }));
}

/** Shows them; `waiting` are those of the reader's own that are not done yet: `{ text: emoji, op }`. */
export function drawReactions(item, waiting = []) {
  const row = item.querySelector(":scope > .reactions");
  let shown = reactionsOf(item);
  for (const { text: emoji, op } of waiting) shown = changed(shown, { emoji, op, user: data.user });
  const there = new Map(Array.from(row.children, (chip) => [chip.value, chip]));
  const pending = new Set(waiting.map(({ text: emoji }) => emoji));
  const reach = item.contains(document.activeElement) ? 0 : -1;
  const chips = shown.map(({ emoji, people }) => {
    const chip = there.get(emoji) ?? newChip(emoji, reach);
    fillChip(chip, emoji, people);
    chip.classList.toggle("reaction-pending", pending.has(emoji));
    return chip;
  });
  const lost = row.contains(document.activeElement) && !chips.includes(document.activeElement);
  for (const chip of there.values()) if (!chips.includes(chip)) chip.remove();
  // One that stands in its place is not moved, or it would lose the focus.
  chips.forEach((chip, at) => row.children[at] !== chip && row.insertBefore(chip, row.children[at] ?? null));
  row.hidden = !chips.length;
  if (lost) item.focus({ preventScroll: true });
}

/** Whether the reader has answered with it. */
export function hasOwn(item, emoji) {
  return item.querySelector(`.reaction[aria-pressed="true"][value="${CSS.escape(emoji)}"]`) !== null;
}

export function isPinned(item) {
  return "pinned" in item.dataset;
}

export function isBookmarked(item) {
  return "bookmarked" in item.dataset;
}

export function setPinned(item, pinned) {
  setMark(item, "pinned", pinned);
}

export function setBookmarked(item, bookmarked) {
  setMark(item, "bookmarked", bookmarked);
}

/** All that frames and API say of it. */
export function setMarks(item, { reactions, pinned = false, bookmarked = false }) {
  setReactions(item, reactions);
  setPinned(item, pinned);
  setBookmarked(item, bookmarked);
}

/** What the server rendered, with names and reach as the script gives them. */
export function adoptMarks(root) {
  for (const item of root.querySelectorAll(".message")) {
    if (reactionsOf(item).length) item.querySelector(":scope > .reactions").replaceChildren();
    drawReactions(item);
    const shown = (mark) => item.querySelector(`.${mark}`)?.hidden === false;
    // Both are read before one is set, which writes the line anew.
    const [pinned, bookmarked] = [shown("message-pinned"), shown("message-kept")];
    if (pinned) setPinned(item, true);
    if (bookmarked) setBookmarked(item, true);
  }
}

function setMark(item, name, on) {
  if (on) item.dataset[name] = "";
  else delete item.dataset[name];
  const line = item.querySelector(":scope > .message-marks");
  line.querySelector(".message-pinned").hidden = !isPinned(item);
  line.querySelector(".message-kept").hidden = !isBookmarked(item);
  line.hidden = !isPinned(item) && !isBookmarked(item);
}

function reactionsOf(item) {
  if (!known.has(item)) known.set(item, Array.from(item.querySelectorAll(":scope > .reactions > .reaction"), rendered));
  return known.get(item);
}

function rendered({ value, dataset }) {
  const names = JSON.parse(dataset.names);
  return { emoji: value, people: dataset.users.split(" ").map((id, at) => ({ id, name: names[at] })) };
}

function changed(reactions, { emoji, op, user }) {
  const others = (people) => people.filter(({ id }) => id !== user.id);
  const has = ({ people }) => people.some(({ id }) => id === user.id);
  const there = reactions.find((reaction) => reaction.emoji === emoji);
  if (op === "add" && !there) return [...reactions, { emoji, people: [user] }];
  if (!there || (op === "add" && has(there))) return reactions;
  const people = op === "add" ? [...there.people, user] : others(there.people);
  return reactions.map((known) => (known === there ? { emoji, people } : known)).filter(({ people }) => people.length);
}

function newChip(emoji, reach) {
  const chip = document.createElement("button");
  chip.className = "reaction";
  chip.value = emoji;
  chip.tabIndex = reach;
  const glyph = document.createElement("span");
  glyph.className = "reaction-emoji";
  glyph.append(glyphOf(emoji));
  const count = document.createElement("span");
  count.className = "reaction-count";
  chip.append(glyph, count);
  return chip;
}

/** The emoji as text, or the picture of a custom one. */
function glyphOf(emoji) {
  const name = emoji.match(/^:(.+):$/)?.[1];
  if (!name) return emoji;
  const picture = new Image();
  picture.className = "emoji";
  picture.alt = emoji;
  picture.src = `/emoji/${encodeURIComponent(name)}`;
  return picture;
}

function fillChip(chip, emoji, people) {
  const own = people.some(({ id }) => id === data.user.id);
  const who = whoText(people, own);
  chip.type = "button";
  chip.removeAttribute("title");
  chip.ariaPressed = String(own);
  chip.ariaLabel = `${emoji} ${people.length}: ${who}`;
  chip.querySelector(".reaction-count").textContent = people.length;
  // Shown by the style sheet over the row.
  chip.dataset.who = who;
}

/** «You, 张三 and 3 others». */
function whoText(people, own) {
  const named = people.filter(({ id, name }) => name && id !== data.user.id).slice(0, NAMES);
  const names = named.map(({ name }) => name);
  if (own) names.unshift(text("reaction-you"));
  const others = people.length - names.length;
  if (others > 0) names.push(countText("reaction-others", others));
  return list.format(names);
}
