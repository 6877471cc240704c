// The texts that a message had, in the drawer: what was taken away and what was added, in words too.

import { versions } from "./api.js";
import { openDrawer } from "./drawer.js";
import { nameOf, text } from "./texts.js";
import { momentText } from "./time.js";

/** What the drawer shows: the message's id, and the list of its texts. */
let shown = null;

/** Opens the drawer with all texts of a message, the newest on top. */
export async function openVersions(id) {
  const list = document.createElement("ol");
  list.className = "versions";
  const opened = { id, list };
  const closed = () => shown === opened && (shown = null);
  openDrawer({ name: `versions-${id}`, heading: text("history-title"), content: list, closed });
  shown = opened;
  try {
    const all = await versions(id);
    if (shown !== opened) return;
    const items = all.map((version, index) => versionItem(version, index, all.length - 1));
    list.append(...items.reverse());
  } catch {
    if (shown === opened) say(list, text("history-failed"));
  }
}

/** A message is gone, and all that it said before. */
export function forgetVersions({ id }) {
  if (shown?.id !== id) return;
  say(shown.list, text("message-deleted"));
  shown = null;
}

function say(list, sentence) {
  const line = document.createElement("li");
  line.className = "drawer-empty";
  line.textContent = sentence;
  list.replaceChildren(line);
}

function versionItem({ by, at, changes }, index, last) {
  const item = document.createElement("li");
  item.className = "version";
  const head = document.createElement("p");
  head.className = "version-head";
  const name = document.createElement("b");
  name.textContent = by ? nameOf(by) : "";
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = momentText(new Date(at));
  head.append(name, " ", time);
  if (index === last) head.append(" ", badge(text("history-present")));
  if (index === 0) head.append(" ", badge(text("history-first")));
  const words = document.createElement("p");
  words.className = "version-text";
  words.append(...changes.map(piece));
  item.append(head, words);
  return item;
}

function badge(sentence) {
  const mark = document.createElement("span");
  mark.className = "badge";
  mark.textContent = sentence;
  return mark;
}

function piece({ op, text: words }) {
  if (op === "same") return document.createTextNode(words);
  const part = document.createElement(op === "added" ? "ins" : "del");
  part.append(unseen(`${text(`history-${op}`)} `), words, unseen(` ${text("history-end")}`));
  return part;
}

/** For those who hear the page. */
function unseen(sentence) {
  const mark = document.createElement("span");
  mark.className = "visually-hidden";
  mark.textContent = sentence;
  return mark;
}
