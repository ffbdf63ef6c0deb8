import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { TableClient } from "@azure/data-tables";
import type { TeamsAccess, TeamsAccessClient, TeamsAccount } from "../../../shared/acs/AcsClient";
import type { AcsSdk } from "../../../shared/acs/sdks";
import { createTeamsAccessClient } from "../../../shared/acs/teamsAccessClient";
import { callerOfPrincipal } from "../../../shared/callers/easyauth/callerOfPrincipal";
import { systemClock } from "../../../shared/clock";
import { parseConnectionString } from "../../../shared/connection/parseConnectionString";
import { rowKeysOf } from "../../../shared/directory/rowKeys";
import { callOptions } from "../../../shared/resilience/callOptions";
import type { Emulator } from "../../../tools/emulator/index";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { emulatedCredential } from "../../../tools/testbed/azurite/emulatedCredential";
import type { SteppedClock } from "../../../tools/testbed/clock/SteppedClock";
import type { FaultProxy } from "../../../tools/testbed/faults/FaultProxy";
import { LeakWatch } from "../../../tools/testbed/LeakWatch";
import { type Reply, send } from "../../../tools/testbed/send";
import { Stage, WITHOUT_LIMITS } from "../../../tools/testbed/Stage";
import type { HostProcess } from "../../../tools/testbed/startHostProcess";
import { withoutKeys } from "../../../tools/testbed/startLocally";
import { anotherResource, moveTo } from "../../support/anotherResource";
import { packagedApp } from "../../support/packagedApp";
import { staticWebApps } from "../../support/principals";
import { sharedTables } from "../../support/sharedTables";
import { until } from "../../support/until";
import { setSecret } from "../../support/vaultSecret";

const LOOPBACK_ONLY = join(projectRoot(), "test/support/loopback-only.cjs");

const TENANT_ID = "7d4e1c00-0000-4000-8000-00000000000a";
const CLIENT_ID = "7d4e1c00-0000-4000-8000-00000000000c";

/** Far more than the emulator takes to answer behind the API's back. */
const PATIENCE_MS = 60_000;

/** A start takes all of a processor, which others' time limits would feel. */
let lastStart: Promise<unknown> = Promise.resolve();

export interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

/** What the API depends on, each behind a fault proxy of its own. */
export const DEPENDENCIES = {
  acs: "ACS",
  keyVault: "Key Vault",
  managedIdentity: "managed identity",
  tables: "Table Storage",
} as const;

export type Dependency = keyof typeof DEPENDENCIES;

export interface WorldOptions {
  sdk?: AcsSdk;
  /** The app that is deployed, by default. */
  appDirectory?: string;
  /** Whether the app calls ACS as its managed identity, without Key Vault. */
  keyless?: boolean;
  /** A dependency whose host name does not resolve. */
  unresolved?: Dependency;
}

/** An API of its own with all that it depends on, and a fault proxy before each of those. */
export class World {
  readonly #options: WorldOptions & { tables: string };
  readonly #madeForTest = new Set<string>();
  readonly #watch = new LeakWatch();
  readonly #logLines: readonly string[];
  readonly #table: TableClient;
  readonly #tableName: string;
  #unresolved: Dependency | undefined;
  #host: HostProcess | undefined;
  #acsHost = "localhost";
  /** The ACS resource that the app has moved to. */
  #moved: Emulator | undefined;
  readonly #clock: SteppedClock;
  readonly #stage: Stage;

