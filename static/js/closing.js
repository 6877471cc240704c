// What to do when a socket has closed: the table of docs/protocol.md §2.6.

const BACKOFF_FROM_MS = 500;
const BACKOFF_TO_MS = 30_000;
const ABUSE_PAUSE_MS = 30_000;
const RESTART_PAUSE_MS = 1_500;

/** Doubling from 0.5 s to 30 s; the jitter keeps a thousand pages from coming back at once. */
function backoff(attempt) {
  const ceiling = Math.min(BACKOFF_TO_MS, BACKOFF_FROM_MS * 2 ** attempt);
  return Math.max(BACKOFF_FROM_MS, ceiling * (0.5 + Math.random() / 2));
}

const retry = (delay, say) => ({ then: "retry", delay, say });
const stop = (say) => ({ then: "stop", say });

/**
 * After a close: `then` is `retry` (after `delay` ms), `stop` or `login`; `say` is a key of js.ftl.
 * `bye` is the server's last frame, `attempt` counts tries in a row, `faults` the frames it could not read.
 */
export function afterClose(code, { bye, attempt, faults }) {
  switch (code) {
    case 1000:
    case 1001:
      return stop("closed");
    case 1002:
    case 1003:
    case 1007:
    case 1009:
      return faults > 1 ? stop("fault") : retry(backoff(attempt), "reconnecting");
    case 1008:
      return retry(bye?.retry_ms ?? ABUSE_PAUSE_MS, "paused");
    case 1012:
      return retry(bye?.retry_ms ?? RESTART_PAUSE_MS, "restarting");
    case 1013:
      return retry(bye?.retry_ms ?? RESTART_PAUSE_MS, "busy");
    case 4401:
      return { then: "login" };
    case 4403:
      return stop("removed");
    case 4404:
      return stop("room-gone");
    case 4408:
      return retry(0, "reconnecting");
    default:
      return retry(backoff(attempt), "reconnecting");
  }
}

/** After a refused handshake, by what `GET /api/rooms/{room}/status` says: a browser cannot read the refusal. */
export function afterRefusal({ status, retryMs }, attempt) {
  switch (status) {
    case 401:
      return { then: "login" };
    case 403:
      return stop("removed");
    case 404:
      return stop("room-gone");
    case 429:
      return retry(retryMs || ABUSE_PAUSE_MS, "too-many-sockets");
    case 503:
      return retry(retryMs || backoff(attempt), "busy");
    default:
      return retry(backoff(attempt), "reconnecting");
  }
}
