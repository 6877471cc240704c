// A room that is called otherwise in addresses from now on: the page, its address and its row go along.

import { renameRow } from "./counts.js";
import { data } from "./data.js";

const LINKS = "#conversation [href], #conversation [action]";

/** Takes the room's new name; false where it is the present one. */
export function rename(name) {
  if (!name || name === data.room) return false;
  const [oldName, oldPath] = [data.room, data.path];
  data.room = name;
  data.path = `/rooms/${encodeURIComponent(name)}`;
  renameRow(oldName);
  const moved = (path) => (isBelow(path, oldPath) ? data.path + path.slice(oldPath.length) : null);
  for (const element of document.querySelectorAll(LINKS)) {
    const attribute = element.hasAttribute("href") ? "href" : "action";
    const path = moved(element.getAttribute(attribute));
    if (path) element.setAttribute(attribute, path);
  }
  const { pathname, search, hash } = location;
  history.replaceState(history.state, "", (moved(pathname) ?? data.path) + search + hash);
  return true;
}

function isBelow(path, room) {
  return path.startsWith(room) && ["", "/", "?", "#"].includes(path.slice(room.length, room.length + 1));
}
