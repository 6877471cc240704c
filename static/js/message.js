// One message: the server's own template, cloned and filled. The only place where markup comes from a text.

import { dressBody } from "./body.js";
import { data } from "./data.js";
import { fold, unfold } from "./folding.js";
import { isBookmarked, setMarks } from "./message_marks.js";
import { setQuote, setThread } from "./quote.js";
import { nameOf, text } from "./texts.js";
import { showClock } from "./time.js";
import { setReach } from "./walk.js";

const TINTS = 8;
/** The texts as they were typed, where a frame told them: the page itself has only their markup. */
const typed = new WeakMap();
/** Those that were bookmarked when they were deleted: what is shown again is so still, and no frame says it. */
const bookmarked = new WeakSet();
const template = document.getElementById("message-template").content.firstElementChild;

/** Puts a body that the server rendered and sanitised into its place. Nothing else may write markup. */
export function setBody(body, sanitised) {
  body.innerHTML = sanitised;
  dressBody(body);
}

/** As `PersonView::initials` in src/web/view/person.rs. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = ends.map((word) => Array.from(word)[0] ?? "").join("").toUpperCase();
  return Array.from(letters).slice(0, 2).join("");
}

/** Which of the avatars' colours somebody has, as `PersonView::tint`. */
export function tintOf(id) {
  return Number(id.slice(-3)) % TINTS;
}

/** Avatar and name of who wrote it. */
export function setPerson(item, user) {
  const avatar = item.querySelector(".avatar");
  avatar.className = `avatar tint-${tintOf(user.id)}`;
  const name = nameOf(user);
  avatar.textContent = initials(name);
  const author = item.querySelector(".message-author");
  author.textContent = name;
  author.title = `@${user.username}`;
  author.href = `/people/${encodeURIComponent(user.username)}`;
  item.dataset.user = user.id;
}

function setMoment(item, at) {
  const time = item.querySelector("time");
  time.dateTime = at;
  showClock(time);
}

/**
 * The item of a stored message, as frames and API show one. What is shown beside the log has a `place` in front of its id,
 * `pins-`: the log's own stays the one of the message.
 */
export function storedItem(message, place = "") {
  const item = template.cloneNode(true);
  item.id = `${place}message-${message.id}`;
  item.dataset.id = message.id;
  item.dataset.seq = message.seq;
  setPerson(item, message.user);
  setMoment(item, message.at);
  setReach(item, -1);
  item.querySelector(".message-bot").hidden = !message.bot;
  address(item);
  if (message.deleted) bury(item);
  else {
    show(item, message, Boolean(message.edited_at));
    if (!message.reply_to) setThread(item, message.thread);
    setMarks(item, message);
    fold(item, message.id);
  }
  return item;
}

/** Gives an item that the server rendered the parts that it left out, since they show nothing. */
export function adopt(item) {
  let last = null;
  for (const part of template.children) {
    const there = item.querySelector(`:scope > .${part.classList[0]}`);
    if (!there) last.after(part.cloneNode(true));
    last = there ?? last.nextElementSibling;
  }
  const badge = template.querySelector(".message-bot").cloneNode(true);
  if (!item.querySelector(".message-bot")) item.querySelector(".message-time").before(badge, " ");
  address(item);
}

/** What a message has an address for. */
function address(item) {
  const path = `${data.path}/messages/${idOf(item)}`;
  item.querySelector(".message-time").href = path;
  item.querySelector(".message-edited a").href = `${path}/history`;
  item.querySelector(".reactions").setAttribute("action", `${path}/reactions`);
}

/** The item of what the reader has written and the server has not yet acknowledged. */
export function pendingItem(written, at, reply) {
  const item = template.cloneNode(true);
  item.classList.add("message-pending");
  delete item.dataset.seq;
  // Read out when it is stored, and not twice.
  item.ariaLive = "off";
  setPerson(item, data.user);
  setMoment(item, at);
  item.querySelector(".message-time").removeAttribute("href");
  setQuote(item.querySelector(".message-quote"), reply);
  const body = item.querySelector(".message-body");
  body.textContent = written;
  body.classList.add("message-plain");
  return item;
}

/** Shows the present text of a message, as a frame tells it. */
export function show(item, { html, message, reactions, pinned, reply_to: replyTo, excerpt }, edited) {
  // A message that was hidden is shown again, as it was.
  if (item.classList.contains("message-deleted")) {
    item.classList.remove("message-deleted");
    fold(item, idOf(item));
    setMarks(item, { reactions, pinned, bookmarked: bookmarked.delete(item) });
    edited = false;
  }
  // An edit of what answers nothing, or whose quoted line is known, says nothing of it.
  if (replyTo || excerpt === undefined) setQuote(item.querySelector(".message-quote"), replyTo);
  typed.set(item, message);
  setBody(item.querySelector(".message-body"), html);
  item.querySelector(".message-edited").hidden = !edited;
}

/** The id of a stored message, as commands name it. */
export function idOf(item) {
  return item.dataset.id;
}

/** The text as it was typed; undefined where no frame has told it. */
export function typedText(item) {
  return typed.get(item);
}

/** Leaves only the quiet line of a deleted message. */
export function bury(item) {
  unfold(item);
  typed.delete(item);
  if (isBookmarked(item)) bookmarked.add(item);
  item.classList.add("message-deleted");
  item.querySelector(".message-body").textContent = text("message-deleted");
  for (const part of [".message-edited", ".message-quote", ".message-thread"]) item.querySelector(part).hidden = true;
  setMarks(item, {});
}

/** A bookmark is gone: a message that is shown again has none. */
export function forgetBookmark(item) {
  bookmarked.delete(item);
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
