import * as z from "zod";
import { environmentOf } from "../emulator/index";
import { forEachService, serviceNames } from "../emulator/Service";
import { type RunningProcess, startProcess } from "./startProcess";

/** What the process that runs the emulator is told, once, when it has started. */
export const startMessage = z.object({
  /** The directory to keep the state in; it ends with the process without one. */
  data: z.string().optional(),
  /** 0 lets the system choose. */
  ports: z.record(z.enum([...serviceNames, "testSurface"]), z.int()),
});

export type StartMessage = z.infer<typeof startMessage>;

const announcement = z.object({
  endpoints: z.record(z.enum(serviceNames), z.string()),
  connectionString: z.string(),
  caFile: z.string(),
  identityHeader: z.string(),
  testSurfaceUrl: z.string(),
});

export interface EmulatorProcess extends z.infer<typeof announcement>, RunningProcess {
  readonly ports: StartMessage["ports"];
  /** The environment of an app that runs against the emulator as it would in Azure. */
  environment(): Record<string, string>;
}

interface EmulatorProcessOptions extends Partial<StartMessage> {
  /** Variables over those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What runs it, such as `["taskset", "--cpu-list", "0"]`. */
  readonly launcher?: readonly string[];
}

const ANY_PORTS = { ...forEachService(() => 0), testSurface: 0 };

/** Starts an emulator, with its test surface, in a process of its own, which ends with this one. @throws ProcessStartError */
export async function startEmulatorProcess(options: EmulatorProcessOptions = {}): Promise<EmulatorProcess> {
  const { data, ports = ANY_PORTS, environment, launcher = [] } = options;
  const message = { data, ports } satisfies StartMessage;
  const started = await startProcess({
    program: "testbed/emulatorMain.js",
    environment: { ...process.env, ...environment },
    launcher,
    message,
    announcement,
  });
  const portOf = (url: string) => Number(new URL(url).port);
  return {
    ...started,
    ports: {
      ...forEachService((name) => portOf(started.endpoints[name])),
      testSurface: portOf(started.testSurfaceUrl),
    },
    environment: () => environmentOf(started),
  };
}
