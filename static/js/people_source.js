// Whom one may mean behind an `@`: a source of completion.js.

import { people } from "./api.js";
import { initials, tintOf } from "./message.js";
import { countText, text } from "./texts.js";

const MOST = 8;

export const peopleSource = {
  trigger: "@",
  aliases: "＠",
  inText: true,
  get label() {
    return text("people-label");
  },
  async find(query, signal) {
    const { people: found, room } = await people(query, signal);
    const items = found.map(({ id, name, username, member }) => ({
      id,
      insert: `@${username}`,
      label: name,
      hint: member ? `@${username}` : `@${username} · ${text("people-outside")}`,
      glyph: initials(name),
      tint: tintOf(id),
    }));
    if (!room) return items;
    const everybody = {
      id: "room",
      insert: "@room",
      label: "@room",
      hint: `${text("people-room")} · ${countText("people-room-reach", room.members)}`,
      glyph: "@",
    };
    return [...items.slice(0, MOST - 1), everybody];
  },
};
