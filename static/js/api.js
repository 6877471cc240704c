// The JSON API as far as this page needs it.

import { data } from "./data.js";

const ROOM = data.path;
const PATIENCE_MS = 10_000;

function ask(path) {
  return fetch(`/api${path}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
}

/** The guard's answer for this room: a status, and when to ask again. 0: the server was not reached. */
export async function roomStatus() {
  try {
    const answer = await ask(`${ROOM}/status`);
    return { status: answer.status, retryMs: Number(answer.headers.get("Retry-After") ?? 0) * 1000 };
  } catch {
    return { status: 0, retryMs: 0 };
  }
}

/** Every room that the reader may see, by title. */
export async function rooms() {
  const answer = await ask("/rooms");
  if (!answer.ok) throw new Error(`rooms: ${answer.status}`);
  return (await answer.json()).rooms;
}

/** A page of messages, oldest first: `{}` the newest, `{before: seq}`, `{after: seq}`, `{around: seq}`. */
export async function messages(question = {}) {
  const answer = await ask(`${ROOM}/messages?${new URLSearchParams(question)}`);
  if (!answer.ok) throw new Error(`messages: ${answer.status}`);
  return answer.json();
}
