// A person at a browser: what people do in Teahouse, in their words. Knows the pages; tests do not.

import assert from "node:assert/strict";

import { MessageActions } from "./actions.js";
import { Eye } from "./eye.js";
import { damage, sayAll, takeAway, timePending } from "./in_page.js";
import { Log } from "./log.js";
import { Unread } from "./unread.js";
import { until } from "./until.js";

const INPUT = "#chat-message-input";
const STATUS = "#chat-status";

export class Person {
  constructor({ context, incidents, page, origin }) {
    this.context = context;
    this.incidents = incidents;
    this.page = page;
    this.origin = origin;
    this.log = new Log(page);
    this.eye = new Eye(page);
    this.unread = new Unread(page);
    this.actions = new MessageActions(this);
  }

  /** Another tab of the same browser. */
  async opensTab() {
    const { context, incidents, origin, username, name, password } = this;
    return Object.assign(new Person({ context, incidents, page: await context.newPage(), origin }), {
      username,
      name,
      password,
    });
  }

  /** Ends the browser; returns what it has on its disk, for the next start. */
  async endsBrowser() {
    const kept = await this.context.storageState();
    await this.context.close();
    return kept;
  }

  /** From now on pages of this browser have no `locks`, no `storage`, or no `room for more` in it. */
  async hasBrowserWithout(thing) {
    await this.context.addInitScript(takeAway, thing);
  }

  async leaves() {
    await this.context.close();
  }

