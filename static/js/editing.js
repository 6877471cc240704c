// Which messages are being edited on this page, and with what text. It is kept in the tab, so it is there again after a
// reload, a restart or a sign-in. Only room.js makes one; what is saved goes to changes.js.

import { messages } from "./api.js";
import { data } from "./data.js";
import { Editor } from "./editor.js";
import { isComposing } from "./field.js";
import { prefixOf } from "./kept.js";
import { idOf, typedText } from "./message.js";
import { itemOf } from "./message_marks.js";
import { mayEdit } from "./standing.js";
import { tab } from "./storage.js";
import { text } from "./texts.js";
import { keepFocus } from "./walk.js";

const KEY = prefixOf("editing");

export class Editing {
  #log;
  #changes;
  #askToDelete;
  /** By the message's id. */
  #editors = new Map();
  /** Ids, and of each the `text` that is written, and the `reason` for which it was not saved. */
  #kept = keptTexts();

  /** `askToDelete(item)` is called for a message of which nothing is left. */
  constructor({ log, changes, askToDelete }) {
    this.#log = log;
    this.#changes = changes;
    this.#askToDelete = askToDelete;
    for (const id of Object.keys(this.#kept)) {
      const item = log.item(id);
      if (item) this.dress(item);
    }
  }

  /** ArrowUp in an empty field edits what one said last: `last()` is that message, where it is on the page. */
  listen(field, last) {
    field?.addEventListener("keydown", (key) => {
      if (key.key !== "ArrowUp" || field.value || key.shiftKey || isComposing(key)) return;
      const item = last();
      if (!item || !mayEdit(item)) return;
      key.preventDefault();
      this.open(item);
    });
  }

  /** Opens the editor in a message, with the focus in it. */
  open(item) {
    const id = idOf(item);
    for (const [other, { editor }] of this.#editors) if (other !== id && !editor.dirty) this.#close(other);
    const restore = keepFocus();
    const editor = this.#editors.get(id)?.editor ?? this.#make(item, restore);
    if (editor.item !== item) editor.attach(item);
    editor.focus();
  }

  /** A message has come into log or drawer: what was written for it stands in it again. */
  dress(item) {
    const id = idOf(item);
    const editor = this.#editors.get(id)?.editor;
    // The same message may be edited beside it.
    if (editor && !editor.item) editor.attach(item);
    else if (editor) return;
    else if (id in this.#kept) this.#make(item, () => {});
    if (item.matches(".message-deleted")) this.deleted({ id });
  }

  /** What the drawer showed goes: an editor in it goes on in the log, or when its message is there again. */
  leave(content) {
    for (const [id, { editor }] of this.#editors) {
      if (!editor.item || !content.contains(editor.item)) continue;
      const item = this.#log.item(id);
      if (!editor.dirty) this.#drop(id);
      else if (item) editor.attach(item);
      else editor.remove();
    }
  }

  /** A message has changed: who edits it ought to know. */
  edited({ id, by }) {
    if (by !== data.user.id) this.#editors.get(id)?.editor.say(text("edit-overtaken"));
  }

  /** A message is gone; what was written for it can still be copied. */
  deleted({ id }) {
    const editor = this.#editors.get(id)?.editor;
    if (editor?.dirty) editor.end(text("edit-deleted"));
    else if (editor) this.#close(id);
  }

  /** An edit was not taken: its text stands in the editor again, with the reason. */
  refused(id, written, reason) {
    this.#keep(id, { text: written, reason });
    const item = itemOf(id);
    if (!item) return;
    this.#editors.get(id)?.editor.remove();
    this.#editors.delete(id);
    this.dress(item);
  }

  /** There is a connection: texts that could not be loaded are asked for again. */
  connected() {
    for (const [id, { editor }] of this.#editors) if (editor.waits && editor.item) this.#load(editor.item, editor);
  }

  /** Nothing can be saved here any more. */
  close() {
    for (const { editor } of this.#editors.values()) editor.end(text("edit-closed"));
  }

  #make(item, restore) {
    const id = idOf(item);
    const editor = new Editor({
      save: (written) => {
        this.#close(id);
        this.#changes.edit(id, written);
      },
      empty: () => {
        const { item: emptied } = editor;
        this.#close(id);
        this.#askToDelete(emptied);
      },
      cancel: () => this.#close(id),
      written: (written) => this.#keep(id, { text: written }),
    });
    this.#editors.set(id, { editor, restore });
    editor.attach(item);
    this.#load(item, editor);
    return editor;
  }

  /** Only frames tell a text as it was typed; for what the server rendered it is asked for. */
  async #load(item, editor) {
    const id = idOf(item);
    const known = this.#changes.waiting(id)?.text || typedText(item);
    const original = known ?? (await typedOnServer(item).catch(() => null));
    // Asked for twice, it has come already, and the reader has gone on with it.
    if (!editor.waits) return;
    const { text: written, reason } = this.#kept[id] ?? {};
    if (original === null && written === undefined) return editor.say(text("edit-load-failed"));
    editor.fill(original ?? "", written);
    if (reason) editor.say(text("edit-failed", { reason }));
  }

  #close(id) {
    const { restore } = this.#editors.get(id);
    this.#drop(id);
    restore();
  }

  #drop(id) {
    this.#editors.get(id).editor.remove();
    this.#editors.delete(id);
    this.#keep(id);
  }

  #keep(id, written) {
    if (written) this.#kept[id] = written;
    else delete this.#kept[id];
    tab.set(KEY, JSON.stringify(this.#kept));
  }
}

async function typedOnServer({ dataset: { id, seq } }) {
  const page = await messages({ around: seq, limit: 1 });
  const found = page.messages.find((message) => message.id === id);
  if (found?.message === undefined) throw new Error(`the text of ${id} is not there`);
  return found.message;
}

/** What is damaged is nothing. */
function keptTexts() {
  try {
    return JSON.parse(tab.get(KEY)) ?? {};
  } catch {
    return {};
  }
}
