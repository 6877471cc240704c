// The room page: the socket's frames go to the log, what one writes goes to the socket.

import { Actions } from "./actions.js";
import { Changes } from "./changes.js";
import { Composer } from "./composer.js";
import { data } from "./data.js";
import { askToDelete, needNotAsk, sayNotDeleted } from "./deleting.js";
import { Editing } from "./editing.js";
import { History } from "./history.js";
import { toLogin } from "./leaving.js";
import { Log } from "./log.js";
import { countMember } from "./members.js";
import { Outbox } from "./outbox.js";
import { managePanes } from "./panes.js";
import { RoomSocket } from "./socket.js";
import { close as closeStanding, setRole } from "./standing.js";
import { showState } from "./status.js";
import { Typing } from "./typing.js";
import { Unread } from "./unread.js";
import { Viewport } from "./viewport.js";
import { walkMessages } from "./walk.js";

const frame = document.getElementById("chat-log");
const log = new Log(document.getElementById("messages"), made);
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
  edited: (event) =>
    history.change(() => {
      log.edit(event);
      changed(event);
      editing.edited(event);
    }),
  deleted: (event) =>
    history.change(() => {
      log.remove(event);
      changed(event);
      editing.deleted(event);
      needNotAsk(event);
    }),
  member: (event) => {
    countMember(event);
    if (event.user.id !== data.user.id) return;
    setRole(event.role ?? null);
    if (event.op === "joined") unread.joined(event.seq);
  },
};

/** All other frames. */
const frames = {
  ack: (ack) => {
    if (changes.acknowledge(ack, ack.event <= socket.seq)) return;
    outbox.acknowledge(ack, log.has(ack.event));
    if (!log.toEnd) history.open().catch(() => location.assign(data.path));
  },
  error: (error) => {
    outbox.refuse(error);
    changes.refuse(error);
  },
  // Somebody else may have signed in meanwhile: what this page keeps is not theirs to send.
  hello: ({ user, role }) => (user.id === data.user.id ? greeted(role) : location.reload()),
  typing: (event) => typing.hear(event),
  resumed: ({ complete }) => complete && unread.back(),
  read: (event) => unread.follow(event),
  activity: (event) => unread.hear(event),
};

const socket = new RoomSocket({ room: data.room, seq: data.head, epoch: data.epoch }, {
  state(name, say) {
    showState(name, say);
    if (name !== "connected") lost();
    if (name !== "stopped") return;
    closeStanding();
    actions.refresh();
    editing.close();
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

const changes = new Changes({ log, send, doubt: () => socket.wake(), refused });
const remove = (item) => askToDelete(item, (id) => changes.delete(id));
const editing = new Editing({ log, changes, askToDelete: remove });
const actions = new Actions(frame, { edit: (item) => editing.open(item), delete: remove, unread: markUnread });

/** A message of somebody else and all after it are unread again; the `read` frame says so to every tab. */
function markUnread({ dataset }) {
  return send({ type: "read", upto: Number(dataset.seq) - 1, back: true });
}

function greeted(role) {
  setRole(role);
  actions.refresh();
  outbox.flush();
  changes.flush();
  editing.connected();
  unread.connected();
}

function lost() {
  outbox.lost();
  changes.lost();
}

/** A stored message has come into the log. */
function made(item) {
  changes.dress(item);
  editing.dress(item);
}

/** What is shown of a message has changed. */
function changed(event) {
  changes.happened(event);
  actions.refresh();
}

/** A change was not taken: its reason is said where the message is. */
function refused({ type, target, text }, reason) {
  const item = log.item(target);
  if (type === "edit") editing.refused(target, text, reason);
  else if (item) sayNotDeleted(item, reason, () => changes.delete(target));
}

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
editing.listen(document.getElementById("chat-message-input"), () => log.toEnd);
managePanes();
socket.open();
window.addEventListener("online", () => socket.wake());
window.addEventListener("offline", () => socket.sleep());
window.addEventListener("pageshow", ({ persisted }) => persisted && socket.open());
document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
