// What this browser keeps for one tab or for good. What it does not take (full, or forbidden) is kept in memory: for as
// long as the page is open all goes on as if it had been taken.

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

/** The storage, where it can be read. */
function readable(open) {
  return attempt(() => {
    const area = open();
    area.getItem("");
    return area;
  });
}

function shelf(open) {
  const area = readable(open);
  const memory = new Map();
  return {
    get: (key) => memory.get(key) ?? area?.getItem(key) ?? null,
    set(key, value) {
      memory.set(key, value);
      attempt(() => {
        area.setItem(key, value);
        memory.delete(key);
      });
    },
    remove(key) {
      memory.delete(key);
      attempt(() => area.removeItem(key));
    },
    /** All keys that begin so, in their order. */
    keys(prefix) {
      const all = new Set([...Object.keys(area ?? {}), ...memory.keys()]);
      return Array.from(all).filter((key) => key.startsWith(prefix)).toSorted();
    },
  };
}

/** For as long as the tab is open. */
export const tab = shelf(() => window.sessionStorage);

/** For good, and for all tabs: drafts, unsent messages, what the reader has learnt. */
export const browser = shelf(() => window.localStorage);

/**
 * Hears, until `signal` ends it, what other tabs change in `browser` under keys that begin with `prefix()` then; `value` is
 * null where it is gone.
 */
export function follow(prefix, hear, signal) {
  const changed = ({ key, newValue }) => (key === null || key.startsWith(prefix())) && hear(key, newValue);
  window.addEventListener("storage", changed, { signal });
}
