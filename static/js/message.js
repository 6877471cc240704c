// One message: the server's own template, cloned and filled. The only place where markup comes from a text.

import { data } from "./data.js";
import { text } from "./texts.js";
import { showClock } from "./time.js";
import { setReach } from "./walk.js";

const TINTS = 8;
/** The texts as they were typed, where a frame told them: the page itself has only their markup. */
const typed = new WeakMap();
const template = document.getElementById("message-template").content.firstElementChild;

/** Puts a body that the server rendered and sanitised into its place. Nothing else may write markup. */
function setBody(body, sanitised) {
  body.innerHTML = sanitised;
  makeReachable(body);
}

/** Code that scrolls sideways must scroll by keyboard too. */
export function makeReachable(root) {
  for (const block of root.querySelectorAll("pre")) block.tabIndex = 0;
}

/** As `PersonView::initials` in src/web/view/person.rs. */
function initials(name) {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = ends.map((word) => Array.from(word)[0] ?? "").join("").toUpperCase();
  return Array.from(letters).slice(0, 2).join("");
}

function setPerson(item, user) {
  const avatar = item.querySelector(".avatar");
  avatar.className = `avatar tint-${Number(user.id.slice(-3)) % TINTS}`;
  avatar.textContent = initials(user.name);
  const author = item.querySelector(".message-author");
  author.textContent = user.name;
  author.title = `@${user.username}`;
  item.dataset.user = user.id;
}

function setMoment(item, at) {
  const time = item.querySelector("time");
  time.dateTime = at;
  showClock(time);
}

/** The item of a stored message, as frames and API show one. */
export function storedItem(message) {
  const item = template.cloneNode(true);
  item.id = `message-${message.id}`;
  item.dataset.seq = message.seq;
  setPerson(item, message.user);
  setMoment(item, message.at);
  setReach(item, -1);
  item.querySelector(".message-time").href = `${data.path}/messages/${message.id}`;
  item.querySelector(".message-bot").hidden = !message.bot;
  if (message.deleted) bury(item);
  else show(item, message, Boolean(message.edited_at));
  return item;
}

/** The item of what the reader has written and the server has not yet acknowledged. */
export function pendingItem(written, at) {
  const item = template.cloneNode(true);
  item.classList.add("message-pending");
  delete item.dataset.seq;
  // Read out when it is stored, and not twice.
  item.ariaLive = "off";
  setPerson(item, data.user);
  setMoment(item, at);
  item.querySelector(".message-time").removeAttribute("href");
  const body = item.querySelector(".message-body");
  body.textContent = written;
  body.classList.add("message-plain");
  return item;
}

/** Shows the present text of a message, as a frame tells it. */
export function show(item, { html, message }, edited) {
  typed.set(item, message);
  setBody(item.querySelector(".message-body"), html);
  item.querySelector(".message-edited").hidden = !edited;
}

/** The id of a stored message, as commands name it. */
export function idOf(item) {
  return item.id.slice("message-".length);
}

/** The text as it was typed; undefined where no frame has told it. */
export function typedText(item) {
  return typed.get(item);
}

/** Leaves only the quiet line of a deleted message. */
export function bury(item) {
  typed.delete(item);
  item.classList.add("message-deleted");
  item.querySelector(".message-body").textContent = text("message-deleted");
  item.querySelector(".message-edited").hidden = true;
}

/** Shows what the reader has asked for and is not done yet: a change of changes.js, or none any more. */
export function showChange(item, change) {
  item.querySelector(".message-preview")?.remove();
  item.classList.toggle("message-pending", Boolean(change));
  if (change) item.dataset.change = change.type;
  else delete item.dataset.change;
  if (change?.type !== "edit") return;
  const preview = document.createElement("div");
  preview.className = "message-body message-plain message-preview";
  preview.ariaLive = "off";
  preview.textContent = change.text;
  item.querySelector(".message-body").after(preview);
}
