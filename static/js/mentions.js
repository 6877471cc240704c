// The page of the messages that call the reader. It hears over the socket of one of the reader's rooms what all windows of
// a person are told (docs/protocol.md §2.3, `read` and `activity`); the list itself is only read, and grows by itself never:
// what is new is said above it, so that nothing moves under the eye.

import { mentions } from "./api.js";
import { refreshCounts, setCounts } from "./counts.js";
import { data } from "./data.js";
import { latest } from "./latest.js";
import { toLogin } from "./leaving.js";
import { RoomSocket } from "./socket.js";
import { setThreadCount } from "./thread_counts.js";

/** What comes at once is asked for once. */
const PAUSE_MS = 300;
const list = document.getElementById("mentions");
const ask = latest(() => mentions(data.unread));
let timer = 0;

/** Marks what is unread, takes away what is gone, and says whether there is more. */
async function look() {
  let page;
  try {
    page = await ask();
  } catch {
    // The next frame asks again.
  }
  if (!page) return;
  const found = new Map(page.messages.map((message) => [message.id, message]));
  const oldest = page.cursor ? Number(page.cursor) : 0;
  const items = Array.from(list.children);
  for (const item of items) {
    const { id } = item.dataset;
    if (found.has(id)) item.classList.toggle("mention-unread", found.get(id).unread);
    // Read meanwhile: it stays where the reader sees it, without its mark.
    else if (data.unread) item.classList.remove("mention-unread");
    else if (Number(id) >= oldest) item.remove();
  }
  const newest = Number(items[0]?.dataset.id ?? 0);
  document.getElementById("mentions-new").hidden = !page.messages.some(({ id }) => Number(id) > newest);
  document.getElementById("mentions-empty").hidden = list.children.length > 0;
}

function lookSoon() {
  if (data.older) return;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE_MS);
}

function counted(frame) {
  setCounts(frame);
  lookSoon();
}

function listed() {
  refreshCounts();
  lookSoon();
}

const frames = {
  // Somebody else may have signed in meanwhile.
  hello: ({ user }) => (user.id === data.user.id ? listed() : location.reload()),
  read: counted,
  activity: counted,
  rooms: listed,
  thread: setThreadCount,
};

if (data.live) {
  const room = decodeURIComponent(data.path.split("/").at(-1));
  const socket = new RoomSocket({ room, seq: data.head, epoch: data.epoch }, {
    // Out of that room: the page of now hears of another one.
    state: (_, say) => ["removed", "room-gone"].includes(say) && location.reload(),
    event: () => {},
    frame: (event) => frames[event.type]?.(event),
    reset: () => {},
    login: toLogin,
  });
  socket.open();
  window.addEventListener("online", () => socket.wake());
  window.addEventListener("offline", () => socket.sleep());
  document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
  // Back from a message: the page may be one of before.
  window.addEventListener("pageshow", ({ persisted }) => persisted && socket.open());
}
