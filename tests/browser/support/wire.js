// The line between one page and the server, held by a test: it can say what the server could, and answer in its place.

export class Wire {
  #route;
  #server;
  #seq = 0;
  /** What the test has said is not in the server's numbers. */
  #told = 0;
  #answers = [];
  #room;

  /** Holds the line of the next page that this person opens. */
  static async hold({ page }) {
    const wire = new Wire();
    await page.routeWebSocket(/\/ws\/chat\//, (route) => wire.#connect(route));
    return wire;
  }

  /** Says a room event, as if it had just happened. */
  tells(event) {
    this.#room = event.room ?? this.#room;
    this.#told += 1;
    this.#seq += 1;
    this.#route.send(JSON.stringify({ room: this.#room, ...event, seq: this.#seq }));
  }

  /** Says what is no line of the room's log. */
  tellsInPassing(frame) {
    this.#route.send(JSON.stringify({ room: this.#room, ...frame }));
  }

  /** Says what an event of the room itself says, with what is not given as it is for a plain room. */
  tellsRoom(change) {
    const plain = { title: "", topic: "", kind: "open", archived: false, slow_seconds: 0, announcements: false };
    this.tells({ type: "room", op: "updated", ...plain, ...change });
  }

  /** The next message that is sent does not reach the server; it is answered with this error. */
  refusesNext(error) {
    this.#answers.push(error);
  }

  /** Cuts the line as a server that starts again does; the page comes back by itself. */
  cuts() {
    this.#server.close();
    this.#route.close({ code: 1012 });
  }

  #connect(route) {
    this.#route = route;
    this.#server = route.connectToServer();
    this.#server.onMessage((text) => {
      const frame = JSON.parse(text);
      this.#room ??= frame.room;
      if (frame.type === "hello") this.#seq = frame.head;
      if ("seq" in frame) {
        this.#seq = frame.seq + this.#told;
        Object.assign(frame, { seq: this.#seq, room: this.#room });
      }
      if (frame.type === "ack") frame.event += this.#told;
      route.send(JSON.stringify(frame));
    });
    route.onMessage((text) => {
      const { nonce, type } = JSON.parse(text);
      const error = type === "message" && this.#answers.shift();
      if (error) route.send(JSON.stringify({ type: "error", nonce, ...error }));
      else this.#server.send(text);
    });
  }
}
