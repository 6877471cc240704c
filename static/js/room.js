// The room page: the socket's frames go to the log, what one writes goes to the socket.

import { Actions } from "./actions.js";
import { orGo } from "./api.js";
import { Changes } from "./changes.js";
import { Composer } from "./composer.js";
import { refreshCounts } from "./counts.js";
import { data } from "./data.js";
import { askToDelete, needNotAsk, sayNotDeleted } from "./deleting.js";
import { hidesRoom, uncoverRoom, whenDrawerGoes } from "./drawer.js";
import { Editing } from "./editing.js";
import { listenForUnfolding } from "./folding.js";
import { Gate } from "./gate.js";
import { showHead, showRoom } from "./head.js";
import { History } from "./history.js";
import { toLogin } from "./leaving.js";
import { Log } from "./log.js";
import { idOf } from "./message.js";
import { countMember } from "./members.js";
import { Outbox } from "./outbox.js";
import { adoptMarks, itemOf, itemsOf } from "./message_marks.js";
import { managePanes } from "./panes.js";
import { Pins } from "./pins.js";
import { Places } from "./places.js";
import { Reactions } from "./reactions.js";
import { rename } from "./renaming.js";
import { targetOf } from "./replies.js";
import { forgetHit, manageSearch } from "./search.js";
import { RoomSocket } from "./socket.js";
import { close as closeStanding, mayEdit, setMuted, setRole } from "./standing.js";
import { showState } from "./status.js";
import { setThreadCount, whenThreadsAreListed } from "./thread_counts.js";
import { Threads } from "./threads.js";
import { Typing } from "./typing.js";
import { Unread } from "./unread.js";
import { forgetVersions, openVersions } from "./versions.js";
import { Viewport } from "./viewport.js";
import { walkMessages } from "./walk.js";

const frame = document.getElementById("chat-log");
const drawer = document.getElementById("drawer-body");
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
  isAway: () => document.hidden || hidesRoom() || !frame.checkVisibility() || socket.replaying,
});

/** What has been sent by the room's composer: it leads to the room's end. An answer in a thread leads nowhere. */
const said = new Set();

/** What is done with a message besides writing; told twice in the same order, it is the same. */
const marks = {
  reaction: (event) => reactions.reacted(event),
  pin: (event) => reactions.pinned(event),
};

/** What changes the room for good, by the frame's type. A type that is not here is counted and passed over. */
const events = {
  message: (event) => {
    typing.forget(event.user.id);
    history.receive(event);
    told(event);
  },
  edited: (event) =>
    history.change(() => {
      log.edit(event);
      changes.happened(event);
      editing.edited(event);
      threads.happened(event);
      pins.edited(event);
    }),
  deleted: (event) =>
    history.change(() => {
      log.remove(event);
      changes.happened(event);
      editing.deleted(event);
      needNotAsk(event);
      threads.happened(event);
      pins.deleted(event);
      forgetVersions(event);
      forgetHit(event);
    }),
  reaction: (event) => history.change(() => marks.reaction(event)),
  pin: (event) => {
    history.change(() => marks.pin(event));
    pins.pinned(event);
  },
  member: (event) => {
    countMember(event);
    if (event.user.id !== data.user.id) return;
    setRole(event.role ?? null);
    // A mute that goes on for who joins anew is told right after; who looks after the room is not muted.
    if (event.op !== "role" || event.role !== "member") setMuted(event.until ?? null);
    if (event.op === "joined") unread.joined(event.seq);
    stands();
  },
  room: ({ title, topic, kind, archived, announcements, slow_seconds }) => {
    Object.assign(data.state, { kind, archived, announcements, slow_seconds });
    // Of a direct room each one sees the others' names; the event has all of them.
    if (kind !== "direct") showRoom({ title, topic });
    stands();
  },
};

/** All other frames. */
const frames = {
  ack: (ack) => {
    if (changes.acknowledge(ack, ack.event <= socket.seq)) return;
    const leads = said.delete(ack.nonce) && !log.toEnd;
    outbox.acknowledge(ack, log.has(ack.event) || !(log.toEnd || leads));
    if (leads) history.open().catch(orGo(() => location.assign(data.path)));
  },
  error: (error) => {
    outbox.refuse(error);
    changes.refuse(error);
  },
  // Somebody else may have signed in meanwhile: what this page keeps is not theirs to send.
  hello: (hello) => (hello.user.id === data.user.id ? greeted(hello) : location.reload()),
  typing: (event) => typing.hear(event),
  resumed({ complete }) {
    if (complete) unread.back();
    // What was replayed does not say what is unread in threads: asked for now, that is of all that is here.
    unread.connected();
  },
  read: (event) => unread.follow(event),
  activity: (event) => unread.hear(event),
  rooms: () => refreshCounts(),
  thread(event) {
    setThreadCount(event);
    history.change(() => threads.told(event));
    threads.follow(event);
  },
  bookmark: kept,
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
    composer.end();
    threads.end();
  },
  event: (event) => {
    called(event.room);
    events[event.type]?.(event);
    threads.hear(event);
    actions.refresh();
  },
  frame: (event) => frames[event.type]?.(event),
  reset: () => {
    unread.missed();
    history.reload().then(() => {
      threads.reload();
      pins.reload();
    });
  },
  login: toLogin,
});
const threads = new Threads({
  log,
  send: (written, reply) => outbox.add(written, reply),
  takes: () => composer.takes,
  waiting: (entry) => outbox.itemBeside(entry),
  made,
  left: (content) => editing.leave(content),
  again: (event) => marks[event.type]?.(event),
  listen: (field, last) => editing.listen(field, last),
});
const outbox = new Outbox({ log, send, doubt: () => socket.wake(), shown: (entries) => threads.showUnsent(entries) });
const composer = new Composer({
  send: (written, reply) => {
    said.add(outbox.add(written, reply));
    viewport.toBottom();
  },
  written: (current) => typing.written(current),
});

