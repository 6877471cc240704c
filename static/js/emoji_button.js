// The button for emoji of where one writes: what is picked goes in where the caret stands, as if it had been typed.

import { sayFailed } from "./deleting.js";
import { insertText } from "./field.js";
import { inTime } from "./in_time.js";
import { text } from "./texts.js";

/** The whole choice of emoji, beside `anchor`; null where nothing was chosen, or nothing could be: `place` says so then. */
export async function pick(anchor, place) {
  try {
    const { pickEmoji } = await inTime(import("./emoji_picker.js"));
    return await pickEmoji(anchor);
  } catch {
    sayFailed(place, text("emoji-failed"), null);
    return null;
  }
}

/** `:tea:` needs a space on either side of it, a Unicode emoji none. */
function spaced(input, picked) {
  if (!picked.startsWith(":")) return picked;
  const before = input.value.slice(0, input.selectionStart);
  const after = input.value.slice(input.selectionEnd);
  return `${/\S$/u.test(before) ? " " : ""}${picked}${/^\s/u.test(after) ? "" : " "}`;
}

/** Gives a composer's field the button beside it. */
export function manageEmojiButton(input) {
  const button = input.form.querySelector(".composer-emoji");
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (button.ariaExpanded === "true" || input.readOnly) return;
    button.ariaExpanded = "true";
    input.form.querySelector(".message-failure")?.remove();
    const picked = await pick(button, input.form);
    button.ariaExpanded = "false";
    if (picked) insertText(input, spaced(input, picked));
  });
}