  /** Takes a `wide` screen with a mouse, or a `narrow` one for fingers. */
  async takes(size) {
    const narrow = size === "narrow";
    const devtools = await this.context.newCDPSession(this.page);
    await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: narrow });
    await this.page.setViewportSize(narrow ? { width: 390, height: 844 } : { width: 1280, height: 800 });
  }

  // At the door

  async goes(address) {
    return this.page.goto(address);
  }

  /** What the page next asks for as the list of rooms is the list of now, and comes when the returned function is called. */
  async holdsListOfRooms() {
    const response = await this.context.request.get("/api/rooms");
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const answer = (route) => released.then(() => route.fulfill({ response }));
    await this.page.route("**/api/rooms", answer, { times: 1 });
    return release;
  }

  /** What the page next asks for at this address is as it is then (`isAsked`), and comes when `release` is called. */
  async holdsNext(address) {
    let asked;
    let release;
    const isAsked = new Promise((resolve) => (asked = resolve));
    const released = new Promise((resolve) => (release = resolve));
    const answer = async (route) => {
      const response = await route.fetch();
      asked();
      await released;
      await route.fulfill({ response });
    };
    await this.page.route(address, answer, { times: 1 });
    return { isAsked, release };
  }

  /** The path of the page, readable. */
  get path() {
    return decodeURIComponent(new URL(this.page.url()).pathname);
  }

  async isAt(path) {
    await until(`${this.username} is at ${path}, not ${this.path}`, () => this.path === path);
  }

  /** Waits until this element has the focus: a page gives it with its first frame. */
  async hasFocusOn(id) {
    await until(`${id} has the focus`, async () => (await this.eye.focus()).id === id);
  }

  /** Fills fields by their names and presses the form's main button. */
  async fillsIn(fields) {
    for (const [name, value] of Object.entries(fields)) {
      await this.page.locator(`main [name="${name}"]:not([type="hidden"])`).fill(value);
    }
    await this.page.locator("main form:has(input:focus) button.button-main").click();
  }

  /** Signs in without looking at the page, for tests of what comes after. */
  async comesIn() {
    const { username, password, origin } = this;
    const request = { form: { username, password, next: "/" }, headers: { Origin: origin }, maxRedirects: 0 };
    const answer = await this.context.request.post("/login", request);
    assert.equal(answer.status(), 303);
  }

  /** Signs in by the form. */
  async signsIn() {
    await this.goes("/login");
    await this.fillsIn({ username: this.username, password: this.password });
    await until(`${this.username} has come in`, () => this.path.startsWith("/rooms/"));
  }

  async signsOut() {
    await this.page.locator(".sidebar-me > summary").click();
    await this.page.locator('form[action="/logout"] button').click();
    await this.isAt("/login");
    await this.page.waitForLoadState();
  }

  // In a room

  /** Opens a room by its address and waits until it is live. */
  async opens(room) {
    await this.goes(`/rooms/${encodeURIComponent(room)}`);
    await this.isConnected();
  }

  async isConnected() {
    await this.page.locator(`${STATUS}[data-state="connected"]`).waitFor({ state: "attached" });
    assert.equal(await this.status(), "");
  }

  /** What the bar under the header says; empty when all is well. */
  async status() {
    const bar = this.page.locator(STATUS);
    return (await bar.isVisible()) ? bar.innerText() : "";
  }

  async readsStatus(pattern) {
    await until(`the status bar says ${pattern}`, async () => pattern.test(await this.status()));
  }

  /** What tells a reader above the end that something has come. */
  get pill() {
    return this.page.locator("#log-pill");
  }

  async pillText() {
    return (await this.pill.isVisible()) ? this.pill.innerText() : "";
  }

  /** What stands in the field where one writes. */
  draft() {
    return this.page.locator(INPUT).inputValue();
  }

  async writes(text) {
    await this.page.locator(INPUT).fill(text);
  }

  async presses(key) {
    await this.page.locator(INPUT).press(key);
  }

  /** Writes and sends, and does not wait for an answer. */
  async sends(text) {
    await this.writes(text);
    await this.presses("Enter");
  }

  /** Sends, and tells how many milliseconds after the key the text stood in the log as pending. */
  async sendsAndTimes(text) {
    await this.writes(text);
    const timed = this.page.evaluate(timePending);
    await this.presses("Enter");
    return timed;
  }

  /** Writes and sends, and sees it stored. */
  async says(text) {
    await this.sends(text);
    return this.log.shows(text);
  }

  /** Sees this text in the log: stored, and once. */
  async sees(text) {
    return this.log.shows(text);
  }

  /** Has said all this before anybody looked, one after the other. */
  async hasSaid(room, texts) {
    const page = await this.context.newPage();
    await page.goto("/rooms");
    await page.evaluate(sayAll, { room, texts });
    await page.close();
  }

  // What is read

  /** How many messages of a room the server counts as unread for this person. */
  async hasUnread(room) {
    return (await this.#listed(room)).unread;
  }

  /** What the list of rooms says of one. */
  async #listed(room) {
    const answer = await this.context.request.get("/api/rooms");
    const { rooms } = await answer.json();
    return rooms.find(({ name }) => name === room);
  }

  async comesToHaveUnread(room, count) {
    let last;
    await until(`${this.username} has ${count} unread`, async () => (last = await this.hasUnread(room)) === count).catch(
      (error) => assert.equal(last, count, error.message),
    );
  }

  /** Looks at something else: the window is hidden, as a tab behind another. Or looks at it again. */
  async looksAway(away = true) {
    await this.page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, away);
  }

  async comesBack() {
    await this.looksAway(false);
  }

  /** Changes or deletes a message of one's own, from elsewhere. */
  async editsElsewhere(id, message) {
    const answer = await this.context.request.patch(`/api/messages/${id}`, {
      data: { message },
      headers: { Origin: this.origin },
    });
    assert.equal(answer.status(), 200);
  }

  async deletesElsewhere(id) {
    const answer = await this.context.request.delete(`/api/messages/${id}`, { headers: { Origin: this.origin } });
    assert.equal(answer.status(), 204);
  }

  // Texts that are not stored

  #failed(text) {
    return this.page.locator(".message-failed", { hasText: text }).locator(".message-failure");
  }

  /** What stands under a text that was not sent; empty where nothing does. */
  async failure(text) {
    const note = this.#failed(text);
    return (await note.isVisible()) ? note.innerText() : "";
  }

  async retries(text) {
    await this.#failed(text).getByRole("button", { name: "Retry" }).click();
  }

  async discards(text) {
    await this.#failed(text).getByRole("button", { name: "Discard" }).click();
  }

  /** The rooms whose rows in the sidebar say this, whether they are shown beside it or not. */
  marked(name) {
    return this.page.locator(`.sidebar-kept[title="${name}"]:not([hidden])`).evaluateAll((marks) =>
      marks.map((mark) => mark.closest("[data-room]").dataset.room),
    );
  }

  /** Finds these values where texts and drafts of this room are kept. */
  async findsDamaged(room, values) {
    await this.page.evaluate(damage, { room: (await this.#listed(room)).id, values });
  }

  /** No frame of these types reaches the next pages of this tab: the server stores, and nobody hears of it. */
  async hearsNo(...types) {
    await this.page.routeWebSocket(/\/ws\/chat\//, (route) => {
      const server = route.connectToServer();
      server.onMessage((frame) => types.includes(JSON.parse(frame).type) || route.send(frame));
    });
  }

  // A browser without its network

  async losesNetwork() {
    this.incidents.allowNetworkFailures();
    await this.context.setOffline(true);
  }

  async findsNetwork() {
    await this.context.setOffline(false);
  }
}
