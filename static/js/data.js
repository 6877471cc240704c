// What the server gave to this room page: src/web/view/room.rs.

export const data = JSON.parse(document.getElementById("room-data").textContent);

/** The prefix of what this browser keeps for this reader in this room. */
export const keepKey = `${data.user.id}:${data.room}`;
