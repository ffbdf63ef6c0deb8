import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdPorts, type ReleasePort } from "../../kit/holdPort";
import { projectRoot } from "../../kit/projectRoot";
import { type ReadyMessage, readyMessage, type StartMessage } from "./emulatorMessages";

const ANY_PORTS = { acs: 0, keyVault: 0, managedIdentity: 0, testSurface: 0 };

/** An emulator that keeps its state in a directory and can be killed: it comes back at the same addresses. */
export class EmulatorProcess {
  readonly #data: string;
  #child: ChildProcess;
  #ready: ReadyMessage;
  /** While it is killed. */
  #releasePorts: ReleasePort = () => undefined;

  private constructor(data: string, child: ChildProcess, ready: ReadyMessage) {
    this.#data = data;
    this.#child = child;
    this.#ready = ready;
  }

  static async start(): Promise<EmulatorProcess> {
    const data = mkdtempSync(join(tmpdir(), "soak-emulator-"));
    return new EmulatorProcess(data, ...(await launch({ data, ports: ANY_PORTS })));
  }

  get testSurfaceUrl(): string {
    return this.#ready.testSurfaceUrl;
  }

  environment(): Record<string, string> {
    return this.#ready.environment;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
    this.#releasePorts = await holdPorts(Object.values(this.#ready.ports));
  }

  /** After `kill`. */
  async startAgain(): Promise<void> {
    [this.#child, this.#ready] = await launch({ data: this.#data, ports: this.#ready.ports });
    this.#releasePorts();
  }

  /** For good. */
  async remove(): Promise<void> {
    await this.kill();
    this.#releasePorts();
    rmSync(this.#data, { recursive: true });
  }
}

async function launch(start: StartMessage): Promise<[ChildProcess, ReadyMessage]> {
  const child = spawn(process.execPath, [join(projectRoot(), "dist/tools/soak/kill/emulatorMain.js")], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.send(start);
  const ready = new Promise((resolve) => child.once("message", resolve));
  const message = await Promise.race([ready, once(child, "close").then(() => undefined)]);
  if (message === undefined) {
    throw new Error("The emulator's process ended before it was ready.");
  }
  return [child, readyMessage.parse(message)];
}
