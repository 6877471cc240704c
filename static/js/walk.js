// Through the log by keyboard: the arrows go from message to message, and Tab enters only the one that has the focus.

const MESSAGE = ".message";

/** The arrows of a focused log, or of a focused message, move the focus; page keys still scroll. */
export function walkMessages(log) {
  log.addEventListener("keydown", (key) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[key.key];
    // In a field of a message they are the field's.
    if (!step || key.target.matches("textarea") || key.altKey || key.ctrlKey || key.metaKey || key.shiftKey) return;
    const message = nextFrom(log, document.activeElement.closest(MESSAGE), step);
    if (!message) return;
    key.preventDefault();
    focusMessage(message);
  });
  log.addEventListener("focusin", ({ target }) => setReach(target, 0));
  log.addEventListener("focusout", ({ target }) => setReach(target, -1));
}

/** Gives a message the focus, and brings it into the window. */
export function focusMessage(message) {
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: "nearest" });
}

/** Notes where the focus is, and returns what brings it back: to the message, where it was inside of one. */
export function keepFocus() {
  const from = document.activeElement;
  const message = from.closest(MESSAGE);
  return () => (message ? focusMessage(document.getElementById(message.id) ?? message) : from.focus());
}

/** Whether Tab reaches what is in a message: its address, its author where the name is shown, its reactions. */
export function setReach(element, tabIndex) {
  const message = element.closest(MESSAGE);
  if (!message) return;
  message.querySelector(".message-time").tabIndex = tabIndex;
  for (const link of message.querySelectorAll(".message-quote, .message-edited a, .message-thread")) link.tabIndex = tabIndex;
  message.querySelector(".message-author").tabIndex = message.matches(".message-continues") ? -1 : tabIndex;
  for (const chip of message.querySelectorAll(".reaction")) chip.tabIndex = tabIndex;
}

function nextFrom(log, current, step) {
  const messages = Array.from(log.querySelectorAll(MESSAGE));
  if (current) return messages[messages.indexOf(current) + step];
  const { top, bottom } = log.getBoundingClientRect();
  const visible = messages.filter((message) => {
    const box = message.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
  return step < 0 ? visible.at(-1) : visible[0];
}
