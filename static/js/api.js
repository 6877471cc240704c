// The JSON API as far as this page needs it.

import { data } from "./data.js";

const PATIENCE_MS = 10_000;
/** Who types waits less: for as long as an answer is awaited, Enter sends nothing. */
const TYPING_MS = 1_500;

/** The question never came to the server, or no answer came back in time: the same may be asked again. */
export class Unreached extends Error {}

/** For a question that failed: goes where its answer can be seen, unless the browser would only show that it is offline. */
export function orGo(go) {
  return (error) => {
    if (!(error instanceof Unreached)) go();
  };
}

/** An answer with all of its text: a link may break after its first half. */
async function ask(path) {
  try {
    const answer = await fetch(`/api${path}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch (error) {
    throw new Unreached(path, { cause: error });
  }
}

/** What an answer holds; throws where it is a refusal. */
async function get(path) {
  const { status, text } = await ask(path);
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return JSON.parse(text);
}

/** The guard's answer for this room: a status, and when to ask again. 0: the server was not reached. */
export async function roomStatus() {
  try {
    const answer = await ask(`${data.path}/status`);
    return { status: answer.status, retryMs: Number(answer.headers.get("Retry-After") ?? 0) * 1000 };
  } catch {
    return { status: 0, retryMs: 0 };
  }
}

/** Whom one may mean in this room by a name that begins like this, and how many `@room` calls. */
export async function people(beginning, signal) {
  const path = `/api${data.path}/people?${new URLSearchParams({ q: beginning })}`;
  const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.any([signal, AbortSignal.timeout(TYPING_MS)]) });
  if (!answer.ok) throw new Error(`people: ${answer.status}`);
  return answer.json();
}

/** The newest messages that call the reader; only those that are not read, where `unread`. */
export function mentions(unread) {
  return get(unread ? "/mentions?unread=1" : "/mentions");
}

/** `rooms`: every room that the reader may see, by title; `threads`: those that the reader follows and has not read. */
export function rooms() {
  return get("/rooms");
}

/** A page of messages, oldest first: `{}` the newest, `{before: seq}`, `{after: seq}`, `{around: seq}`, `{at: id}`. */
export function messages(question = {}) {
  return get(`${data.path}/messages?${new URLSearchParams(question)}`);
}

/** A page of the thread that a message is in: `first`, `messages` after a seq, and where the reader stands. */
export function thread(id, after) {
  return get(`/messages/${id}/thread?${new URLSearchParams({ after, limit: 100 })}`);
}

/** Tells how far the reader has read a thread. */
export async function readThread(id, upto) {
  const body = JSON.stringify({ upto });
  const headers = { "Content-Type": "application/json" };
  // Sent also where the page is about to go.
  const answer = await fetch(`/api/messages/${id}/thread/read`, { method: "POST", headers, body, keepalive: true });
  if (!answer.ok) throw new Error(`thread/read: ${answer.status}`);
}

/** The texts that a message had. */
export async function versions(id) {
  return (await get(`/messages/${id}/history`)).versions;
}

/** What GET /api/search answers; where it refuses, `{detail}` with the sentence of why. */
export async function search(question, signal) {
  const answer = await fetch(`/api/search?${new URLSearchParams(question)}`, {
    cache: "no-store",
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  const body = await answer.json();
  return answer.ok ? body : { detail: body.error.detail };
}

/** The pinned messages of this room, what was pinned last first. */
export async function pinnedMessages() {
  return (await get(`${data.path}/pins`)).messages;
}

/** Keeps a message for the reader (`add`), or no longer (`remove`); the `bookmark` frame says so to the tabs that listen. */
export async function setBookmark(id, op) {
  const answer = await fetch(`/api/messages/${id}/bookmark`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ op }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw new Error(`bookmark: ${answer.status}`);
}
