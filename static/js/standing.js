// What the reader may do here, as far as the page offers it: the rules of src/domain/permission.rs. The server decides.

import { data } from "./data.js";

const MODERATORS = ["moderator", "owner"];
/** What is shown for good: a moment that nobody waits for (docs/protocol.md §2.3). */
const NEVER_FROM = Date.UTC(9999, 0);
const { state } = data;
let role = data.role;
let closed = false;

/** The reader's role in the room, as `hello` and `member` tell it; null for who has not joined. */
export function setRole(present) {
  role = present;
}

/** Until when the reader may not write, as `hello` and `member` tell it; null where that is over. */
export function setMuted(until) {
  state.muted_until = until;
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

/** Looks after what others write; in a direct room nobody in it does. */
function moderates() {
  return data.admin || (state.kind !== "direct" && MODERATORS.includes(role));
}

/** May set what can be set of the room. */
export function manages() {
  return state.kind !== "direct" && moderates();
}

export function mayLeave() {
  return isMember() && state.kind !== "direct";
}

/** The moment at which a mute ends, in milliseconds; `Infinity` where somebody has to lift it, 0 where there is none. */
export function mutedUntil() {
  if (state.muted_until === null || role !== "member" || (data.admin && state.kind === "open")) return 0;
  const until = Date.parse(state.muted_until);
  if (!(until < NEVER_FROM)) return Infinity;
  return until > Date.now() ? until : 0;
}

/** Why the reader cannot write here now: `archived`, `muted`, `announcements`, or null. */
export function whyClosed() {
  if (state.archived) return "archived";
  if (mutedUntil()) return "muted";
  return state.announcements && !moderates() ? "announcements" : null;
}

/** Seconds that the reader has to wait between two messages; 0: none. */
export function slowSeconds() {
  return moderates() ? 0 : state.slow_seconds;
}

/** Whether something can be changed about a message, by whoever may. */
function isChangeable(item) {
  return !closed && !state.archived && item.dataset.seq && !item.matches('.message-deleted, [data-change="delete"]');
}

/** Whether the reader may edit a message: one's own, and every one for who looks after the room. */
export function mayEdit(item) {
  return Boolean(isChangeable(item)) && (isOwn(item) ? !mutedUntil() : manages());
}

/** Whether the reader may delete a message: one's own also where one is muted. */
export function mayDelete(item) {
  return Boolean(isChangeable(item)) && (isOwn(item) || manages());
}

/** Whether the reader may answer a message with an emoji: whoever may write, and members where only some write. */
export function mayReact(item) {
  return Boolean(isChangeable(item)) && !mutedUntil() && (isMember() || !state.announcements || moderates());
}

/** Whether the reader may pin a message for the room, or take that back. */
export function mayPin(item) {
  const belongs = isMember() || (data.admin && state.kind === "open");
  return Boolean(isChangeable(item)) && belongs && !mutedUntil() && (!state.announcements || moderates());
}

/** Whether the reader may report a message: one of somebody else that is there. */
export function mayReport(item) {
  return !closed && !isOwn(item) && !item.matches(".message-deleted");
}