  private constructor(
    options: WorldOptions & { tables: string },
    readonly emulator: Emulator,
    readonly proxies: Readonly<Record<Dependency, FaultProxy>>,
    stage: Stage,
    log: string[],
  ) {
    this.#options = options;
    this.#unresolved = options.unresolved;
    this.#stage = stage;
    this.#logLines = log;
    this.#clock = stage.clock();
    stage.cleanUp.defer(() => this.#moved?.stop());
    this.#tableName = `T${new URL(emulator.endpoints.acs).port}`;
    this.#table = new TableClient(options.tables, this.#tableName, emulatedCredential(stage.ca));
  }

  /** All but the API, which `startApi` starts. */
  static async start(options: WorldOptions = {}): Promise<World> {
    const lines: string[] = [];
    const build = async (stage: Stage) => {
      const [emulator, { endpoint: tables }] = await Promise.all([stage.emulator(), sharedTables()]);
      const { acs, keyVault, managedIdentity } = emulator.endpoints;
      const proxies = {
        acs: await stage.proxyBefore(acs),
        keyVault: await stage.proxyBefore(keyVault),
        managedIdentity: await stage.proxyBefore(managedIdentity),
        tables: await stage.proxyBefore(new URL(tables).origin),
      };
      stage.preload(LOOPBACK_ONLY);
      const world = new World({ ...options, tables }, emulator, proxies, stage, lines);
      await world.#table.createTable();
      await world.writeSecret();
      return world;
    };
    return await Stage.around(build, { log: (line) => lines.push(line) });
  }

  /** Does nothing when it runs already. */
  async startApi(): Promise<void> {
    if (this.#host) {
      return;
    }
    const appDirectory = this.#options.appDirectory ?? (await packagedApp()).directory;
    const mine = lastStart.then(() => this.#stage.api({ appDirectory, environment: this.#environment() }));
    lastStart = mine.catch(() => undefined);
    this.#host = await mine;
  }

  /** Sends a request to the API's `/api` + path. */
  async send(sent: Sent): Promise<Reply> {
    const { method, path, headers, body } = sent;
    const reply = await send(`${this.#host?.url ?? ""}/api${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (reply.status >= 400) {
      this.#watch.saw(`${method} ${reply.status}`, reply.text);
    }
    return reply;
  }

  /** As Static Web Apps sends a signed-in user's requests on. */
  async sendAs(user: string, sent: Sent): Promise<Reply> {
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

  /** So much time passes for the API, if it runs, without anybody waiting for it. */
  async passTime(milliseconds: number): Promise<void> {
    if (this.#host) {
      await this.#clock.pass(milliseconds);
    }
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

  /** An account that has Teams access which the API has not been asked for. */
  async makeTeamsAccess(): Promise<TeamsAccess> {
    const access = { tenantId: TENANT_ID, objectId: randomUUID(), principalType: "user", clientIds: [CLIENT_ID] };
    await this.#teamsAccess().putTeamsAccess(access, callOptions(AbortSignal.timeout(PATIENCE_MS)));
    return access;
  }

  /** What the account has; undefined where that is nothing. */
  async teamsAccessOf(account: TeamsAccount): Promise<TeamsAccess | undefined> {
    return await this.#teamsAccess().getTeamsAccess(account, callOptions(AbortSignal.timeout(PATIENCE_MS)));
  }

  /** The identity in the user's row; undefined without one. */
  async identityOfUser(user: string): Promise<string | undefined> {
    const { rowKey } = keysOf(user);
    for await (const row of this.#table.listEntities<{ identityId: string }>()) {
      if (row.rowKey === rowKey) {
        return row.identityId;
      }
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
  async durationOf(reply: Reply): Promise<number> {
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
    await this.#stage.stop();
  }

  #teamsAccess(): TeamsAccessClient {
    return createTeamsAccessClient(parseConnectionString(this.emulator.connectionString), systemClock);
  }

  #environment(): NodeJS.ProcessEnv {
    const { sdk = "identity", keyless } = this.#options;
    return {
      ACS_SDK: sdk,
      ...(keyless ? withoutKeys(this.#origin("acs")) : { KEY_VAULT_URL: this.#origin("keyVault") }),
      // Old enough to be read again after each row.
      ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1",
      IDENTITY_ENDPOINT: `${this.#origin("managedIdentity")}/msi/token`,
      USER_AUTH: "easyauth",
      TEAMS_ACCESS_TENANTS: TENANT_ID,
      ...WITHOUT_LIMITS,
      IDENTITY_TABLE_ENDPOINT: `${this.#origin("tables")}${new URL(this.#options.tables).pathname}`,
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
