// What this browser keeps for one tab or for good. A browser that forbids it only forgets.

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

function shelf(open) {
  return {
    get: (key) => attempt(() => open().getItem(key)),
    set: (key, value) => attempt(() => open().setItem(key, value)),
    remove: (key) => attempt(() => open().removeItem(key)),
  };
}

/** For as long as the tab is open: drafts, unsent messages. */
export const tab = shelf(() => window.sessionStorage);

/** For good: what the reader has learnt. */
export const browser = shelf(() => window.localStorage);
