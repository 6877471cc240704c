// What a completion offers: the choices, the one that is meant, where they stand. The list stands over the page, so that
// nothing moves, and the focus stays in the field.

import { countText } from "./texts.js";

const GAP_PX = 4;

const status = document.createElement("p");
status.className = "visually-hidden";
status.role = "status";
document.body.append(status);
let lists = 0;

export class CompletionList {
  #input;
  #list = document.createElement("ul");
  #items = [];
  #active = 0;

  /** `choose()` is called when one was pressed, which is the one that is meant then. */
  constructor(input, choose) {
    this.#input = input;
    const list = this.#list;
    list.className = "completion";
    list.id = `completion-${(lists += 1)}`;
    list.role = "listbox";
    list.popover = "manual";
    // A phone keeps its keyboard.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("pointermove", ({ target, pointerType }) => {
      const index = this.#indexOf(target);
      if (pointerType === "mouse" && index >= 0 && index !== this.#active) this.#activate(index);
    });
    list.addEventListener("click", ({ target }) => {
      const index = this.#indexOf(target);
      if (index < 0) return;
      this.#activate(index);
      choose();
    });
  }

  get isOpen() {
    return this.#list.isConnected;
  }

  /** The one that is meant. */
  get chosen() {
    return this.#items[this.#active];
  }

  /** Shows these instead of those from before; the first one is meant. */
  show(items, label = "") {
    this.#items = items;
    this.#list.ariaLabel = label;
    this.#list.replaceChildren(...items.map((item, index) => optionOf(item, `${this.#list.id}-${index}`)));
    if (!this.isOpen) this.#open();
    status.textContent = countText("choices", items.length);
    this.#activate(0);
    this.#place();
  }

  /** Means the next one, or the one before; behind the last comes the first. */
  move(by) {
    this.#activate((this.#active + by + this.#items.length) % this.#items.length);
  }

  close() {
    if (!this.isOpen) return;
    this.#list.remove();
    removeEventListener("resize", this.#place);
    status.textContent = "";
    for (const name of ["role", "aria-expanded", "aria-controls", "aria-autocomplete", "aria-activedescendant"]) {
      this.#input.removeAttribute(name);
    }
  }

  #open() {
    // Beside the field, so that it is a part of the dialog or drawer where that stands.
    this.#input.after(this.#list);
    this.#list.showPopover?.();
    addEventListener("resize", this.#place);
    this.#input.role = "combobox";
    this.#input.ariaExpanded = "true";
    this.#input.setAttribute("aria-controls", this.#list.id);
    this.#input.setAttribute("aria-autocomplete", "list");
  }

  #indexOf(target) {
    return Array.from(this.#list.children).indexOf(target.closest("[role=option]"));
  }

  #activate(index) {
    this.#active = index;
    Array.from(this.#list.children).forEach((option, at) => (option.ariaSelected = String(at === index)));
    const option = this.#list.children[index];
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
  }

  /** Above the field, or below it where there is more room. */
  #place = () => {
    const box = this.#input.closest(".composer-box") ?? this.#input;
    const { left, top, bottom, width } = box.getBoundingClientRect();
    const { style } = this.#list;
    const [above, below] = [top - GAP_PX, innerHeight - bottom - GAP_PX];
    style.left = `${left}px`;
    style.width = `${width}px`;
    style.maxHeight = `${Math.max(above, below) - GAP_PX}px`;
    const height = this.#list.offsetHeight;
    style.top = height <= above || above >= below ? `${top - GAP_PX - height}px` : `${bottom + GAP_PX}px`;
  };
}

function optionOf({ label, hint, image, glyph, tint }, id) {
  const option = document.createElement("li");
  Object.assign(option, { id, role: "option", className: "completion-option" });
  option.append(...pictureOf({ image, glyph, tint }), spanOf("completion-label", label));
  if (hint) option.append(spanOf("completion-hint", hint));
  return option;
}

function pictureOf({ image, glyph, tint }) {
  if (image) {
    const picture = Object.assign(document.createElement("img"), { src: image, alt: "", className: "completion-image" });
    return [picture];
  }
  if (!glyph) return [];
  const picture = spanOf(tint === undefined ? "completion-glyph" : `avatar avatar-small tint-${tint}`, glyph);
  picture.ariaHidden = "true";
  return [picture];
}

function spanOf(className, text) {
  const span = Object.assign(document.createElement("span"), { className });
  span.textContent = text;
  return span;
}
