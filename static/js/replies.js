// What the composer answers: the quoted line above the field, and what it is made of.

import { isComposing } from "./field.js";
import { idOf } from "./message.js";
import { setQuote } from "./quote.js";

const CHARACTERS = 100;

/** The message of an item as something that is answered: `{ id, user, excerpt }`, like `reply_to` of a frame. */
export function targetOf(item) {
  const author = item.querySelector(".message-author").textContent;
  return { id: idOf(item), user: { id: item.dataset.user, name: author }, excerpt: excerptOf(item) };
}

/** About what the server will quote, until it does. */
function excerptOf(item) {
  const body = item.querySelector(".message-body").cloneNode(true);
  for (const hidden of body.querySelectorAll(".spoiler")) hidden.textContent = "▒";
  for (const picture of body.querySelectorAll("img[alt]")) picture.replaceWith(picture.alt);
  for (const block of body.querySelectorAll("p, li, pre, tr, blockquote")) block.append(" ");
  const line = body.textContent.trim().replace(/\s+/g, " ");
  const letters = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment);
  return letters.length > CHARACTERS ? `${letters.slice(0, CHARACTERS - 1).join("")}…` : line;
}

export class ComposerReply {
  #line;
  #field;
  #target;

  /** `form` is the composer; `changed()` is called when the reader takes the reply back. */
  constructor(form, changed) {
    if (!form) return;
    this.#line = form.querySelector(".composer-reply");
    this.#field = form.elements.reply_to;
    const quote = this.#line.querySelector(".message-quote");
    // The page came with a reply that was asked for by its address.
    if (this.#field.value) this.#target = fromPage(quote);
    const cancel = this.#line.querySelector("[data-cancel-reply]");
    cancel.addEventListener("click", (click) => {
      click.preventDefault();
      this.set();
      changed();
      form.elements.message.focus();
    });
    this.pressed = (key) => {
      if (key.key !== "Escape" || isComposing(key) || !this.#target) return;
      key.preventDefault();
      this.set();
      changed();
    };
  }

  /** What is answered; undefined for nothing. */
  get target() {
    return this.#target;
  }

  set(target) {
    this.#target = target;
    this.#field.value = target?.id ?? "";
    this.#line.hidden = !target;
    setQuote(this.#line.querySelector(".message-quote"), target);
  }
}

function fromPage(quote) {
  const name = quote.querySelector(".message-quote-author").textContent;
  const excerpt = quote.querySelector(".message-quote-text").textContent;
  return { id: quote.dataset.quoted, user: { id: quote.dataset.user, name }, excerpt };
}
