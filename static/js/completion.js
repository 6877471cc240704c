// The list that opens while a name is typed behind a sign: `@` and a person, `:` and an emoji. It takes keys only while it
// is open. An input method that composes keeps all of them.
//
// A source is `{ trigger, find(query, signal) }`: `find` resolves to at most eight `{ insert, label, id }`, each with
// `hint`, `image` (an address), `glyph` (a text) or `tint` (the glyph is an avatar) where it has them. A source
// may have `aliases`: other signs for the trigger, `inText`: whether it is one behind a text without spaces, too, and
// `label`: what its list is called.

import { CompletionList } from "./completion_list.js";
import { insertText, isComposing } from "./field.js";

/** Less, and each letter would be asked about; more, and one waits for it. */
const PAUSE_MS = 60;
/** The longest username. */
const QUERY = "([\\p{L}\\p{M}\\p{N}._+-]{0,32})$";
/**
 * Where a word begins: not behind what closes, where Chinese and Markdown write a colon, but behind a comma or a full stop
 * of Chinese, which no space follows. A quote opens where a word begins.
 */
const WORD = "(?<=(?:^|[\\s\\p{Ps}\\p{Pi}，。、；！？…—])['\"]?)";
/** Not behind a letter that is written in words: as the server reads a mention (src/domain/mention.rs). */
const IN_TEXT =
  "(?<=^|[^\\p{L}\\p{M}\\p{N}]|[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmr}\\p{sc=Mymr}ー])";

export class Completion {
  #input;
  #sources;
  #list;
  /** What is being typed: its source, where it begins, the letters behind the sign. */
  #token = null;
  /** The list shows what was found for fewer letters, and what was chosen from it waits for the others. */
  #stale = false;
  #wanted = false;
  /** Where a list was closed by Escape: it does not open there again. */
  #dismissed = -1;
  #asking = null;
  #timer = 0;
  #composing = false;

  constructor(input, sources) {
    this.#input = input;
    this.#sources = sources.map((source) => [source, patternOf(source)]);
    this.#list = new CompletionList(input, () => this.#choose());
    input.addEventListener("keydown", (key) => this.#pressed(key), { capture: true });
    input.addEventListener("input", (event) => this.#typed(event));
    input.addEventListener("compositionstart", () => this.#compose(true));
    input.addEventListener("compositionend", () => this.#compose(false));
    input.addEventListener("focus", () => this.#follow());
    input.addEventListener("blur", () => this.#leave());
    input.form?.addEventListener("submit", () => this.#sent());
    if (document.activeElement === input) this.#follow();
  }

  close() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = this.#token = null;
    this.#wanted = false;
    this.#list.close();
  }

  /** Not every browser tells the field that its caret has moved. The document is asked only while the field has the focus. */
  #follow() {
    document.addEventListener("selectionchange", this.#moved);
  }

  #leave() {
    document.removeEventListener("selectionchange", this.#moved);
    this.close();
  }

  #moved = () => {
    // Browsers do not agree whether a field that goes from the page is left.
    if (!this.#input.isConnected) this.#leave();
    else if (this.#token) this.#look();
  };

  #sent() {
    this.#dismissed = -1;
    this.close();
  }

  #compose(begins) {
    this.#composing = begins && !isTouched();
    if (this.#composing) this.close();
    // The text is there only after the event.
    else if (!begins) setTimeout(() => this.#look(true));
  }

  #typed({ isComposing: composes }) {
    // Keyboards of phones compose whatever is typed; there is no key that the list would take from them.
    if (this.#composing || (composes && !isTouched())) return;
    this.#look(true);
  }

  /** Looks at what stands before the caret. Only what is typed opens the list; a caret that moves closes it. */
  #look(opens = false) {
    const token = this.#tokenAtCaret();
    if (!token || token.start === this.#dismissed) {
      if (!token) this.#dismissed = -1;
      return this.close();
    }
    this.#dismissed = -1;
    const before = this.#token;
    const goesOn = before?.start === token.start && before.source === token.source;
    if (goesOn && before.query === token.query) return;
    if (!goesOn) this.close();
    if (!goesOn && !opens) return;
    this.#token = token;
    this.#stale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(token), token.query ? PAUSE_MS : 0);
  }

  #tokenAtCaret() {
    const { value, selectionStart: caret, selectionEnd: end, readOnly } = this.#input;
    if (caret !== end || readOnly || document.activeElement !== this.#input) return null;
    const before = value.slice(0, caret);
    for (const [source, pattern] of this.#sources) {
      const found = pattern.exec(before);
      if (found) return { source, start: found.index, query: found[1] };
    }
    return null;
  }

  async #ask(token) {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    let items = [];
    try {
      items = await token.source.find(token.query, signal);
    } catch {
      // Not reached: one goes on writing without a list.
    }
    if (signal.aborted || this.#token !== token) return;
    if (!items.length) {
      this.close();
      // With more letters there may be somebody again.
      this.#token = token;
      return;
    }
    this.#stale = false;
    this.#list.show(items, token.source.label);
    if (this.#wanted) this.#choose();
  }

  #pressed(key) {
    if (!this.#list.isOpen || isComposing(key) || key.ctrlKey || key.altKey || key.metaKey || key.shiftKey) return;
    const act = {
      ArrowDown: () => this.#list.move(1),
      ArrowUp: () => this.#list.move(-1),
      Enter: () => this.#choose(),
      Tab: () => this.#choose(),
      Escape: () => {
        this.#dismissed = this.#token.start;
        this.close();
      },
    }[key.key];
    if (!act) return;
    key.preventDefault();
    key.stopImmediatePropagation();
    act();
  }

  #choose() {
    // What is shown does not fit the letters of now: the first one that does is meant.
    if (this.#stale) return void (this.#wanted = true);
    const { start } = this.#token;
    const { insert } = this.#list.chosen;
    const input = this.#input;
    const caret = input.selectionStart;
    const space = /^\s/.test(input.value.slice(caret)) ? "" : " ";
    this.close();
    input.setSelectionRange(start, caret);
    insertText(input, insert + space);
  }
}

function isTouched() {
  return matchMedia("(pointer: coarse)").matches;
}

function patternOf({ trigger, aliases = "", inText = false }) {
  return new RegExp(`${inText ? IN_TEXT : WORD}[${trigger}${aliases}]${QUERY}`, "u");
}
