// The room page: the socket's frames go to the log, what one writes goes to the socket.

import { Composer } from "./composer.js";
import { data } from "./data.js";
import { History } from "./history.js";
import { toLogin } from "./leaving.js";
import { Log } from "./log.js";
import { countMember } from "./members.js";
import { Outbox } from "./outbox.js";
import { managePanes } from "./panes.js";
import { RoomSocket } from "./socket.js";
import { showState } from "./status.js";
import { Typing } from "./typing.js";
import { Unread } from "./unread.js";
import { Viewport } from "./viewport.js";
import { walkMessages } from "./walk.js";

const frame = document.getElementById("chat-log");
const log = new Log(document.getElementById("messages"));
const viewport = new Viewport(frame, document.getElementById("log-pill"));
const send = (command) => socket.send(command);
const typing = new Typing(send);
const history = new History({ log, viewport, frame, add, deliver, shown: () => unread.settle() });
const unread = new Unread({
  log,
  viewport,
  history,
  frame,
  send,
  head: () => socket.seq,
  isAway: () => document.hidden || socket.replaying,
});

/** What changes the room for good, by the frame's type. A type that is not here is counted and passed over. */
const events = {
  message: (event) => {
    typing.forget(event.user.id);
    history.receive(event);
  },
  edited: (event) => history.change(() => log.edit(event)),
  deleted: (event) => history.change(() => log.remove(event)),
  member: (event) => {
    countMember(event);
    if (event.op === "joined" && event.user.id === data.user.id) unread.joined(event.seq);
  },
};

/** All other frames. */
const frames = {
  ack: (ack) => {
    outbox.acknowledge(ack, log.has(ack.event));
    if (!log.toEnd) history.open().catch(() => location.assign(data.path));
  },
  error: (error) => outbox.refuse(error),
  // Somebody else may have signed in meanwhile: what this page keeps is not theirs to send.
  hello({ user }) {
    if (user.id !== data.user.id) return location.reload();
    outbox.flush();
    unread.connected();
  },
  typing: (event) => typing.hear(event),
  resumed: ({ complete }) => complete && unread.back(),
  read: (event) => unread.follow(event),
  activity: (event) => unread.hear(event),
};

const socket = new RoomSocket({ room: data.room, seq: data.head, epoch: data.epoch }, {
  state(name, say) {
    showState(name, say);
    if (name !== "connected") outbox.lost();
    if (name !== "stopped") return;
    outbox.close();
    composer.close();
  },
  event: (event) => events[event.type]?.(event),
  frame: (event) => frames[event.type]?.(event),
  reset: () => {
    unread.missed();
    history.reload().catch(() => location.reload());
  },
  login: toLogin,
});
const outbox = new Outbox({ log, send, doubt: () => socket.wake() });
const composer = new Composer({
  send: (written) => {
    outbox.add(written);
    viewport.toBottom();
  },
  written: (current) => typing.written(current),
});

function add(message) {
  outbox.arrived(message);
  return log.append(message);
}

function deliver(message) {
  if (!add(message)) return;
  unread.arrived(message);
  if (message.user.id !== data.user.id) viewport.arrived();
}

const focus = data.focus && log.item(data.focus);
if (focus) viewport.showItem(focus);
else if (unread.item) viewport.showItem(unread.item, "start");
walkMessages(frame);
managePanes();
socket.open();
window.addEventListener("online", () => socket.wake());
window.addEventListener("offline", () => socket.sleep());
window.addEventListener("pageshow", ({ persisted }) => persisted && socket.open());
document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
