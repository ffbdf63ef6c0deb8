import { join } from "node:path";
import * as z from "zod";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import type { Emulator } from "../../tools/emulator/index";
import { projectRoot } from "../../tools/kit/projectRoot";
import { CleanUp } from "../../tools/testbed/CleanUp";
import { SteppedClock } from "../../tools/testbed/clock/SteppedClock";
import { LeakWatch } from "../../tools/testbed/LeakWatch";
import { errorOf, identityOf, type Reply, send, tokenOf } from "../../tools/testbed/send";
import { type LocalApi, type LocalOptions, startLocally } from "../../tools/testbed/startLocally";
import { packagedApp } from "./packagedApp";
import { tableOfItsOwn } from "./sharedTables";
import { stageApp } from "./stageApp";
import { until } from "./until";

const LOOPBACK_ONLY = join(projectRoot(), "test/support/loopback-only.cjs");

export { errorOf, identityOf, type Reply, tokenOf };

const withToken = z.object({ token: z.string() });

export type TestOptions = Pick<
  LocalOptions,
  "auth" | "keyless" | "rateLimits" | "asInAzure" | "clock" | "environment" | "prepare"
> & {
  /** The source of a function that the app does not have. */
  planted?: string;
  /** The folder of the app to run; by default the one that is deployed. */
  app?: string;
  /** Whether time goes on for it, beside what `pass` adds. By default it passes only so, however slow this machine is. */
  timeGoesOn?: boolean;
};

/**
 * The built app in the development host, over real sockets, with its own emulators. Everything that it logs and every
 * error body is watched for secrets; `stop` fails when it has let one out.
 */
export class ApiUnderTest {
  readonly logLines: string[];
  readonly watch = new LeakWatch();
  readonly #local: LocalApi;
  readonly #cleanUp: CleanUp;
  readonly #clock: SteppedClock;

  private constructor(local: LocalApi, cleanUp: CleanUp, lines: string[], clock: SteppedClock) {
    this.#local = local;
    this.#cleanUp = cleanUp;
    this.#clock = clock;
    this.logLines = lines;
    this.#nameSecrets();
  }

  static async start(options: TestOptions = {}): Promise<ApiUnderTest> {
    return await CleanUp.around(async (cleanUp) => {
      const { planted, environment, timeGoesOn = false } = options;
      const deployed = async () => (await packagedApp()).directory;
      const app = options.app ?? (planted === undefined ? await deployed() : stageApp(planted));
      const clock = new SteppedClock({ isStopped: !timeGoesOn });
      cleanUp.defer(() => {
        clock.remove();
      });
      const lines: string[] = [];
      const local = await startLocally({
        ...options,
        environment: {
          ...clock.environment(),
          ...(needsTable(environment) && (await tableOfItsOwn())),
          ...environment,
        },
        preload: [LOOPBACK_ONLY, clock.module],
        port: 0,
        testSurface: true,
        appDirectory: app,
        log: (line) => lines.push(line),
      });
      return new ApiUnderTest(cleanUp.keep(local), cleanUp, lines, clock);
    });
  }

  get emulator(): Emulator {
    return this.#local.emulator;
  }

  get url(): string {
    return this.#local.host.url;
  }

  get pid(): number {
    return this.#local.host.pid;
  }

  get keys() {
    const { keys } = this.#local.host;
    if (!keys) {
      throw new Error("This host asks for no keys; start it with auth.");
    }
    return keys;
  }

  /** Sends a request to `/api` + path. */
  async send(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
    const reply = await send(`${this.url}/api${path}`, { ...init, method });
    this.#record(`${method} ${path.split("?")[0] ?? ""} ${reply.status}`, reply);
    return reply;
  }

  /** Sends `body` as JSON. */
  async sendJson(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return await this.send(method, path, {
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  /**
   * How many milliseconds the API says that it had each request which it has answered so far. What a request takes besides
   * is this machine's affair: where much else goes on, nobody sees a reply in time.
   */
  durations(): number[] {
    return this.logLines.flatMap((line) => /"durationMs":(\d+)/.exec(line)?.[1] ?? []).map(Number);
  }

  /** Creates an identity and returns its id. */
  async createIdentity(): Promise<string> {
    const reply = await this.send("POST", "/identities");
    expect(reply.status).toBe(201);
    return identityOf(reply);
  }

  /** Lets so much time pass for the API, and for nobody else; its wall clock stays. */
  async pass(milliseconds: number): Promise<void> {
    await this.#clock.pass(milliseconds);
  }

  /** Time passes for the API as for everybody, until {@link stopTime}. */
  async letTimeGoOn(): Promise<void> {
    await this.#clock.goOn();
  }

  /** From here on time passes for the API only by `pass`. */
  async stopTime(): Promise<void> {
    await this.#clock.stop();
  }

  /** Puts its wall clock off by so much from the true time. */
  async stepWallClock(offsetMs: number): Promise<void> {
    await this.#clock.stepTo(offsetMs);
  }

  /** For a process that is to have the same clocks. */
  clockEnvironment(): Record<string, string> {
    return { ...this.#clock.environment(), NODE_OPTIONS: `--require ${JSON.stringify(this.#clock.module)}` };
  }

  /** Lets time pass until the work is done, a second after another; what it came to. */
  async passUntilDone<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    await until(async () => {
      await this.pass(isDone ? 0 : 1_000);
      return isDone;
    });
    return await done;
  }

  /** Sends the host SIGTERM, and resolves with its exit code when it has ended; the emulators go on. */
  async terminate(): Promise<number> {
    await this.#local.host.stop();
    return await this.#local.host.ended;
  }

  /** Sends the host what ends the real worker, and resolves with its exit code when it has ended. */
  async endWorker(): Promise<number> {
    await this.#local.host.endWorker();
    return await this.#local.host.ended;
  }

  async stop(): Promise<void> {
    this.#nameSecrets();
    await this.#cleanUp.stop();
    this.logLines.forEach((line) => {
      this.watch.saw("log", line);
    });
    expect(this.watch.leaks()).toEqual([]);
  }

  #record(where: string, reply: Reply): void {
    if (reply.status >= 400) {
      this.watch.saw(where, reply.text);
    }
    const { data } = withToken.safeParse(reply.json);
    if (data) {
      this.watch.secret(data.token);
    }
    reply.headers.forEach((value, name) => {
      this.watch.saw(`${where} ${name}`, value);
    });
  }

  #nameSecrets(): void {
    const { keys } = this.#local.host;
    const { connectionString, identityHeader } = this.emulator;
    const { accessKey } = parseConnectionString(connectionString);
    const functionKeys = keys ? [keys.master, keys.host, ...Object.values(keys.functions)] : [];
    for (const secret of [connectionString, accessKey, identityHeader, ...functionKeys]) {
      this.watch.secret(secret);
    }
  }
}

/** Gives `use` an API of its own, and stops it whatever happens. */
export async function withApi<T>(options: TestOptions, use: (api: ApiUnderTest) => Promise<T>): Promise<T> {
  const api = await ApiUnderTest.start(options);
  try {
    return await use(api);
  } finally {
    await api.stop();
  }
}

function needsTable({ USER_AUTH, IDENTITY_TABLE_ENDPOINT }: NodeJS.ProcessEnv = {}): boolean {
  return Boolean(USER_AUTH) && !IDENTITY_TABLE_ENDPOINT;
}
