// One server as a child process: a port of its own, a temporary directory, the commands of the same program.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { until } from "./until.js";

export const ROOT = path.resolve(import.meta.dirname, "../../..");
const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");
const PROGRAM = process.env.TEAHOUSE_PROGRAM ?? path.join(TARGET, "debug/teahouse");

/** What the tests' people type and write is more than one person does. */
const UNHURRIED = [
  "--limit-message-burst=0",
  "--limit-messages-per-second=0",
  "--limit-sockets-per-user=0",
  "--limit-logins-per-name=0",
  "--limit-logins-per-address=0",
];

/** The settings of whoever runs the tests are not those of the server under test. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TEAHOUSE_")));
}

export class Server {
  #directory;
  #flags;
  #child = null;
  #printed = "";
  #logged = "";

  constructor(directory, flags) {
    this.#directory = directory;
    this.#flags = flags;
  }

  /** A server on an empty directory, ready to serve. */
  static async start(flags = []) {
    const directory = await mkdtemp(path.join(tmpdir(), "teahouse-"));
    const server = new Server(directory, flags);
    await server.#launch("127.0.0.1:0");
    return server;
  }

  /** `127.0.0.1:<port>`. */
  get host() {
    return new URL(this.origin).host;
  }

  /** The link on standard output that makes the first account. */
  get setupLink() {
    return this.#printed.match(/http:\S+\/setup\?token=\S+/)?.[0];
  }

  /** What it logged since the first start. */
  get logged() {
    return this.#logged;
  }

  /** Runs a command of the program on the same data; returns what it printed. */
  command(words, input = "") {
    const options = { cwd: this.#directory, env: environment(), input, encoding: "utf8" };
    const { status, stdout, stderr } = spawnSync(PROGRAM, words, options);
    assert.equal(status, 0, `teahouse ${words.join(" ")}\n${stderr}`);
    return stdout.trim();
  }

  /** The process stands still: its sockets stay open, and nothing answers. */
  freeze() {
    this.#child.kill("SIGSTOP");
  }

  thaw() {
    this.#child.kill("SIGCONT");
  }

  /** SIGKILL: nothing gets a chance to tidy up. */
  async kill() {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  /** Starts it on the same data, at the same address; perhaps with other flags from now on. */
  async startAgain(flags = this.#flags) {
    this.#flags = flags;
    await this.#launch(this.host);
  }

  /** SIGTERM, as `systemctl stop` sends it; it must end by itself, and well. */
  async terminate() {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const [code] = await ended;
    assert.equal(code, 0, `the server ended with ${code}\n${this.#logged}`);
  }

  /** Ends it and forgets its data. Fails where it has panicked or logged an error. */
  async close() {
    const running = this.#child.exitCode === null && this.#child.signalCode === null;
    if (running) await this.terminate();
    await rm(this.#directory, { recursive: true });
    assert.doesNotMatch(this.#logged, /panicked|\bERROR\b/, "the server's log");
  }

  async #launch(listen) {
    const named = this.#flags.map((flag) => flag.split("=")[0]);
    const unhurried = UNHURRIED.filter((flag) => !named.includes(flag.split("=")[0]));
    const words = ["serve", "--listen", listen, ...unhurried, ...this.#flags];
    const stdio = ["ignore", "pipe", "pipe"];
    const child = spawn(PROGRAM, words, { cwd: this.#directory, env: environment(), stdio });
    this.#child = child;
    this.#printed = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (this.#printed += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (this.#logged += text));
    child.on("error", (error) => (this.#logged += error.message));
    const address = await until(`the server says where it listens\n${this.#logged}`, () => {
      assert.equal(child.exitCode, null, this.#logged);
      return this.#printed.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
    });
    this.origin = address;
  }
}
