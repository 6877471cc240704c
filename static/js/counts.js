// What is unread in each room: the list of rooms, the window's title and its icon show it. Only what the server has
// counted is shown; a row keeps its counts in `data-unread` and `data-mentions`.

import { rooms as listRooms } from "./api.js";
import { data } from "./data.js";
import { countText } from "./texts.js";

const list = document.querySelector(".sidebar-rooms");
const icon = document.getElementById("icon");
const iconPath = icon.getAttribute("href");
const title = document.title;

/** The number of the last frame that said how a room stands, and of each room its own last one. */
let told = 0;
const toldOf = new Map();

showTogether();

/** How a room stands, as `read` and `activity` say it. */
export function setCounts({ room, unread, mentions }) {
  toldOf.set(room, (told += 1));
  const row = rowOf(room);
  // Joined in another window: only the list knows its title.
  if (!row) return void refreshCounts();
  show(row, { unread, mentions });
  showTogether();
}

/** The list of rooms as it is now: what happened while there was no connection is in nobody's frames. */
export async function refreshCounts() {
  const before = told;
  let answer;
  try {
    answer = await listRooms();
  } catch {
    // The next connection asks again; until then each room's next frame is right.
    return;
  }
  const shown = answer.filter(({ name, joined, archived }) => name === data.room || (joined && !archived));
  const names = new Set(shown.map(({ name }) => name));
  for (const row of rows()) if (!names.has(row.dataset.room)) row.parentElement.remove();
  shown.forEach((room, index) => {
    const known = rowOf(room.name);
    const row = known ?? newRow(room);
    row.querySelector(".sidebar-title").textContent = room.title;
    // What a frame said meanwhile may have been counted later, and what happens after it is told again.
    if (!known || !(toldOf.get(room.name) > before)) show(row, room);
    // A row that stands in its place is not moved, or it would lose the focus.
    const [item, there] = [row.parentElement, list.children[index] ?? null];
    if (item !== there) list.insertBefore(item, there);
  });
  showTogether();
}

/** Messages that are unread in the room that is open. */
export function unreadHere() {
  return Number(rowOf(data.room)?.dataset.unread ?? 0);
}

function rows() {
  return Array.from(list.querySelectorAll("[data-room]"));
}

function rowOf(room) {
  return rows().find((row) => row.dataset.room === room);
}

function newRow({ name, kind }) {
  const template = document.getElementById(`sidebar-${kind}-template`).content.firstElementChild;
  const row = template.cloneNode(true).querySelector("[data-room]");
  row.dataset.room = name;
  row.href = `/rooms/${encodeURIComponent(name)}`;
  return row;
}

function show(row, { unread, mentions }) {
  const count = row.querySelector(".count");
  const [number, label] = count.children;
  Object.assign(row.dataset, { unread, mentions });
  row.classList.toggle("sidebar-unread", unread > 0);
  count.classList.toggle("count-mentions", mentions > 0);
  count.hidden = unread === 0;
  number.textContent = mentions || unread;
  label.textContent = mentions ? countText("mentions", mentions) : countText("unread", unread);
}

function showTogether() {
  const sum = (key) => rows().reduce((all, row) => all + Number(row.dataset[key]), 0);
  const unread = sum("unread");
  const state = sum("mentions") > 0 ? "-mention" : unread > 0 ? "-unread" : "";
  document.title = unread > 0 ? `(${unread}) ${title}` : title;
  icon.href = iconPath.replace("icon.svg", `icon${state}.svg`);
}
