import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { unusedPort, webFolder, WebStartError } from "./page";

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
export async function startSwaEmulator({ apiUrl, port, nodeOptions, log }: SwaEmulatorOptions): Promise<SwaEmulator> {
  const folder = webFolder();
  const chosenPort = await unusedPort(port);
  const child = spawn(process.execPath, argumentsFor(apiUrl, chosenPort), {
    cwd: folder,
    env: environment(folder, nodeOptions),
    stdio: ["ignore", "pipe", "pipe"],
    // It starts processes of its own, by a shell: they end together as one group, and Ctrl-C is left to this process.
    detached: process.platform !== "win32",
  });
  const ended = once(child, "close").then(() => undefined);
  await ready(child, ended, log);
  return {
    url: `http://localhost:${chosenPort}`,
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

async function ready(child: ChildProcess, ended: Promise<void>, log: (line: string) => void): Promise<void> {
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
  if ((await Promise.race([started, ended])) !== "started") {
    throw new WebStartError(lastLine);
  }
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
