// What every page has: theme, menus, password fields, the marks of the sidebar, and the word that a session has ended.

import { ENDED_KEY } from "./leaving.js";
import { followMarks } from "./marks.js";
import { manageMenus } from "./menus.js";
import { managePasswords } from "./passwords.js";
import { tab } from "./storage.js";
import { manageTheme } from "./theme.js";

manageTheme();
manageMenus();
followMarks();
managePasswords();

// A form that came back: to the field that is to be mended.
document.querySelector('[aria-invalid="true"]')?.focus();

const ended = document.getElementById("session-ended");
if (ended && tab.get(ENDED_KEY)) {
  ended.hidden = false;
  tab.remove(ENDED_KEY);
}
