// The texts that a message had, in the drawer: what was taken away and what was added, in words too.

import { versions } from "./api.js";
import { openDrawer } from "./drawer.js";
import { nameOf, text } from "./texts.js";
import { momentText } from "./time.js";

/** Opens the drawer with all texts of a message, the newest on top. */
export async function openVersions(id) {
  const list = document.createElement("ol");
  list.className = "versions";
  openDrawer({ name: `versions-${id}`, heading: text("history-title"), content: list });
  try {
    const all = await versions(id);
    const shown = all.map((version, index) => versionItem(version, index, all.length - 1));
    list.append(...shown.reverse());
  } catch {
    const failed = document.createElement("li");
    failed.className = "drawer-empty";
    failed.textContent = text("history-failed");
    list.replaceChildren(failed);
  }
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
