// What the server gave to this room page: src/web/view/room.rs. `state` is what of the room may change while it is open.

export const data = JSON.parse(document.getElementById("room-data").textContent);

/** Whose and of which room what this browser keeps is: by ids, for a room may be called otherwise tomorrow. */
export function keepKey() {
  return `${data.user.id}:${data.id}`;
}
