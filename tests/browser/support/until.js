// Waiting for a condition, never for a time. Knows nothing of browsers and servers.

import { setTimeout as pause } from "node:timers/promises";

/** How long a test waits for what ought to happen soon; two busy cores are slow. */
export const PATIENCE_MS = 15_000;
const EVERY_MS = 25;

/** Asks `probe` until its answer is truthy, and returns that; fails with `what` and the last answer. */
export async function until(what, probe, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience} ms in vain until ${what}`);
    await pause(EVERY_MS);
  }
}

/** Asks `probe` for as long as `time` ms, and fails as soon as its answer is falsy: for what must stay as it is. */
export async function throughout(what, time, probe) {
  const end = Date.now() + time;
  while (Date.now() < end) {
    if (!(await probe())) throw new Error(`it was not so any more: ${what}`);
    await pause(EVERY_MS);
  }
}
