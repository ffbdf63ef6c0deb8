import { join } from "node:path";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { TableClient } from "@azure/data-tables";
import type { AcsSdk } from "../../../shared/acs/sdks";
import { callerOfPrincipal } from "../../../shared/callers/easyauth/callerOfPrincipal";
import { parseConnectionString } from "../../../shared/connectionString/parseConnectionString";
import { rowKeysOf } from "../../../shared/directory/rowKeys";
import { type Emulator, startEmulator } from "../../../tools/emulator";
import type { DevelopmentCa } from "../../../tools/kit/developmentCa";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { emulatedCredential } from "../../../tools/testbed/azurite/emulatedCredential";
import type { Azurite } from "../../../tools/testbed/azurite/startAzurite";
import { CleanUp } from "../../../tools/testbed/CleanUp";
import { SteppedClock } from "../../../tools/testbed/clock/SteppedClock";
import { environmentFor } from "../../../tools/testbed/environmentFor";
import { FaultProxy } from "../../../tools/testbed/faults";
import { LeakWatch } from "../../../tools/testbed/LeakWatch";
import { type HostProcess, startHostProcess } from "../../../tools/testbed/startHostProcess";
import { anotherResource, moveTo } from "../../support/anotherResource";
import { staticWebApps } from "../../support/principals";
import { until } from "../../support/until";
import { setSecret } from "../../support/vaultSecret";
import type { Dependency } from "./dependencies";
import { oneAtATime } from "./oneAtATime";
import { type Sent, type TimedReply, timedFetch } from "./timedFetch";

const LOOPBACK_ONLY = JSON.stringify(join(projectRoot(), "test/support/loopback-only.cjs"));

/** A start takes all of a processor, which others' time limits would feel. */
const whenNoneStarts = oneAtATime();

export interface WorldOptions {
  ca: DevelopmentCa;
  azurite: Azurite;
  sdk?: AcsSdk;
  /** The built app, or a changed copy of it; this project by default. */
  appDirectory?: string;
  /** A dependency whose host name does not resolve. */
  unresolved?: Dependency;
}

/** An API of its own with all that it depends on, and a fault proxy before each of those. */
export class World {
  readonly #options: WorldOptions;
  readonly #madeForTest = new Set<string>();
  readonly #watch = new LeakWatch();
  readonly #logLines: string[] = [];
  readonly #table: TableClient;
  readonly #tableName: string;
  #unresolved: Dependency | undefined;
  #host: HostProcess | undefined;
  #acsHost = "localhost";
  /** The ACS resource that the app has moved to. */
  #moved: Emulator | undefined;
  readonly #clock = new SteppedClock();
  readonly #cleanUp: CleanUp;

