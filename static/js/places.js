// Links to messages of this room are opened in their place, without another page; the browser's way back leads to where
// the reader was. Only room.js makes one.

import { orGo } from "./api.js";
import { data } from "./data.js";
import { uncoverRoom } from "./drawer.js";
import { focusMessage } from "./walk.js";

export class Places {
  #log;
  #viewport;
  #history;
  #links;
  #doubt;
  /** The place that is shown: 0 is the one with which the page came. */
  #place = 0;
  #last = 0;

  /**
   * `open` has `thread(id)` and `versions(id)`, for the other links of a message; `doubt()` is called where the connection
   * may have gone.
   */
  constructor({ log, viewport, history, open, doubt }) {
    this.#log = log;
    this.#viewport = viewport;
    this.#history = history;
    this.#links = open;
    this.#doubt = doubt;
    this.#place = this.#last = stateNow().place ?? 0;
    document.addEventListener("click", (click) => this.#clicked(click));
    addEventListener("popstate", () => this.#back());
  }

  /** Shows a message of this room in its place, and notes the way back. */
  async jump(id) {
    const at = this.#viewport.atBottom && this.#log.toEnd ? null : this.#viewport.eye();
    if (!(await this.#show(id))) return;
    history.replaceState({ ...stateNow(), at }, "");
    this.#place = this.#last += 1;
    history.pushState({ place: this.#place, message: id }, "", `${data.path}/messages/${id}`);
  }

  #clicked(click) {
    const link = click.target.closest("a[href]");
    if (!link || click.defaultPrevented || click.button || click.ctrlKey || click.metaKey || click.shiftKey || click.altKey) return;
    const { origin, pathname, search } = new URL(link.href);
    // A page that is asked for by more than its path, such as the rest of a long thread, is no place of this one.
    if (origin !== location.origin || search || !link.closest(".log, .drawer, .composer")) return;
    const [, kind, id, more] = pathname.slice(basePath().length).match(/^\/(messages|threads)\/(\d+)(\/history)?\/?$/) ?? [];
    if (!pathname.startsWith(`${basePath()}/`) || !kind || link.matches(".message-unfold")) return;
    click.preventDefault();
    if (kind === "threads") this.#links.thread(id, link);
    else if (more) this.#links.versions(id);
    else uncoverRoom().then(() => this.jump(id));
  }

  /** False where another page shows it, or says why it cannot be shown. */
  async #show(id) {
    try {
      if (!this.#log.item(id)) await this.#history.open({ at: id });
    } catch (error) {
      this.#fails(error, () => location.assign(`${data.path}/messages/${id}`));
      return false;
    }
    const item = this.#log.item(id);
    if (!item) return false;
    this.#mark(item);
    this.#viewport.showItem(item);
    focusMessage(item);
    return true;
  }

  #mark(item) {
    for (const other of document.querySelectorAll(".message-focus")) other.classList.remove("message-focus");
    item?.classList.add("message-focus");
  }

  async #back() {
    const { place = 0, message, at } = stateNow();
    // The drawer has a step of its own on the way back.
    if (place === this.#place) return;
    this.#place = place;
    this.#mark(null);
    if (at === undefined) return void (message ? this.#show(message) : this.#toEnd());
    if (at === null) return void this.#toEnd();
    if (!this.#find(at.seq)) await this.#open({ around: at.seq });
    const item = this.#find(at.seq);
    if (item) this.#viewport.restore(item, at.top);
    if (message && this.#log.item(message)) this.#mark(this.#log.item(message));
  }

  #open(question) {
    return this.#history.open(question).catch((error) => this.#fails(error, () => location.reload()));
  }

  /** Out of reach of the server the room stays as it is; the line above it says so soon. */
  #fails(error, go) {
    orGo(go)(error);
    this.#doubt();
  }

  #find(seq) {
    return this.#log.after(seq - 1).find((item) => Number(item.dataset.seq) === seq);
  }

  async #toEnd() {
    if (!this.#log.toEnd) await this.#open();
    this.#viewport.toBottom();
  }
}

/** As addresses write it, whatever the page was told. */
function basePath() {
  return new URL(data.path, location.href).pathname;
}

function stateNow() {
  return history.state ?? {};
}
