// Functions that run in the page, and so see nothing but the page.

/** All messages, first to last. */
export function readLog() {
  return Array.from(document.querySelectorAll("#messages > .message"), (item) => ({
    id: item.id,
    seq: Number(item.dataset.seq ?? 0),
    author: item.querySelector(".message-author").textContent,
    time: item.querySelector("time").textContent,
    text: item.querySelector(".message-body").innerText,
    pending: !item.dataset.seq,
    failed: item.classList.contains("message-failed"),
    continues: item.classList.contains("message-continues"),
  }));
}

/** The first message whose upper edge is in the window, and where that is; scrolled to `to` before, if asked. */
export function look(frame, to) {
  if (to !== null) frame.scrollTop = to;
  const edge = frame.getBoundingClientRect().top;
  const items = Array.from(frame.querySelectorAll(".message"));
  const item = items.find((candidate) => candidate.getBoundingClientRect().top >= edge);
  return { id: item.id, top: item.getBoundingClientRect().top };
}

/** Waits until what has changed by now is drawn, and what that changes is known. */
export function draws() {
  return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}

/** Milliseconds from the next key until a pending text stands in the log, to be drawn with the next frame. */
export function timePending() {
  return new Promise((resolve) => {
    let pressed;
    addEventListener("keydown", () => (pressed = performance.now()), { once: true, capture: true });
    const observer = new MutationObserver(() => {
      if (!document.querySelector("#messages > .message-pending")) return;
      observer.disconnect();
      resolve(performance.now() - pressed);
    });
    observer.observe(document.getElementById("messages"), { childList: true });
  });
}

/** Sends all texts over a socket of its own, and waits for the last ack. */
export function sayAll({ room, texts }) {
  const nonces = texts.map(() => crypto.randomUUID());
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/ws/chat/${encodeURIComponent(room)}/`, ["chat.v1"]);
    socket.onopen = () => {
      texts.forEach((message, turn) => socket.send(JSON.stringify({ type: "message", nonce: nonces[turn], message })));
    };
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === "error") reject(new Error(data));
      if (frame.type === "ack" && frame.nonce === nonces.at(-1)) resolve(socket.close());
    };
    socket.onclose = ({ code }) => reject(new Error(`the socket was closed with ${code}`));
  });
}

/** Takes something away that a browser may not have: before any script of the page runs. */
export function takeAway(thing) {
  const refuse = () => {
    throw new DOMException("not here", "QuotaExceededError");
  };
  if (thing === "locks") Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
  if (thing === "storage") for (const name of ["getItem", "setItem", "removeItem"]) Storage.prototype[name] = refuse;
  if (thing === "room for more") Storage.prototype.setItem = refuse;
}

/** Puts values that nobody can read under the names of unsent texts and drafts of a room's id, and values under names that are none. */
export function damage({ room, values }) {
  const { user } = document.getElementById("sidebar").dataset;
  const id = "0123456789abcdef".repeat(2);
  for (const kind of ["outbox", "draft"]) {
    const prefix = `${kind}:${user}:${room}:`;
    values.forEach((value, turn) => localStorage.setItem(`${prefix}${String(turn + 1).padStart(15, "0")}:${id}`, value));
    for (const name of ["", "x:y", `9:${id}`]) localStorage.setItem(prefix + name, '{"text":"nobody wrote this"}');
  }
}
