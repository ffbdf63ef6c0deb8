import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { portInUse, unusedPort, webFolder, WebStartError } from "./page";

const MOST_TRIES = 3;

interface SwaEmulatorOptions {
  /** Where the API listens. */
  apiUrl: string;
  /** Where the page is to be; 0 lets the system choose. */
  port: number;
  /** Options for the Node processes that the emulator consists of. */
  nodeOptions?: string | undefined;
  /** Takes each line that the emulator prints. */
  log: (line: string) => void;
}

/** The Static Web Apps emulator with the built page, in front of the API. */
export interface SwaEmulator {
  readonly url: string;
  /** Resolves when it ends, by itself or by `stop`. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** @throws WebStartError */
export async function startSwaEmulator(options: SwaEmulatorOptions): Promise<SwaEmulator> {
  for (let tries = 1; ; tries++) {
    const port = await unusedPort(options.port);
    const emulator = await startAt(port, options);
    if (emulator) {
      return emulator;
    }
    if (options.port !== 0 || tries === MOST_TRIES) {
      throw portInUse(port);
    }
  }
}

/** Undefined when another process has taken the port meanwhile: it is some seconds before the emulator does. @throws WebStartError */
async function startAt(
  port: number,
  { apiUrl, nodeOptions, log }: SwaEmulatorOptions,
): Promise<SwaEmulator | undefined> {
  const folder = webFolder();
  const child = spawn(process.execPath, argumentsFor(apiUrl, port), {
    cwd: folder,
    env: environment(folder, nodeOptions),
    stdio: ["ignore", "pipe", "pipe"],
    // It starts processes of its own, by a shell: they end together as one group, and Ctrl-C is left to this process.
    detached: process.platform !== "win32",
  });
  const ended = once(child, "close").then(() => undefined);
  if (!(await isStarted(child, ended, log))) {
    return undefined;
  }
  return {
    url: `http://localhost:${port}`,
    ended,
    stop: async () => {
      end(child);
      await ended;
    },
  };
}

function argumentsFor(apiUrl: string, port: number): string[] {
  const swa = "node_modules/@azure/static-web-apps-cli/dist/cli/bin.js";
  const page = ["dist", "--swa-config-location", "dist"];
  return [swa, "start", ...page, "--api-devserver-url", apiUrl, "--host", "localhost", "--port", String(port)];
}

function environment(folder: string, nodeOptions = ""): NodeJS.ProcessEnv {
  const loginPage = pathToFileURL(join(folder, "emulator/loginWithoutNetwork.mjs")).href;
  return {
    ...process.env,
    NODE_OPTIONS: `${nodeOptions} --import ${loginPage}`,
    NO_UPDATE_NOTIFIER: "1",
    NO_PROXY: "localhost,127.0.0.1",
    no_proxy: "localhost,127.0.0.1",
  };
}

/** Whether it starts; not, when its port is taken. @throws WebStartError for all else, with the last line it printed */
async function isStarted(child: ChildProcess, ended: Promise<void>, log: (line: string) => void): Promise<boolean> {
  let lastLine = "The Static Web Apps emulator stopped without an error message.";
  const started = new Promise<"started">((resolve) => {
    lines(child, (line) => {
      lastLine = line;
      log(line);
      if (line.includes("emulator started at")) {
        resolve("started");
      }
    });
  });
  if ((await Promise.race([started, ended])) === "started") {
    return true;
  }
  // A port in use ends it without a word, and as if all were well.
  if (child.exitCode === 0) {
    return false;
  }
  throw new WebStartError(lastLine);
}

function lines({ stdout, stderr }: ChildProcess, take: (line: string) => void): void {
  for (const stream of [stdout, stderr]) {
    if (stream) {
      createInterface({ input: stream }).on("line", (line) => {
        const text = stripVTControlCharacters(line).trim();
        if (text !== "") {
          take(text);
        }
      });
    }
  }
}

function end(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === "win32") {
    child.kill();
    return;
  }
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It had ended by itself.
  }
}
