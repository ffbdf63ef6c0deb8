import { Agent } from "node:https";
import { type Clock, systemClock } from "../../../shared/clock";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../tools/emulator/index";
import { ensureDevelopmentCa } from "../../../tools/kit/developmentCa";
import { temporaryDirectory } from "../../support/temporaryDirectory";
import { callOf, type OperationKind, PREVIEW2, type Version } from "./calls";
import { type Reply, send, type Sent, signedHeaders } from "./send";
import { field } from "./values";

/** An emulator of its own, and short ways to call it. */
export class TestEmulator {
  readonly logged: string[] = [];
  readonly clock: Clock;
  readonly #options: Partial<EmulatorOptions>;
  readonly #agent: Agent | false;
  #started: Emulator | undefined;

  private constructor(options: Partial<EmulatorOptions>, keepAlive: boolean) {
    this.clock = options.clock ?? systemClock;
    this.#options = options;
    this.#agent = keepAlive && new Agent({ keepAlive });
  }

  /** `keepAlive`: on few connections, for suites that make many requests and never close a listener. */
  static async start(options: Partial<EmulatorOptions> = {}, { keepAlive = false } = {}): Promise<TestEmulator> {
    const running = new TestEmulator(options, keepAlive);
    await running.#start();
    return running;
  }

  /** One for all tests of the describe, or file, that this is called in. */
  static forAll(options: Partial<EmulatorOptions> = {}, { keepAlive = false } = {}): TestEmulator {
    const running = new TestEmulator(options, keepAlive);
    beforeAll(() => running.#start());
    afterAll(() => running.stop());
    return running;
  }

  get emulator(): Emulator {
    if (!this.#started) {
      throw new Error("The emulator has not been started yet.");
    }
    return this.#started;
  }

  async #start(): Promise<void> {
    const ca = await ensureDevelopmentCa(temporaryDirectory());
    this.#started = await startEmulator({ ca, log: (line) => this.logged.push(line), ...this.#options });
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    if (this.#agent) {
      this.#agent.destroy();
    }
  }

  async send(url: string, sent?: Sent): Promise<Reply> {
    return send(this.emulator.caFile, url, sent, this.#agent);
  }

  /** A call of ACS, signed with the present primary key. `path` ends with its query. */
  async acs(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.acsText(method, path, body === undefined ? "" : JSON.stringify(body), headers);
  }

  /** As {@link acs}, with the body as it is sent. */
  async acsText(method: string, path: string, text: string, headers: Record<string, string> = {}): Promise<Reply> {
    const url = `${this.emulator.endpoints.acs}${path}`;
    const date = new Date(this.clock.now()).toUTCString();
    const signed = signedHeaders(this.emulator.connectionString, { method, url, body: text, date });
    return this.send(url, { method, body: text, headers: { ...signed, ...headers } });
  }

  /** An operation of ACS, as the SDKs of that version call it. */
  async call(operation: OperationKind, version: Version, id = "", body?: unknown): Promise<Reply> {
    const { method, path } = callOf(operation, version, id);
    return this.acs(method, path, body);
  }

  async newIdentity(): Promise<string> {
    return field((await this.call("create", PREVIEW2)).json(), "id");
  }

  async newToken(id: string, version: Version = "2023-10-01"): Promise<string> {
    return field((await this.call("issue", version, id, { scopes: ["chat"] })).json(), "token");
  }

  /** "valid", or why the token is not. */
  validity(token: string): string {
    const verdict = this.emulator.control.validateToken(token);
    return verdict.valid ? "valid" : verdict.reason;
  }

  /** A call of Key Vault with `token`. */
  async vault(token: string, method: string, path: string, body?: unknown): Promise<Reply> {
    const url = `${this.emulator.endpoints.keyVault}${path}?api-version=7.4`;
    const headers = { authorization: `Bearer ${token}` };
    return this.send(url, { method, headers, body: body === undefined ? "" : JSON.stringify(body) });
  }

  async managedIdentityToken(resource = "https://vault.azure.net"): Promise<string> {
    const { IDENTITY_ENDPOINT = "", IDENTITY_HEADER = "" } = this.emulator.environment();
    const url = `${IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=${encodeURIComponent(resource)}`;
    const reply = await this.send(url, { headers: { "x-identity-header": IDENTITY_HEADER } });
    return field(reply.json(), "access_token");
  }

  /** A call of the test surface; `path` without `/emulator`. */
  async surface(method: string, path: string, body?: unknown): Promise<Reply> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.send(`${this.emulator.testSurfaceUrl ?? ""}${path}`, { method, body: body === undefined ? "" : text });
  }
}
