import { parseOptions } from "../commandLine/parseOptions";
import { parsePort } from "../commandLine/parsePort";
import { UsageError } from "../commandLine/UsageError";
import type { EmulatorOptions } from "./Emulator";

/** What the command line asks for. */
export interface CommandLine extends Required<Pick<EmulatorOptions, "ports" | "rateLimits" | "testSurface">> {
  readonly data: string | undefined;
  /** Where the development CA is, or is to be made. */
  readonly ca: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** Free of other well-known programs; Azurite's and the Functions host's among them. */
const DEFAULT_PORT = 7780;
/** Of the services and the test surface: each port is one more than that before. */
const PORTS = 4;
const HIGHEST_PORT = 65_536 - PORTS;

const OPTIONS = {
  port: { type: "string" },
  data: { type: "string" },
  ca: { type: "string" },
  "rate-limits": { type: "boolean" },
  faults: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export const USAGE = `Emulates Azure Communication Services identity, with Key Vault and the managed identity of App Service around it.
For development and tests only: its keys are public.

Usage: acs-emulator [options]

  --port N       the port of ACS; Key Vault has N+1, the managed identity N+2, the test surface N+3
                 (default: ${DEFAULT_PORT}; 0: any that are free)
  --data DIR     keep the state in DIR (default: forget it at the end)
  --rate-limits  refuse what is over the service's documented rates
  --faults       serve the test surface: faults, time, keys, counts, token checks
  --ca DIR       keep the development CA in DIR
  --json         print one line of JSON when ready, for scripts
  --help         print this
`;

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const values = parseOptions(OPTIONS, args);
  return {
    ports: portsFrom(values.port === undefined ? DEFAULT_PORT : parsePort("--port", values.port, HIGHEST_PORT)),
    data: nonEmpty("--data", values.data),
    ca: nonEmpty("--ca", values.ca),
    rateLimits: values["rate-limits"] ?? false,
    testSurface: values.faults ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function portsFrom(port: number): CommandLine["ports"] {
  const nth = (index: number): number => (port === 0 ? 0 : port + index);
  return { acs: nth(0), keyVault: nth(1), managedIdentity: nth(2), testSurface: nth(3) };
}

function nonEmpty(option: string, value: string | undefined): string | undefined {
  if (value === "") throw new UsageError(`${option} must name a directory`);
  return value;
}
