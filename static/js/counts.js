// What is unread in each room: the list of rooms, the window's title and its icon show it. Only what the server has
// counted is shown; a row keeps its counts in `data-unread` and `data-mentions`.

import { rooms as listRooms } from "./api.js";
import { data } from "./data.js";
import { showMarks } from "./marks.js";
import { countText } from "./texts.js";
import { expectThreads } from "./thread_counts.js";

const [list, directList] = document.querySelectorAll(".sidebar-rooms");
const directHeading = document.getElementById("sidebar-direct");
const mentionsEntry = document.getElementById("sidebar-mentions");
const icon = document.getElementById("icon");
const iconPath = icon.getAttribute("href");
const [, site] = document.title.match(/( · .*)$/s) ?? ["", ""];
let title = document.title;

/** The number of the last frame that said how a room stands, and of each room its own last one. */
let told = 0;
const toldOf = new Map();
/** The number of what the room that is open was last called by. */
let titled = 0;
/** The number of the last question for the list, and of the newest one whose answer is shown. */
let asked = 0;
let answered = 0;

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

/** The list of rooms as it is now, and of threads: what happened while there was no connection is in nobody's frames. */
export async function refreshCounts() {
  const before = told;
  const threadsCome = expectThreads();
  const question = (asked += 1);
  let answer;
  try {
    answer = await listRooms();
  } catch {
    // The next connection asks again; until then each room's next frame is right.
    return;
  }
  if (question < answered) return;
  answered = question;
  threadsCome(answer.threads);
  const shown = answer.rooms.filter(({ name, joined, archived }) => name === data.room || (joined && !archived));
  const names = new Set(shown.map(({ name }) => name));
  for (const row of rows()) if (!names.has(row.dataset.room)) row.parentElement.remove();
  const isDirect = ({ kind }) => kind === "direct";
  place(list, shown.filter((room) => !isDirect(room)), before);
  place(directList, shown.filter(isDirect), before);
  mentionsEntry.dataset.elsewhere = sumOf(answer.rooms.filter(({ name }) => !names.has(name)), "mentions");
  directHeading.hidden = !directList.children.length;
  showMarks();
  showTogether();
}

/** Gives a list its rooms, in this order; `before` is the number of the last frame when they were asked for. */
function place(into, shown, before) {
  shown.forEach((room, index) => {
    const known = rowOf(room.name);
    const row = known ?? newRow(room);
    // Another room may have come by the name of one that is gone.
    row.dataset.id = room.id;
    if (row.dataset.kind !== room.kind) setKind(row, room.kind);
    // The room that is open may have been told a new title meanwhile.
    if (room.name !== data.room || titled <= before) row.querySelector(".sidebar-title").textContent = room.title;
    // What a frame said meanwhile may have been counted later, and what happens after it is told again.
    if (!known || !(toldOf.get(room.name) > before)) show(row, room);
    // A row that stands in its place is not moved, or it would lose the focus.
    const [item, there] = [row.parentElement, into.children[index] ?? null];
    if (item !== there) into.insertBefore(item, there);
  });
}

/** The room that is open is called otherwise now, in addresses and rows. */
export function renameRow(oldName) {
  const row = rowOf(oldName);
  if (row) nameRow(row, data.room);
  toldOf.set(data.room, toldOf.get(oldName));
}

/** What the room that is open is called in the window's title and in its row. */
export function setTitle(shown) {
  titled = told += 1;
  const row = rowOf(data.room);
  if (row) row.querySelector(".sidebar-title").textContent = shown;
  title = shown + site;
  showTogether();
}

/** Messages that are unread in the room that is open. */
export function unreadHere() {
  return Number(rowOf(data.room)?.dataset.unread ?? 0);
}

function rows() {
  return [list, directList].flatMap((some) => Array.from(some.querySelectorAll("[data-room]")));
}

function rowOf(room) {
  return rows().find((row) => row.dataset.room === room);
}

function newRow({ name, kind }) {
  const template = document.getElementById(`sidebar-${kind}-template`).content.firstElementChild;
  const row = template.cloneNode(true).querySelector("[data-room]");
  nameRow(row, name);
  return row;
}

/** Gives a row the lock, or takes it away. */
function setKind(row, kind) {
  const template = document.getElementById(`sidebar-${kind}-template`).content.firstElementChild;
  const marks = template.cloneNode(true).querySelectorAll("[data-room] > :is(svg, .visually-hidden)");
  for (const mark of row.querySelectorAll(":scope > :is(svg, .visually-hidden)")) mark.remove();
  row.prepend(...marks);
  row.dataset.kind = kind;
}

function nameRow(row, name) {
  row.dataset.room = name;
  row.href = `/rooms/${encodeURIComponent(name)}`;
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

function sumOf(counts, key) {
  return counts.reduce((all, one) => all + Number(one[key]), 0);
}

function showTogether() {
  const counts = rows().map(({ dataset }) => dataset);
  const [unread, mentions] = [sumOf(counts, "unread"), sumOf(counts, "mentions")];
  showMentions(mentions + Number(mentionsEntry.dataset.elsewhere));
  const state = mentions > 0 ? "-mention" : unread > 0 ? "-unread" : "";
  document.title = unread > 0 ? `(${unread}) ${title}` : title;
  icon.href = iconPath.replace("icon.svg", `icon${state}.svg`);
}

/** How many messages call the reader, in all rooms. */
function showMentions(mentions) {
  const count = mentionsEntry.querySelector(".count");
  const [number, label] = count.children;
  mentionsEntry.classList.toggle("sidebar-unread", mentions > 0);
  count.hidden = mentions === 0;
  number.textContent = mentions;
  label.textContent = countText("mentions", mentions);
}
