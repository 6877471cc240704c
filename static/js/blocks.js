// Blocks of one person and dividers between days, in the reader's zone.

import { dayOf, showDay } from "./time.js";

/** Messages of one person within this time are one block, as in src/web/view/message.rs. */
const BLOCK_MS = 5 * 60 * 1000;

const template = document.getElementById("day-template").content.firstElementChild;

function momentOf(item) {
  return new Date(item.querySelector("time").dateTime);
}

function divider(day) {
  const item = template.cloneNode(true);
  const time = item.querySelector("time");
  time.dateTime = day;
  showDay(time);
  return item;
}

/** Settles whether a message opens a day or a block. Ask again when what stands before it has changed. */
export function settle(item) {
  let before = item.previousElementSibling;
  if (before?.classList.contains("day")) {
    before.remove();
    before = item.previousElementSibling;
  }
  const moment = momentOf(item);
  const earlier = before ? momentOf(before) : null;
  const newDay = !earlier || dayOf(earlier) !== dayOf(moment);
  if (newDay) item.before(divider(dayOf(moment)));
  item.classList.toggle(
    "message-continues",
    !newDay && !item.classList.contains("message-first-unread") && before.dataset.user === item.dataset.user && moment - earlier < BLOCK_MS,
  );
}

/** "Today" becomes "Yesterday" at midnight. */
export function renameDays(list) {
  for (const time of list.querySelectorAll(".day time")) showDay(time);
}
