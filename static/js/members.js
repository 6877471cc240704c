// What the header says of the room's members, as they come and go.

import { data } from "./data.js";
import { countText } from "./texts.js";

const line = document.getElementById("room-members");

/** A `member` event. */
export function countMember({ op, user }) {
  if (op === "joined" && user.id === data.user.id) document.getElementById("room-join")?.remove();
  const step = { joined: 1, left: -1, removed: -1, banned: -1 }[op];
  if (!step) return;
  const members = Number(line.dataset.members) + step;
  line.dataset.members = members;
  line.title = countText("members", members);
  line.querySelector(".room-members-count").textContent = members;
  line.querySelector(".visually-hidden").textContent = line.title;
}
