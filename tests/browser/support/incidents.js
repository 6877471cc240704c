// What must never happen in a page: errors, dialogs, violations of the content policy, requests to other hosts.

import assert from "node:assert/strict";

/** What the browser itself writes to the console when a server is away. */
const NETWORK = /^(WebSocket connection to|Failed to load resource)/;

export class Incidents {
  #found = [];
  #networkMayFail = false;
  #pardoned = false;

  /** Watches every page that this context opens, from the first byte on. */
  static async watch(context, host) {
    const incidents = new Incidents();
    await context.exposeBinding("__violation", (_, violation) => incidents.#add("content policy", violation));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
        globalThis.__violation(`${violatedDirective} ${blockedURI} ${sourceFile}`),
      );
    });
    context.on("console", (line) => line.type() === "error" && incidents.#console(line));
    context.on("weberror", (error) => incidents.#add("script", error.error().stack));
    context.on("dialog", (dialog) => {
      incidents.#add("dialog", dialog.message());
      dialog.dismiss().catch(() => {});
    });
    const asked = (url) => {
      const { protocol, host: to } = new URL(url);
      if (!["data:", "blob:", "about:"].includes(protocol) && to !== host) incidents.#add("foreign request", url);
    };
    context.on("request", (request) => asked(request.url()));
    context.on("page", (page) => page.on("websocket", (socket) => asked(socket.url())));
    return incidents;
  }

  /** From now on the browser may complain that the server cannot be reached, or refuses. */
  allowNetworkFailures() {
    this.#networkMayFail = true;
  }

  /** Whether something of this kind has happened by now; from then on the page may do what it likes. */
  pardon(kind) {
    this.#pardoned = true;
    return this.#found.splice(0).some((incident) => incident.startsWith(`${kind}: `));
  }

  /** Fails with everything that has happened. */
  assertNone(who) {
    if (!this.#pardoned) assert.deepEqual(this.#found, [], `incidents in ${who}'s browser`);
  }

  #console(line) {
    if (this.#networkMayFail && NETWORK.test(line.text())) return;
    this.#add("console", `${line.text()} (${line.location().url})`);
  }

  #add(kind, what) {
    this.#found.push(`${kind}: ${what}`);
  }
}
