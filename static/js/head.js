// The header of the room: what it is called and about, the lock, the menu. It follows what happens to the room.

import { setTitle } from "./counts.js";
import { data } from "./data.js";
import { isMember, manages, mayLeave } from "./standing.js";
import { text } from "./texts.js";

const byId = (id) => document.getElementById(id);
const topic = byId("room-topic");
const input = byId("chat-message-input");

/** Shows what the room is called and about. */
export function showRoom({ title, topic: about }) {
  if (title !== data.title) {
    data.title = title;
    byId("room-title").textContent = title;
    byId("log-start-title").textContent = title;
    byId("chat-log").ariaLabel = text("log-label", { room: title });
    input.placeholder = text("composer-label", { room: title });
    input.labels[0].textContent = input.placeholder;
    setTitle(title);
  }
  topic.textContent = topic.title = about;
  topic.hidden = !about;
}

/** Shows whether the room is private, and what the menu has for the reader. */
export function showHead() {
  const lock = byId("room-private");
  if (lock) lock.hidden = data.state.kind !== "private";
  byId("room-menu-members").hidden = !isMember() && !manages();
  byId("room-menu-settings").hidden = !manages();
  byId("room-menu-leave").hidden = !mayLeave();
  const items = byId("room-menu").querySelectorAll(".menu-panel > *");
  byId("room-menu").hidden = Array.from(items).every(({ hidden }) => hidden);
}
