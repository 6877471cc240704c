// Nobody waits for ever for what they have pressed: what takes longer has failed, and can be pressed again.

const PATIENCE_MS = 10_000;

/** What a promise brings; throws where it is not there in ten seconds. */
export function inTime(promise) {
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE_MS, new Error("it takes too long")));
  return Promise.race([promise, late]);
}