  private constructor(
    options: WorldOptions,
    readonly emulator: Emulator,
    readonly proxies: Readonly<Record<Dependency, FaultProxy>>,
    tableName: string,
    cleanUp: CleanUp,
  ) {
    this.#options = options;
    this.#cleanUp = cleanUp;
    cleanUp.defer(() => {
      this.#clock.remove();
    });
    cleanUp.defer(() => this.#moved?.stop());
    cleanUp.defer(() => this.#host?.stop());
    this.#unresolved = options.unresolved;
    this.#tableName = tableName;
    this.#table = new TableClient(options.azurite.endpoint, tableName, emulatedCredential(options.ca));
  }

  /** All but the API, which `startApi` starts. */
  static async start(options: WorldOptions): Promise<World> {
    return await CleanUp.around(async (cleanUp) => {
      const { ca, azurite } = options;
      const emulator = cleanUp.keep(await startEmulator({ ca, log: () => undefined }));
      const { acs, keyVault, managedIdentity } = emulator.endpoints;
      const before = async (target: string) => cleanUp.keep(await FaultProxy.start({ ca, target }));
      const proxies = {
        acs: await before(acs),
        keyVault: await before(keyVault),
        managedIdentity: await before(managedIdentity),
        tables: await before(new URL(azurite.endpoint).origin),
      };
      const world = new World(options, emulator, proxies, `T${new URL(acs).port}`, cleanUp);
      await world.#table.createTable();
      await world.writeSecret();
      return world;
    });
  }

  /** Does nothing when it runs already. */
  async startApi(): Promise<void> {
    if (this.#host) return;
    const { appDirectory = projectRoot() } = this.#options;
    const log = (line: string) => this.#logLines.push(line);
    this.#host = await whenNoneStarts(() =>
      startHostProcess({ appDirectory, port: 0, environment: this.#environment(), log }),
    );
  }

  /** Sends a request to the API's `/api` + path. */
  async send(sent: Sent): Promise<TimedReply> {
    const reply = await timedFetch(`${this.#host?.url ?? ""}/api`, sent);
    if (reply.status >= 400) {
      this.#watch.saw(`${sent.method} ${reply.status}`, reply.text);
    }
    return reply;
  }

  /** As Static Web Apps sends a signed-in user's requests on. */
  async sendAs(user: string, sent: Sent): Promise<TimedReply> {
    return await this.send({ ...sent, headers: { "x-ms-client-principal": principalOf(user) } });
  }

  /** Regenerates the access key and puts the new one into the vault, as an operator who forgot the second key. */
  async rotateKey(): Promise<void> {
    await this.emulator.control.regenerateKey("primary", { updateVault: false });
    await this.writeSecret();
  }

  /** Puts the ACS connection string, with the present key and the proxy's address, into the vault. */
  async writeSecret(): Promise<void> {
    const { accessKey } = parseConnectionString(this.emulator.connectionString);
    this.#watch.secret(accessKey);
    const origin = this.#origin("acs").replace("localhost", this.#acsHost);
    await setSecret(this.emulator, `endpoint=${origin}/;accesskey=${accessKey}`);
  }

  /** The resource's host has another name from now on, told with a new key, so that the API takes notice at once. */
  async renameHost(): Promise<void> {
    this.#acsHost = "127.0.0.1";
    await this.rotateKey();
  }

  /** The vault has the connection string of another ACS resource from now on, and the key of the first one is taken back. */
  async move(): Promise<void> {
    this.#moved = await anotherResource();
    this.#watch.secret(parseConnectionString(this.#moved.connectionString).accessKey);
    await moveTo(this.emulator, this.#moved);
  }

  /** Back to the first resource. */
  async moveBack(): Promise<void> {
    await this.#moved?.control.regenerateKey("primary", { updateVault: false });
    await this.#moved?.stop();
    this.#moved = undefined;
    await this.writeSecret();
  }

  get hasMoved(): boolean {
    return this.#moved !== undefined;
  }

  /** Puts the API's wall clock off by so much. */
  async stepClock(offsetMs: number): Promise<void> {
    await this.#clock.stepTo(offsetMs);
  }

  get resolvesNames(): boolean {
    return this.#unresolved === undefined;
  }

  /** From now on the connection string names an address that resolves. What a setting names stays as it is. */
  async resolveNames(): Promise<void> {
    if (this.#unresolved === "acs") {
      this.#unresolved = undefined;
      await this.writeSecret();
    }
  }

  /** An identity with a token that the API has not been asked for. */
  async makeIdentity(): Promise<{ id: string; token: string }> {
    const client = new CommunicationIdentityClient(this.emulator.connectionString);
    const { user, token } = await client.createUserAndToken(["chat"]);
    const id = user.communicationUserId;
    this.#madeForTest.add(id);
    return { id, token };
  }

  /** A user who has such an identity. */
  async makeUser(user: string): Promise<{ id: string; token: string }> {
    const identity = await this.makeIdentity();
    const resource = new URL(this.proxies.acs.origin).host;
    await this.#table.createEntity({
      ...keysOf(user),
      identityId: identity.id,
      resource,
      createdAt: new Date().toISOString(),
    });
    return identity;
  }

  /** The identity in the user's row; undefined without one. */
  async identityOfUser(user: string): Promise<string | undefined> {
    const { rowKey } = keysOf(user);
    for await (const row of this.#table.listEntities<{ identityId: string }>()) {
      if (row.rowKey === rowKey) return row.identityId;
    }
    return undefined;
  }

  livingIdentities(): string[] {
    const { identities } = this.emulator.control.state();
    return identities.filter(({ deleted }) => !deleted).map(({ id }) => id);
  }

  /** Whether it was made behind the API's back. */
  isMadeForTest(id: string): boolean {
    return this.#madeForTest.has(id);
  }

  isValid(token: string): boolean {
    this.#watch.secret(token);
    return this.emulator.control.validateToken(token).valid;
  }

  /** How long the API says that it had the request; it logs that when it has replied. */
  async durationOf(reply: TimedReply): Promise<number> {
    const requestId = reply.headers.get("x-request-id") ?? "";
    const durations = () =>
      this.#logLines
        .filter((line) => line.includes(requestId))
        .flatMap((line) => /"durationMs":(\d+)/.exec(line)?.[1] ?? []);
    await until(() => durations().length > 0);
    return Number(durations()[0]);
  }

  /** How many lines of the API's log have this text. */
  logged(text: string): number {
    return this.#logLines.filter((line) => line.includes(text)).length;
  }

  /** Where the API has let a secret out. */
  leaks(): string[] {
    const watch = this.#watch;
    this.#logLines.forEach((line) => {
      watch.saw("log", line);
    });
    return watch.leaks();
  }

  async stop(): Promise<void> {
    await this.#cleanUp.stop();
  }

  #environment(): NodeJS.ProcessEnv {
    const { sdk = "identity" } = this.#options;
    return {
      ...environmentFor(this.emulator),
      NODE_OPTIONS: `--require ${LOOPBACK_ONLY} ${this.#clock.nodeOption}`,
      ...this.#clock.environment(),
      ACS_SDK: sdk,
      KEY_VAULT_URL: this.#origin("keyVault"),
      // Old enough to be read again after each row.
      ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1",
      IDENTITY_ENDPOINT: `${this.#origin("managedIdentity")}/msi/token`,
      USER_AUTH: "easyauth",
      MY_TOKENS_PER_MINUTE: "10000",
      MY_SIGN_OUTS_PER_MINUTE: "10000",
      ACS_LIMIT_FACTOR: "100",
      IDENTITY_TABLE_ENDPOINT: `${this.#origin("tables")}${new URL(this.#options.azurite.endpoint).pathname}`,
      IDENTITY_TABLE_NAME: this.#tableName,
    };
  }

  #origin(dependency: Dependency): string {
    return this.#unresolved === dependency ? `https://${dependency}.invalid` : this.proxies[dependency].origin;
  }
}

function principalOf(user: string): string {
  return staticWebApps({ userId: user });
}

function keysOf(user: string) {
  return rowKeysOf(callerOfPrincipal(principalOf(user)).key);
}
