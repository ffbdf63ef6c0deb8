import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as z from "zod";
import type { BenchApp } from "./stageApps";

/** One start of an app, in milliseconds and megabytes. */
export interface Start {
  /** From when the host began to load the app. */
  readonly loadMs: number;
  /** From when the process was started until the host was ready. */
  readonly readyMs: number;
  /** From when the process was started until the first reply was whole. */
  readonly firstMs: number;
  /** From when the host was ready until the first reply was whole. */
  readonly firstAfterReadyMs: number;
  /** What the host's process has used of the processor by then. */
  readonly userMs: number;
  readonly systemMs: number;
  readonly peakMb: number;
}

const ready = z.object({ url: z.string(), loadMs: z.number() });
const usage = z.object({ userMs: z.number(), systemMs: z.number(), peakMb: z.number() });
const issued = z.object({ token: z.string().min(1) });

/** Starts the app in a host of its own, and asks at once for a token. @throws Error when it brings none */
export async function measureStart(app: BenchApp, environment: NodeJS.ProcessEnv): Promise<Start> {
  const spawned = performance.now();
  // With the same flags as this process, so that the sources run as the build does.
  const args = [...process.execArgv, require.resolve("./measuredHost"), app.directory];
  const host = spawn(process.execPath, args, { env: environment, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  try {
    const { url, loadMs } = ready.parse(await messageFrom(host));
    const readyAt = performance.now();
    await firstReply(app, url);
    const repliedAt = performance.now();
    host.send("usage");
    return {
      loadMs,
      readyMs: readyAt - spawned,
      firstMs: repliedAt - spawned,
      firstAfterReadyMs: repliedAt - readyAt,
      ...usage.parse(await messageFrom(host)),
    };
  } finally {
    await stop(host);
  }
}

async function firstReply({ name, issuesToken }: BenchApp, url: string): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${url}/api/identities`, {
    method: "POST",
    headers,
    body: '{"scopes":["chat","voip"]}',
  });
  const text = await response.text();
  if (response.status !== 201 || (issuesToken && !issued.safeParse(JSON.parse(text)).success)) {
    throw new Error(`${name} answered ${response.status} ${response.headers.get("x-ms-error-code") ?? ""}`.trim());
  }
}

async function messageFrom(host: ChildProcess): Promise<unknown> {
  const gone = once(host, "exit").then(() => {
    throw new Error("The host ended before it was done.");
  });
  gone.catch(() => undefined);
  const message = new Promise<unknown>((resolve) => host.once("message", resolve));
  return await Promise.race([message, gone]);
}

async function stop(host: ChildProcess): Promise<void> {
  if (host.exitCode === null && host.signalCode === null) {
    const exited = once(host, "exit");
    host.kill();
    await exited;
  }
}
