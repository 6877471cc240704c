// A panel over the page at the button that opens it: a menu of actions, or what is picked from. The browser closes it by
// Escape and by a click elsewhere, and takes it along when its place on the page goes.

const GAP_PX = 4;

export class Popup {
  #panel;
  #button;

  /** `panel` has the attribute `popover`, `button` its id as `popovertarget`. */
  constructor(panel, button) {
    this.#panel = panel;
    this.#button = button;
    panel.addEventListener("toggle", ({ newState }) => {
      button.ariaExpanded = String(newState === "open");
      if (newState === "open") this.#place();
    });
    panel.addEventListener("keydown", (key) => this.#walk(key));
    button.addEventListener("keydown", (key) => this.isOpen && this.#walk(key));
  }

  get isOpen() {
    return this.#panel.matches(":popover-open");
  }

  close() {
    if (this.isOpen) this.#panel.hidePopover();
  }

  /** Below the button where there is room, else above it, and never beyond the window. */
  #place() {
    const { top, bottom, right } = this.#button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#panel;
    const below = bottom + GAP_PX;
    const y = below + height <= innerHeight ? below : Math.max(GAP_PX, top - GAP_PX - height);
    this.#panel.style.top = `${y}px`;
    this.#panel.style.left = `${Math.max(GAP_PX, right - width)}px`;
  }

  /** The arrows go from one thing to the next. */
  #walk(key) {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[key.key];
    if (!step) return;
    key.preventDefault();
    key.stopPropagation();
    const things = Array.from(this.#panel.querySelectorAll("a, button")).filter((thing) => !thing.hidden);
    const at = things.indexOf(document.activeElement);
    const next = at < 0 && step < 0 ? -1 : (at + step) % things.length;
    things.at(next)?.focus();
  }
}
