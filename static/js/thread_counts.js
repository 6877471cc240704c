// What is unread in threads: how many of them the sidebar says, and whoever shows threads hears of each. Only what the
// server has counted is shown.

import { countText } from "./texts.js";

/** The number of the last frame that said how a thread stands, and of each thread its own last one. */
let told = 0;
const toldOf = new Map();
let hear = () => {};

/** How a thread stands, as `thread` says it. */
export function setThreadCount({ id, unread_threads: threads }) {
  toldOf.set(id, (told += 1));
  show(threads);
}

/**
 * Whenever the list has come, `listed(unreadOf)` is called: `unreadOf(id)` is what of a thread is unread, and undefined
 * where a frame has said that since the list was asked for.
 */
export function whenThreadsAreListed(listed) {
  hear = listed;
}

/** The list is asked for: returns what takes the answer, `threads` of GET /api/rooms. */
export function expectThreads() {
  const before = told;
  return (threads) => {
    if (told === before) show(threads.length);
    const unread = new Map(threads.map((thread) => [thread.id, thread.unread]));
    hear((id) => (toldOf.get(id) > before ? undefined : (unread.get(id) ?? 0)));
  };
}

function show(threads) {
  const count = document.getElementById("threads-count");
  count.hidden = threads === 0;
  const [number, label] = count.children;
  number.textContent = threads;
  label.textContent = countText("threads-unread", threads);
}
