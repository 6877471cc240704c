// Who is typing, both ways. The line has a fixed height, so that nothing jumps.

import { data } from "./data.js";
import { text } from "./texts.js";

const SAY_EVERY_MS = 3_000;
const FORGET_MS = 6_000;
const NAMES = 3;
const line = document.getElementById("chat-typing");
const names = new Intl.ListFormat(data.locale, { type: "conjunction" });

export class Typing {
  #send;
  #people = new Map();
  #saidAt = 0;
  #stop = 0;

  constructor(send) {
    this.#send = send;
  }

  /** The reader's own text has changed. */
  written(current) {
    if (!current) return this.#rest();
    clearTimeout(this.#stop);
    this.#stop = setTimeout(() => this.#rest(), FORGET_MS);
    if (Date.now() - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = Date.now();
    this.#send({ type: "typing", on: true });
  }

  /** A `typing` frame. */
  hear({ user, on }) {
    if (user.id === data.user.id) return;
    clearTimeout(this.#people.get(user.id)?.timer);
    if (on) this.#people.set(user.id, { name: user.name, timer: setTimeout(() => this.forget(user.id), FORGET_MS) });
    else this.#people.delete(user.id);
    this.#show();
  }

  /** Their message has come, or nothing more was heard. */
  forget(userId) {
    clearTimeout(this.#people.get(userId)?.timer);
    if (this.#people.delete(userId)) this.#show();
  }

  #rest() {
    clearTimeout(this.#stop);
    if (this.#saidAt) this.#send({ type: "typing", on: false });
    this.#saidAt = 0;
  }

  #show() {
    const people = Array.from(this.#people.values(), ({ name }) => name);
    if (people.length === 0) line.textContent = "";
    else if (people.length > NAMES) line.textContent = text("typing-many");
    else line.textContent = text(people.length === 1 ? "typing-one" : "typing-few", { names: names.format(people) });
  }
}