const gate = new Gate(offered);
const reactions = new Reactions({ changes: () => changes, steady: (change) => viewport.steady(change), kept });
const changes = new Changes({ send, doubt: () => socket.wake(), refused, marked: (id) => reactions.waits(id) });
const remove = (item) => askToDelete(item, (id) => changes.delete(id));
const editing = new Editing({ log, changes, askToDelete: remove });
const actions = new Actions([frame, drawer], {
  react: (item, button) => reactions.offer(item, button),
  reply,
  pin: (item) => reactions.pin(item),
  bookmark: (item) => reactions.bookmark(item),
  history: (item) => openVersions(idOf(item)),
  edit: (item) => editing.open(item),
  delete: remove,
  unread: markUnread,
}, {
  reply: (item) => !item.matches(".message-deleted") && (threads.holds(item) ? threads : composer).takes,
  // The list of pins is made anew whenever one of them changes, and would take an editor along.
  edit: (item) => !pins.holds(item) && mayEdit(item),
});
const pins = new Pins({ made: marked, unpin: (item) => reactions.pin(item) });
new Places({ log, viewport, history, doubt: () => socket.wake(), open: { thread: (id) => threads.open(id), versions: openVersions } });

/** In the thread beside the room, or in the room. */
async function reply(item) {
  if (threads.holds(item)) return threads.answer();
  const target = targetOf(item);
  await uncoverRoom();
  composer.reply(target);
}

/** The room has another name in addresses. */
function called(name) {
  if (!rename(name)) return;
  socket.room = name;
}

/** What the reader may do here may be something else now. */
function stands() {
  gate.show();
  showHead();
  offered();
}

/** What is offered there may be something else now. */
function offered() {
  threads.stands();
  actions.refresh();
}

/** A message of somebody else and all after it are unread again; the `read` frame says so to every tab. */
function markUnread({ dataset }) {
  return send({ type: "read", upto: Number(dataset.seq) - 1, back: true });
}

function greeted({ room, role, muted_until: mutedUntil = null }) {
  called(room);
  setRole(role);
  setMuted(mutedUntil);
  stands();
  outbox.flush();
  changes.flush();
  editing.connected();
  threads.connected();
}

function lost() {
  outbox.lost();
  changes.lost();
}

/** A stored message has come into log or drawer. */
function made(item) {
  editing.dress(item);
  marked(item);
}

/** It shows what waits for it. */
function marked(item) {
  changes.dress(item);
  reactions.dress(item);
}

/** A change was not taken: its reason is said where the message is. */
function refused({ type, target, text, op }, reason) {
  // What is pinned may stand in the drawer alone.
  const item = itemOf(target) ?? itemsOf(target)[0];
  if (type === "edit") editing.refused(target, text, reason);
  else if (type !== "delete") reactions.refused({ type, target, text, op }, reason);
  else if (item) sayNotDeleted(item, reason, () => changes.delete(target));
}

/** A message is bookmarked, or no longer. */
function kept(event) {
  history.change(() => {
    reactions.bookmarked(event);
    actions.refresh();
  });
}

/** A message may be one more of a thread. */
function told(event) {
  history.change(() => threads.happened(event));
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

managePanes();
adoptMarks(frame);
reactions.waits();
const focus = data.focus && log.item(data.focus);
if (focus) viewport.showItem(focus);
else unread.open();
for (const place of [frame, drawer]) {
  walkMessages(place);
  listenForUnfolding(place, (unfold) => history.change(unfold));
}
showHead();
editing.listen(document.getElementById("chat-message-input"), () => (log.toEnd ? log.lastOf(data.user.id) : null));
whenDrawerGoes(() => unread.back());
whenThreadsAreListed((unreadOf) => history.change(() => threads.listed(unreadOf)));
// On a phone the list of rooms stands in place of the room.
addEventListener("hashchange", () => unread.back());
manageSearch();
socket.open();
if (location.hash === "#thread" && data.focus) threads.open(data.focus);
window.addEventListener("online", () => socket.wake());
window.addEventListener("offline", () => socket.sleep());
window.addEventListener("pageshow", ({ persisted }) => persisted && socket.open());
document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
