import { mkdir } from "node:fs/promises";
import * as z from "zod";
import type { DevelopmentCa } from "../../kit/developmentCa";
import { type RunningProcess, startProcess } from "../startProcess";

export interface AzuriteOptions {
  /** The certificate to serve with. */
  ca: DevelopmentCa;
  /** 0, the default, lets the system choose. */
  port?: number;
  /** The folder to keep the tables in; they live in memory without one. */
  location?: string;
}

/** A running table service. */
export interface Azurite extends Pick<RunningProcess, "stop" | "kill"> {
  /** `https://127.0.0.1:PORT/devstoreaccount1` */
  readonly endpoint: string;
  readonly port: number;
  readonly ports: { readonly tables: number };
  /** The environment of an app that keeps its identity directory here. */
  environment(): Record<string, string>;
}

/** What the process that runs azurite is told, once, when it has started. */
export const startMessage = z.object({
  /** PEM. */
  certificate: z.string(),
  key: z.string(),
  port: z.int(),
  location: z.string().optional(),
});

export type StartMessage = z.infer<typeof startMessage>;

const announcement = z.object({ url: z.string() });
const ACCOUNT = "devstoreaccount1";

/**
 * Starts Azure Storage's emulator azurite, its table service alone, in a process that ends with this one. It takes any
 * Entra token for Storage (signatures are not checked), so a client signs in as it does in Azure.
 * @throws ProcessStartError
 */
export async function startAzurite({ ca, port: asked = 0, location }: AzuriteOptions): Promise<Azurite> {
  if (location !== undefined) {
    await mkdir(location, { recursive: true });
  }
  const { certificate, key } = ca;
  const message = { certificate, key, port: asked, location } satisfies StartMessage;
  const service = await startProcess({ program: "testbed/azurite/main.js", message, announcement });
  const endpoint = `${service.url}/${ACCOUNT}`;
  const port = Number(new URL(service.url).port);
  return {
    endpoint,
    port,
    ports: { tables: port },
    environment: () => ({ IDENTITY_TABLE_ENDPOINT: endpoint }),
    stop: () => service.stop(),
    kill: () => service.kill(),
  };
}
