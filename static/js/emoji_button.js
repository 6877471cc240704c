// The button for emoji of where one writes: what is picked goes in where the caret stands, as if it had been typed.

/** Puts a text in at the caret. The browser's own way, where it has one, so that undo takes it back. */
export function insertAtCaret(input, written) {
  input.focus({ preventScroll: true });
  if (document.execCommand("insertText", false, written)) return;
  input.setRangeText(written, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: written }));
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
    try {
      const { pickEmoji } = await import("./emoji_picker.js");
      const picked = await pickEmoji(button);
      if (picked) insertAtCaret(input, spaced(input, picked));
    } finally {
      button.ariaExpanded = "false";
    }
  });
}
