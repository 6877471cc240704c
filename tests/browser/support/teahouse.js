// A teahouse for one suite: a server, a browser, and the people in it. Test files begin here.

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";

import { chromium } from "playwright-core";

import { Incidents } from "./incidents.js";
import { Person } from "./person.js";
import { Server } from "./server.js";

export const PASSWORD = "a kettle on the stove";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-smooth-scrolling",
];

/** Usernames of the people that live in a teahouse unless a test says otherwise, and what others see of them. */
const PEOPLE = { alice: "Alice", bob: "Bob", zhangsan: "张三" };

export class Teahouse {
  #flags;
  #people;
  #browser;
  #visitors = [];

  constructor({ flags = [], people = PEOPLE }) {
    this.#flags = flags;
    this.#people = people;
  }

  /** Opens one for the suite around this call. After each test all browsers are closed, and must have been quiet. */
  static start(wishes = {}) {
    const teahouse = new Teahouse(wishes);
    before(() => teahouse.#open());
    afterEach(() => teahouse.#sendEverybodyHome());
    after(() => teahouse.#close());
    return teahouse;
  }

  /** Somebody with a fresh browser, not signed in. `wishes` are Playwright's for a context. */
  async visitor(wishes = {}) {
    const { origin, host } = this.server;
    const context = await this.#browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      timezoneId: "Asia/Shanghai",
      ...wishes,
    });
    context.setDefaultTimeout(15_000);
    const incidents = await Incidents.watch(context, host);
    const visitor = new Person({ context, incidents, page: await context.newPage(), origin });
    this.#visitors.push(visitor);
    return visitor;
  }

  /** One of the people with a fresh browser, not signed in yet. */
  async person(username, wishes) {
    const person = await this.visitor(wishes);
    person.username = username;
    person.name = this.#people[username];
    person.password = PASSWORD;
    return person;
  }

  /** One of the people, signed in and in this room. */
  async inRoom(username, room, wishes) {
    const person = await this.person(username, wishes);
    await person.comesIn();
    await person.opens(room);
    return person;
  }

  /** A new open room; the more of them, the less do tests meet. */
  room(name, ...words) {
    this.server.command(["room", "create", name, ...words]);
    return name;
  }

  async #open() {
    [this.server, this.#browser] = await Promise.all([
      Server.start(this.#flags),
      chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS }),
    ]);
    for (const [username, name] of Object.entries(this.#people)) {
      this.server.command(["user", "create", username, "--display-name", name], `${PASSWORD}\n`);
    }
  }

  async #sendEverybodyHome() {
    const visitors = this.#visitors.splice(0);
    await Promise.all(visitors.map((visitor) => visitor.leaves()));
    for (const visitor of visitors) visitor.incidents.assertNone(visitor.username ?? "a visitor");
    assert.doesNotMatch(this.server.logged, /panicked/);
  }

  async #close() {
    await this.#browser?.close();
    await this.server?.close();
  }
}
