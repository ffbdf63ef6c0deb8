import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DevelopmentCa } from "../kit/developmentCa";
import { projectRoot } from "../kit/projectRoot";
import { readyMessage, type StartMessage } from "./messages";

export interface AzuriteOptions {
  /** The certificate to serve with. */
  ca: DevelopmentCa;
  /** 0, the default, lets the system choose. */
  port?: number;
  /** The folder to keep the tables in; they live in memory without one. */
  location?: string;
}

/** A running table service. */
export interface Azurite {
  /** `https://127.0.0.1:PORT/devstoreaccount1` */
  readonly endpoint: string;
  readonly port: number;
  /** The environment of an app that keeps its identity directory here. */
  environment(): Record<string, string>;
  /** Ends it in an orderly way. */
  stop(): Promise<void>;
  /** Ends it as a power cut would: connections break, and what was under way stays undone or unanswered. */
  kill(): Promise<void>;
}

/** Azurite ended before it was ready; the message is the line in which it said why. */
export class AzuriteStartError extends Error {
  override readonly name = "AzuriteStartError";
}

const ACCOUNT = "devstoreaccount1";

/**
 * Starts Azure Storage's emulator azurite, its table service alone, in a process that ends with this one. It takes any
 * Entra token for Storage (signatures are not checked), so a client signs in as it does in Azure.
 * @throws AzuriteStartError
 */
export async function startAzurite({ ca, port = 0, location }: AzuriteOptions): Promise<Azurite> {
  if (location !== undefined) {
    await mkdir(location, { recursive: true });
  }
  const child = spawn(process.execPath, [join(projectRoot(), "dist/tools/azurite/main.js")], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const ended = once(child, "close");
  const start: StartMessage = {
    certificate: ca.certificate,
    key: ca.key,
    port,
    ...(location !== undefined && { location }),
  };
  child.send(start);
  const url = await announced(child, ended);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const endpoint = `${url}/${ACCOUNT}`;
  return {
    endpoint,
    port: Number(new URL(url).port),
    environment: () => ({ IDENTITY_TABLE_ENDPOINT: endpoint }),
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

async function announced(child: ChildProcess, ended: Promise<unknown>): Promise<string> {
  let lastLine = "Azurite stopped without an error message.";
  if (child.stderr) {
    createInterface({ input: child.stderr }).on("line", (line) => {
      lastLine = line;
    });
  }
  const ready = new Promise((resolve) => child.once("message", resolve));
  const message = await Promise.race([ready, ended.then(() => undefined)]);
  if (message === undefined) {
    throw new AzuriteStartError(lastLine);
  }
  return readyMessage.parse(message).url;
}
