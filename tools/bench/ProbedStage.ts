import { readFileSync } from "node:fs";
import * as z from "zod";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { DistantServer } from "../testbed/faults/DistantServer";
import type { IdentityProvider } from "../testbed/identityProvider/IdentityProvider";
import type { Stage } from "../testbed/Stage";
import { type EmulatorProcess, startEmulatorProcess } from "../testbed/startEmulatorProcess";
import type { HostOptions } from "../testbed/startHostProcess";
import { startProcess } from "../testbed/startProcess";
import { TestSurface } from "../testbed/TestSurface";
import { AcsClient } from "./AcsClient";
import { closedLoop } from "./load/closedLoop";
import type { HttpWork } from "./load/HttpWork";
import { type LoadKind, LoadProcess, type Report } from "./load/LoadProcess";
import { Probe } from "./probe/Probe";

/** A server under test. */
export interface ProbedServer {
  /** `http://127.0.0.1:PORT/api`; by address, so that a client need not look it up for each connection. */
  readonly url: string;
  /** Sits in the server's process. */
  readonly probe: Probe;
  stop(): Promise<void>;
}

export interface Load {
  /** How many call at once. */
  readonly clients: number;
  readonly seconds: number;
}

/** Milliseconds from the servers under test to each party and back. */
export type RoundTrips = Readonly<Record<"managedIdentity" | "keyVault" | "acs" | "tables", number>>;

const AT_ONCE = 8;
const expressAnnouncement = z.object({ port: z.int() });

/** What the benches run on a stage: an emulator, and servers around it, each in a process of its own with a probe in it. */
export class ProbedStage {
  readonly emulatorProbe: Probe;
  readonly #client: AcsClient;
  #roundTrips: RoundTrips | undefined;
  /** Where the servers under test find ACS. */
  #connectionString: string;
  /** What tells the API where the parties are, over what the emulator and the stage tell. */
  #distant: Readonly<Record<string, string>> = {};

  private constructor(
    readonly stage: Stage,
    readonly emulator: EmulatorProcess,
    /** Plain HTTP clients in a process of their own. */
    readonly clients: LoadProcess,
  ) {
    this.emulatorProbe = new Probe(emulator);
    this.#connectionString = emulator.connectionString;
    this.#client = new AcsClient(emulator.connectionString, emulator.caFile, AT_ONCE);
    stage.cleanUp.defer(() => {
      this.#client.close();
    });
    stage.preload(Probe.MODULE);
  }

  /** Starts the emulator, on any core. */
  static async on(stage: Stage): Promise<ProbedStage> {
    // It keeps nothing on disk, unlike that of the stage.
    const emulator = stage.cleanUp.keep(await startEmulatorProcess({ environment: Probe.ENVIRONMENT }));
    return new ProbedStage(stage, emulator, stage.cleanUp.keep(await LoadProcess.start("httpLoad", [], {})));
  }

  /** From here on, servers are started far away from all parties. */
  async moveAway(roundTrips: RoundTrips): Promise<void> {
    this.#roundTrips = roundTrips;
    const { endpoints, caFile, testSurfaceUrl, connectionString } = this.emulator;
    const { managedIdentity, keyVault, acs } = roundTrips;
    const endpoint = await this.#distance(endpoints.acs, acs);
    this.#connectionString = `endpoint=${endpoint}/;accesskey=${parseConnectionString(connectionString).accessKey}`;
    const surface = new TestSurface(testSurfaceUrl, readFileSync(caFile, "utf8"));
    await surface.tell("PUT", "/keyVault/secret", { value: this.#connectionString });
    surface.close();
    this.#distant = {
      KEY_VAULT_URL: await this.#distance(endpoints.keyVault, keyVault),
      IDENTITY_ENDPOINT: await this.#distance(`${endpoints.managedIdentity}/msi/token`, managedIdentity),
    };
  }

  /** For the APIs that are started after them. */
  async tables(): Promise<void> {
    const { endpoint } = await this.stage.tables();
    if (this.#roundTrips) {
      const distant = await this.#distance(endpoint, this.#roundTrips.tables);
      this.#distant = { ...this.#distant, IDENTITY_TABLE_ENDPOINT: distant };
    }
  }

  async #distance(url: string, roundTripMs: number): Promise<string> {
    return this.stage.cleanUp.keep(await DistantServer.start(url, roundTripMs)).url;
  }

  /** This API, or another app, with settings over those that the stage knows. @throws ProcessStartError */
  async api({ environment, ...options }: Partial<HostOptions> = {}): Promise<ProbedServer> {
    const where = { ...this.emulator.environment(), ...this.#distant };
    const host = await this.stage.api({ ...options, environment: { ...where, ...environment } });
    return {
      url: `${host.url.replace("localhost", "127.0.0.1")}/api`,
      probe: new Probe(host),
      stop: () => host.stop(),
    };
  }

  /** What this API is compared with. @throws ProcessStartError */
  async express(): Promise<ProbedServer> {
    const express = await startProcess({
      program: "bench/warm/expressServer.js",
      environment: { ...process.env, NODE_ENV: "production", ...this.#acs(), ...Probe.ENVIRONMENT },
      announcement: expressAnnouncement,
    });
    this.stage.cleanUp.keep(express);
    return { url: `http://127.0.0.1:${express.port}/api`, probe: new Probe(express), stop: () => express.stop() };
  }

  /** Clients of one kind in a process of their own. */
  async load(kind: LoadKind, ...args: readonly string[]): Promise<LoadProcess> {
    return this.stage.cleanUp.keep(await LoadProcess.start(kind, args, this.#acs()));
  }

  /** What clients see of a server, and milliseconds of its CPU for each request. */
  async measure({ probe }: ProbedServer, load: Load, work: HttpWork): Promise<Report> {
    const before = await probe.cpu();
    const report = await this.clients.run({ ...load, work });
    return { ...report, cpuMs: ((await probe.cpu()) - before) / report.requests };
  }

  /** The ids of so many new identities. */
  async createIdentities(count: number): Promise<string[]> {
    const ids: string[] = [];
    const createOne = async () => {
      ids.push(await this.#client.createIdentity());
    };
    await closedLoop((nth) => (nth < count ? createOne() : undefined), { clients: AT_ONCE, seconds: Infinity });
    return ids;
  }

  #acs(): Record<string, string> {
    return { NODE_EXTRA_CA_CERTS: this.emulator.caFile, ACS_CONNECTION_STRING: this.#connectionString };
  }
}

/** The header with which each of so many users calls. */
export async function headersOf({ tokens }: IdentityProvider, count: number): Promise<{ Authorization: string }[]> {
  const subjects = Array.from({ length: count }, (_, nth) => `user-${nth}`);
  return Promise.all(subjects.map(async (sub) => ({ Authorization: `Bearer ${await tokens.mint({ sub })}` })));
}
