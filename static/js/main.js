// What every page has: theme, menus, moments, password fields, the marks of the sidebar, names of emoji that are gone, and the word that a session has ended.

import { ENDED_KEY } from "./leaving.js";
import { watchEmoji } from "./lost_emoji.js";
import { followMarks } from "./marks.js";
import { manageMenus } from "./menus.js";
import { showMoments } from "./moments.js";
import { managePasswords } from "./passwords.js";
import { listenForSearchKey } from "./search_key.js";
import { tab } from "./storage.js";
import { manageTheme } from "./theme.js";

manageTheme();
manageMenus();
showMoments();
watchEmoji();
followMarks();
managePasswords();
listenForSearchKey();

// On a phone the menu of a page's parts is a strip: its present part is in sight.
document.querySelector(".panes-menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A form that came back: to the field that is to be mended.
document.querySelector('[aria-invalid="true"]')?.focus();

const ended = document.getElementById("session-ended");
if (ended && tab.get(ENDED_KEY)) {
  ended.hidden = false;
  tab.remove(ENDED_KEY);
}
