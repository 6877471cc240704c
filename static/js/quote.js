// The quoted line of a reply, and the line below the first message of a thread. Both are the server's own template.

import { data } from "./data.js";
import { isBlocked } from "./folding.js";
import { countText, nameOf, text } from "./texts.js";
import { momentText } from "./time.js";

/** Fills the quoted line, or hides it where nothing is answered: `reply_to` of a frame. */
export function setQuote(link, reply) {
  link.hidden = !reply;
  if (!reply) return;
  const { id, user, excerpt } = reply;
  link.href = `${data.path}/messages/${id}`;
  Object.assign(link.dataset, { quoted: id, user: user.id });
  link.querySelector(".message-quote-author").textContent = nameOf(user);
  setExcerpt(link, excerpt);
}

/** A message is another now: whatever quotes it shows that. An empty excerpt is that of a deleted one. */
export function requote(id, excerpt) {
  for (const link of document.querySelectorAll(`.message-quote[data-quoted="${id}"]`)) setExcerpt(link, excerpt);
}

function setExcerpt(link, excerpt) {
  const shown = isBlocked(link.dataset.user) ? text("message-folded") : excerpt || text("message-deleted");
  link.querySelector(".message-quote-text").textContent = shown;
}

/** Fills the line of a thread: `thread` of a frame, `unread` where it says so. */
export function setThread(item, thread) {
  const link = item.querySelector(".message-thread");
  const replies = item.matches(".message-deleted") ? 0 : (thread?.replies ?? 0);
  link.hidden = replies === 0;
  if (!thread) return;
  link.href = `${data.path}/threads/${thread.id}`;
  link.querySelector(".message-thread-count").textContent = countText("thread-replies", replies);
  const last = link.querySelector(".message-thread-last");
  last.dateTime = thread.last_at ?? "";
  showLast(last);
  if (thread.unread !== undefined) setThreadUnread(item, thread.unread);
}

/** How many replies the reader has not read. */
export function setThreadUnread(item, unread) {
  const link = item.querySelector(".message-thread");
  if (Number(link.dataset.unread) === unread) return;
  link.dataset.unread = unread;
  const count = link.querySelector(".message-thread-unread");
  count.hidden = unread === 0;
  const [number, label] = count.children;
  number.textContent = unread;
  label.textContent = countText("unread", unread);
}

/** Writes when the newest reply came. */
export function showLast(time) {
  time.textContent = time.dateTime ? momentText(new Date(time.dateTime)) : "";
}
