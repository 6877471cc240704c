// A message that was found: the server's own template, cloned and filled.

import { fold } from "./folding.js";
import { setBody, setPerson } from "./message.js";
import { momentText } from "./time.js";

const template = document.getElementById("hit-template").content.firstElementChild;
const icons = { open: "hash", private: "lock", direct: "user" };

/** The item of a message as GET /api/search shows it. */
export function hitItem(message) {
  const item = template.cloneNode(true);
  const path = `/rooms/${encodeURIComponent(message.room)}`;
  item.id = `hit-${message.id}`;
  item.tabIndex = -1;
  setPerson(item, message.user);
  const room = item.querySelector(".hit-room");
  room.href = path;
  room.querySelector(".hit-room-title").textContent = message.room_title;
  const icon = room.querySelector("use");
  icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${icons[message.room_kind] ?? "hash"}`));
  item.querySelector(".hit-open").href = `${path}/messages/${message.id}`;
  const time = item.querySelector("time");
  time.dateTime = message.at;
  time.textContent = momentText(new Date(message.at));
  item.querySelector(".message-bot").hidden = !message.bot;
  setBody(item.querySelector(".message-body"), message.html);
  fold(item, message.id);
  const unfold = item.querySelector(".message-unfold");
  if (unfold) unfold.href = item.querySelector(".hit-open").href;
  return item;
}
