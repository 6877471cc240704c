// A long press of a finger: what hovering is for a mouse.

const PRESS_MS = 450;
/** A finger that goes further scrolls. */
const STIR_PX = 10;
/** What a long press does something to by itself. */
const OWN = "a, button, textarea";

/** Calls `pressed(item)` for what matches `selector` in `frame`. */
export function onLongPress(frame, selector, pressed) {
  let timer = 0;
  let from;
  const stop = () => clearTimeout(timer);
  frame.addEventListener("pointerdown", (pointer) => {
    stop();
    const item = pointer.target.closest(selector);
    if (pointer.pointerType !== "touch" || !pointer.isPrimary || !item || pointer.target.closest(OWN)) return;
    from = pointer;
    timer = setTimeout(() => pressed(item), PRESS_MS);
  });
  frame.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (from && Math.hypot(clientX - from.clientX, clientY - from.clientY) > STIR_PX) stop();
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, stop);
  frame.addEventListener("scroll", stop, { passive: true });
  // The browser's own menu would lie over ours.
  frame.addEventListener("contextmenu", (event) => {
    if (event.pointerType === "touch" && !event.target.closest(OWN)) event.preventDefault();
  });
}
