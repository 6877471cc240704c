// The session has ended while the page was open. Draft and unsent messages are kept (kept.js).

import { tab } from "./storage.js";

export const ENDED_KEY = "session-ended";

/** To the sign-in page, and back here afterwards. */
export function toLogin() {
  tab.set(ENDED_KEY, "1");
  location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
}
