// The room's socket: chat.v1, kept alive and resumed by seq (docs/protocol.md §2).

import { roomStatus } from "./api.js";
import { afterClose, afterRefusal } from "./closing.js";

const HANDSHAKE_MS = 10_000;
const PONG_MS = 10_000;
const HEARTBEAT_MS = 25_000;
const OFFLINE_MS = 30_000;

/**
 * Tells its listener, an object with these methods:
 * `state(name, say)`: connecting, connected, reconnecting, stopped · `event(frame)`: the next room event, in order ·
 * `frame(frame)`: any other frame · `reset()`: too far behind, load the history anew · `login()`: the session has ended.
 */
export class RoomSocket {
  /** Its name now. */
  room;
  #listener;
  #socket = null;
  #timers = { retry: 0, handshake: 0, beat: 0, pong: 0 };
  #attempt = 0;
  #faults = 0;
  #greeted = false;
  /** What comes now happened while there was no connection. */
  replaying = false;
  #bye = null;
  /** The server said when to come back: nothing is a reason to come earlier. */
  #told = false;
  #pings = 0;
  #knownHead = 0;

  /** `seq` and `epoch` say what the page already shows. */
  constructor({ room, seq, epoch }, listener) {
    this.room = room;
    this.seq = seq;
    this.epoch = epoch;
    this.#listener = listener;
  }

  get connected() {
    return this.#greeted;
  }

  open() {
    this.#drop();
    const url = new URL(`/ws/chat/${encodeURIComponent(this.room)}/`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams({ since: this.seq, epoch: this.epoch });
    const socket = new WebSocket(url, ["chat.v1"]);
    this.#socket = socket;
    this.#bye = null;
    this.#timers.handshake = setTimeout(() => this.#lost(socket), HANDSHAKE_MS);
    let opened = false;
    socket.onopen = () => (opened = true);
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#closed(opened ? code : null);
  }

  /** Sends a command now; false where there is no connection to send it on. */
  send(command) {
    if (!this.#greeted) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  /** The network or the reader came back: do not wait for the next try, and see whether an open link is alive. */
  wake() {
    if (this.#greeted) this.#beat();
    else if (this.#timers.retry && !this.#told) this.open();
  }

  /** The browser says that there is no network: the link is dead, though nobody has told it yet. */
  sleep() {
    this.#drop();
    this.#follow({ then: "retry", delay: OFFLINE_MS, say: "offline" });
  }

  #receive(frame) {
    if ("seq" in frame) return this.#order(frame);
    if (frame.type === "hello") this.#greet(frame);
    else if (frame.type === "resumed") this.#resumed(frame);
    else if (frame.type === "pong") this.#pong(frame);
    else if (frame.type === "bye") this.#bye = frame;
    this.#listener.frame(frame);
  }

  #order(event) {
    if (event.seq <= this.seq) return;
    if (event.seq > this.seq + 1) return this.open();
    this.seq = event.seq;
    this.#listener.event(event);
  }

  #greet(hello) {
    clearTimeout(this.#timers.handshake);
    this.#greeted = true;
    this.replaying = true;
    this.#attempt = 0;
    this.epoch = hello.epoch;
    this.#knownHead = 0;
    this.#timers.beat = setInterval(() => this.#beat(), hello.heartbeat_ms ?? HEARTBEAT_MS);
    this.#listener.state("connected");
  }

  #resumed({ to, complete }) {
    this.replaying = false;
    if (complete) return;
    this.seq = to;
    this.#listener.reset();
  }

  #beat() {
    // A head that was known a beat ago and is still not here: something was lost on the way.
    if (this.#knownHead > this.seq) return this.open();
    const socket = this.#socket;
    clearTimeout(this.#timers.pong);
    this.#timers.pong = setTimeout(() => this.#lost(socket), PONG_MS);
    this.send({ type: "ping", n: (this.#pings += 1) });
  }

  #pong({ head }) {
    clearTimeout(this.#timers.pong);
    this.#knownHead = head;
  }

  #lost(socket) {
    if (socket === this.#socket) this.#closed(1006);
  }

  async #closed(code) {
    this.#drop();
    if ([1002, 1003, 1007, 1009].includes(code)) this.#faults += 1;
    const state = { bye: this.#bye, attempt: this.#attempt, faults: this.#faults };
    this.#attempt += 1;
    if (code === 1006) code = state.bye?.code ?? code;
    if (code !== null) return this.#follow(afterClose(code, state));
    // The page may have been closed or woken while the answer was on its way.
    const plan = afterRefusal(await roomStatus(), state.attempt);
    if (this.#socket === null) this.#follow(plan);
  }

  #follow({ then, delay, say }) {
    if (then === "login") return this.#listener.login();
    if (then === "stop") return this.#listener.state("stopped", say);
    this.#told = !["reconnecting", "offline"].includes(say);
    const lost = say === "reconnecting" && !navigator.onLine;
    this.#listener.state("reconnecting", lost ? "offline" : say);
    this.#timers.retry = setTimeout(() => this.open(), delay);
  }

  /** Forgets the present socket: nothing it still says is heard. */
  #drop() {
    for (const name of Object.keys(this.#timers)) {
      clearTimeout(this.#timers[name]);
      this.#timers[name] = 0;
    }
    const socket = this.#socket;
    this.#socket = null;
    this.#greeted = false;
    socket?.close();
  }
}
