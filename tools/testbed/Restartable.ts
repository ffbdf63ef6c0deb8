import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdPorts, type ReleasePort } from "../kit/ports";
import { CleanUp } from "./CleanUp";

/** What runs in a process of its own and keeps what it knows in a directory. */
interface Service {
  readonly ports: Readonly<Record<string, number>>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts the service on what it has in `directory`, at the addresses of the `former` one, if there was one. */
type Start<S> = (directory: string, former: S | undefined) => Promise<S>;

/** A service that can be taken away, and comes back with what it knew, at the same addresses. */
export class Restartable<S extends Service> {
  readonly #start: Start<S>;
  readonly #directory: string;
  #service: S;
  /** While it is away. */
  #releasePorts: ReleasePort = () => undefined;

  private constructor(start: Start<S>, directory: string, service: S) {
    this.#start = start;
    this.#directory = directory;
    this.#service = service;
  }

  static async start<S extends Service>(start: Start<S>): Promise<Restartable<S>> {
    return await CleanUp.around(async (cleanUp) => {
      const directory = mkdtempSync(join(tmpdir(), "testbed-"));
      cleanUp.defer(() => {
        rmSync(directory, { recursive: true });
      });
      return new Restartable(start, directory, await start(directory, undefined));
    });
  }

  /** The one that runs, or ran last. */
  get service(): S {
    return this.#service;
  }

  /** Ends it in an orderly way, or as a power cut would. Nobody else gets its ports. */
  async takeAway(how: "stop" | "kill"): Promise<void> {
    await this.#service[how]();
    this.#releasePorts = await holdPorts(Object.values(this.#service.ports));
  }

  /** After `takeAway`. */
  async bringBack(): Promise<void> {
    this.#service = await this.#start(this.#directory, this.#service);
    this.#releasePorts();
  }

  /** For good, with all that it kept. */
  async stop(): Promise<void> {
    await this.#service.stop();
    this.#releasePorts();
    rmSync(this.#directory, { recursive: true });
  }
}
