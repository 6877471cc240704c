// Copying a text; also on plain http, where browsers keep the clipboard from pages.

/** Whether it was copied. */
export async function copy(written) {
  try {
    await navigator.clipboard.writeText(written);
    return true;
  } catch {
    return copySelected(written);
  }
}

function copySelected(written) {
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.value = written;
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}
