// What the body of a message needs beside its markup: what scrolls is reached by keyboard, the reader's own mentions
// stand out, spoilers open, code is coloured. Called for all that comes onto the page, by whatever way.

import { data } from "./data.js";
import { text } from "./texts.js";

/** Loaded when the first code with a language is shown. */
let colours = null;

/** Makes ready all bodies of messages below `root`, or the body that it is. */
export function dressBody(root) {
  for (const box of root.querySelectorAll("pre, .table")) box.tabIndex = 0;
  for (const item of root.querySelectorAll("li")) if (/^[☐☑] /.test(item.textContent)) item.classList.add("task");
  for (const mention of root.querySelectorAll(".mention")) {
    mention.classList.toggle("mention-me", ["room", data.user.id].includes(mention.dataset.user));
  }
  for (const spoiler of root.querySelectorAll(".spoiler:not(.spoiler-open)")) close(spoiler);
  for (const link of root.querySelectorAll("a[target]")) if (isOwn(link)) link.removeAttribute("target");
  colour(root);
}

/** Our own rooms open where the reader is. */
function isOwn({ origin, pathname }) {
  return origin === location.origin && pathname.startsWith("/rooms/");
}

/** A closed spoiler is a button that says nothing of what is in it. */
function close(spoiler) {
  if (spoiler.role) return;
  const inside = document.createElement("span");
  inside.append(...spoiler.childNodes);
  spoiler.append(inside);
  spoiler.role = "button";
  spoiler.tabIndex = 0;
  spoiler.ariaLabel = text("spoiler");
  spoiler.title = text("spoiler");
  spoiler.addEventListener("click", pressed);
  spoiler.addEventListener("keydown", pressed);
}

function pressed(event) {
  if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  // Neither the message nor its actions are meant.
  event.stopPropagation();
  open(event.currentTarget);
}

function open(spoiler) {
  spoiler.removeEventListener("click", pressed);
  spoiler.removeEventListener("keydown", pressed);
  spoiler.replaceChildren(...spoiler.firstElementChild.childNodes);
  for (const name of ["role", "aria-label", "title"]) spoiler.removeAttribute(name);
  spoiler.classList.add("spoiler-open");
  // The focus stays, and what is there now is read out.
  spoiler.tabIndex = -1;
}

async function colour(root) {
  // Where a search has marked what it found, the marks say more than colours.
  const blocks = root.querySelectorAll('pre > code[class^="language-"]:not(:has(mark))');
  if (blocks.length === 0) return;
  colours ??= import("../vendor/highlight/highlight.min.js");
  try {
    const { default: highlight } = await colours;
    for (const block of blocks) if (!block.dataset.highlighted) highlight.highlightElement(block);
  } catch {
    // Code is read without colours as well; the next one asks again.
    colours = null;
  }
}
