// What the reader may do with a message here, as far as the page offers it: the rules of src/domain/permission.rs. The
// server decides.

import { data } from "./data.js";

const MODERATORS = ["moderator", "owner"];
let role = data.role;
let closed = data.archived;

/** The reader's role in the room, as `hello` and `member` tell it; null for who has not joined. */
export function setRole(present) {
  role = present;
}

/** Nothing can be done here any more. */
export function close() {
  closed = true;
}

export function isMember() {
  return role !== null;
}

export function isOwn(item) {
  return item.dataset.user === data.user.id;
}

/** Whether the reader may edit or delete a message: one's own, and every one for who looks after the room. */
export function mayChange(item) {
  if (closed || !item.dataset.seq || item.matches('.message-deleted, [data-change="delete"]')) return false;
  return isOwn(item) || data.admin || MODERATORS.includes(role);
}
