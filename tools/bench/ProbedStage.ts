import * as z from "zod";
import type { IdentityProvider } from "../testbed/identityProvider/IdentityProvider";
import type { Stage } from "../testbed/Stage";
import { type EmulatorProcess, startEmulatorProcess } from "../testbed/startEmulatorProcess";
import { startProcess } from "../testbed/startProcess";
import { AcsClient } from "./AcsClient";
import { closedLoop } from "./load/closedLoop";
import { type LoadKind, LoadProcess } from "./load/LoadProcess";
import { Probe } from "./probe/Probe";

/** A server under test. */
export interface ProbedServer {
  /** `http://127.0.0.1:PORT/api`; by address, so that a client need not look it up for each connection. */
  readonly url: string;
  /** Sits in the server's process. */
  readonly probe: Probe;
}

interface ApiOptions {
  /** Settings over those that the stage knows. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Another app; this API by default. */
  readonly appDirectory?: string;
}

const AT_ONCE = 8;
const expressAnnouncement = z.object({ port: z.int() });

/** What the benches run on a stage: an emulator, and servers around it, each in a process of its own with a probe in it. */
export class ProbedStage {
  /** Plain HTTP clients in a process of their own. */
  readonly clients: LoadProcess;
  readonly #client: AcsClient;

  private constructor(
    readonly stage: Stage,
    readonly emulator: EmulatorProcess,
    readonly emulatorProbe: Probe,
  ) {
    this.#client = new AcsClient(emulator.connectionString, emulator.caFile, AT_ONCE);
    this.clients = this.load("httpLoad");
    stage.cleanUp.defer(() => {
      this.#client.close();
    });
  }

  /** Starts the emulator, on any core. */
  static async on(stage: Stage): Promise<ProbedStage> {
    const probe = stage.cleanUp.keep(await Probe.listen());
    // It keeps nothing on disk, unlike that of the stage.
    const emulator = await startEmulatorProcess({ environment: probe.environment() });
    return new ProbedStage(stage, stage.cleanUp.keep(emulator), probe);
  }

  /** @throws ProcessStartError */
  async api({ environment, ...options }: ApiOptions = {}): Promise<ProbedServer> {
    const probe = this.stage.cleanUp.keep(await Probe.listen());
    const { url } = await this.stage.api({
      ...options,
      environment: { ...this.emulator.environment(), ...environment, ...probe.environment() },
    });
    return { url: `${url.replace("localhost", "127.0.0.1")}/api`, probe };
  }

  /** What this API is compared with. @throws ProcessStartError */
  async express(): Promise<ProbedServer> {
    const probe = this.stage.cleanUp.keep(await Probe.listen());
    const express = await startProcess({
      program: "bench/warm/expressServer.js",
      environment: { ...process.env, NODE_ENV: "production", ...this.#acs(), ...probe.environment() },
      announcement: expressAnnouncement,
    });
    this.stage.cleanUp.keep(express);
    return { url: `http://127.0.0.1:${express.port}/api`, probe };
  }

  /** Clients of one kind in a process of their own. */
  load(kind: LoadKind, ...args: readonly string[]): LoadProcess {
    return this.stage.cleanUp.keep(new LoadProcess(kind, args, this.#acs()));
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
    const { caFile, connectionString } = this.emulator;
    return { NODE_EXTRA_CA_CERTS: caFile, ACS_CONNECTION_STRING: connectionString };
  }
}

/** The header with which each of so many users calls. */
export async function headersOf({ tokens }: IdentityProvider, count: number): Promise<{ Authorization: string }[]> {
  const subjects = Array.from({ length: count }, (_, nth) => `user-${nth}`);
  return Promise.all(subjects.map(async (sub) => ({ Authorization: `Bearer ${await tokens.mint({ sub })}` })));
}
