import * as z from "zod";
import { send } from "../../testbed/send";
import type { Stage } from "../../testbed/Stage";
import { Probe, type Usage } from "../probe/Probe";
import type { BenchApp } from "./stageApps";

/** One start of an app, in milliseconds and megabytes; what its process has used until the first reply was whole. */
export interface Start extends Usage {
  /** From when the host began to load the app. */
  readonly loadMs: number;
  /** From when the process was started until the host was ready. */
  readonly readyMs: number;
  /** From when the process was started until the first reply was whole. */
  readonly firstMs: number;
  /** From when the host was ready until the first reply was whole. */
  readonly firstAfterReadyMs: number;
}

const issued = z.object({ token: z.string().min(1) });

/** Starts the app in a host of its own, and asks at once for a token. @throws Error when it brings none */
export async function measureStart({ name, directory, issuesToken }: BenchApp, stage: Stage): Promise<Start> {
  const spawned = performance.now();
  const host = await stage.api({ appDirectory: directory, environment: { NODE_COMPILE_CACHE: undefined } });
  const readyAt = performance.now();
  const { status, headers, json } = await send(`${host.url}/api/identities`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"scopes":["chat","voip"]}',
  });
  const repliedAt = performance.now();
  if (status !== 201 || (issuesToken && !issued.safeParse(json).success)) {
    throw new Error(`${name} answered ${status} ${headers.get("x-ms-error-code") ?? ""}`.trim());
  }
  const usage = await new Probe(host).usage();
  await host.stop();
  return {
    loadMs: host.loadMs,
    readyMs: readyAt - spawned,
    firstMs: repliedAt - spawned,
    firstAfterReadyMs: repliedAt - readyAt,
    ...usage,
  };
}
