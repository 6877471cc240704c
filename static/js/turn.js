// One tab at a time, where the browser has locks for that.

/** A tab that the system has put to sleep may hold the lock: nobody waits for it longer. */
const PATIENCE_MS = 10_000;

/** Does `work`, which may take its time, while no other tab does work of this name; returns what it returns. */
export async function takeTurn(name, work) {
  let begun = false;
  const begin = () => {
    begun = true;
    return work();
  };
  try {
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(PATIENCE_MS) }, begin);
  } catch (error) {
    if (begun) throw error;
    // No locks on plain http, or not in time.
    return begin();
  }
}
