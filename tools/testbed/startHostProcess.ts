import * as z from "zod";
import { type RunningProcess, startProcess } from "./startProcess";

export interface HostOptions {
  readonly appDirectory: string;
  /** 0 lets the system choose. Undefined leaves it to local.settings.json, else 7071. */
  readonly port?: number | undefined;
  /** Whether the host asks for function keys, as in Azure. */
  readonly auth?: boolean | undefined;
  /** Whether the app is run as in Azure, and not as in development. */
  readonly asInAzure?: boolean | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Takes each line of the host's log. */
  readonly log: (line: string) => void;
}

/** What the host says of itself when it is ready. */
const announcement = z.object({
  url: z.string(),
  /** How long the app took to load. */
  loadMs: z.number(),
  functions: z.array(
    z.object({ name: z.string(), methods: z.array(z.string()), url: z.string(), authLevel: z.string() }),
  ),
  keys: z.object({ master: z.string(), host: z.string(), functions: z.record(z.string(), z.string()) }).optional(),
});

export interface HostProcess extends z.infer<typeof announcement>, RunningProcess {
  /** Ends it as the bare terminate message ends the real worker: with the appTerminate hooks, and not the requests. */
  endWorker(): Promise<void>;
}

/**
 * Starts the development host in a process of its own: the trust in the development CA is set for a whole process, at
 * its start.
 * @throws ProcessStartError
 */
export async function startHostProcess(options: HostOptions): Promise<HostProcess> {
  const { port, auth = false, asInAzure = false, appDirectory, environment, log } = options;
  const args = ["--app", appDirectory, "--json"];
  args.push(...(port === undefined ? [] : ["--port", String(port)]));
  args.push(...(auth ? ["--auth"] : []), ...(asInAzure ? ["--azure"] : []));
  const host = await startProcess({ program: "host/main.js", args, environment, announcement, log });
  const endWorker = async () => {
    host.send("endWorker");
    await host.ended;
  };
  return { ...host, endWorker };
}
