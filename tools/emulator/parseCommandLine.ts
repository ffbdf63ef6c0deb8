import { isIP } from "node:net";
import { parseOptions, parsePort, UsageError } from "../kit/commandLine";
import { listOfCommands } from "./commands/usage";
import type { EmulatorOptions } from "./Emulator";
import { GUID } from "./guid";
import { DEFAULT_PORT } from "./ports";
import { wellKnown } from "./wellKnown";

/** What the command line asks for. */
export interface CommandLine extends Required<
  Pick<EmulatorOptions, "ports" | "http" | "names" | "rateLimits" | "after2028" | "testSurface">
> {
  /** The one address to listen at; `undefined`: those of loopback. */
  readonly host: string | undefined;
  readonly data: string | undefined;
  /** The file of the seed. */
  readonly seed: string | undefined;
  /** Immutable id of the resource. */
  readonly resourceId: string;
  /** Where the development CA is, or is to be made. */
  readonly ca: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** Of the services and the test surface: each port is one more than that before. */
const PORTS = 5;
const HIGHEST_PORT = 65_536 - PORTS;

const NAME = /^[a-z\d][\w.-]{0,252}$/i;

const OPTIONS = {
  port: { type: "string" },
  host: { type: "string" },
  http: { type: "boolean" },
  name: { type: "string", multiple: true },
  data: { type: "string" },
  seed: { type: "string" },
  ca: { type: "string" },
  resource: { type: "string" },
  "rate-limits": { type: "boolean" },
  "after-2028": { type: "boolean" },
  faults: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export const USAGE = `Emulates Azure Communication Services identity, with Key Vault and the managed identity of App Service around it.
For development and tests only: its keys are public.

Usage: acs-emulator [options]            starts it
       acs-emulator COMMAND [options]    does something with one that is running

  --port N         the port of ACS; Key Vault has N+1, the managed identity N+2, the test surface N+3, Resource
                   Manager N+4 (default: ${DEFAULT_PORT}; 0: any free ports)
  --host ADDRESS   listen at this address, such as 0.0.0.0 in a container (default: loopback only)
  --http           serve ACS in plain HTTP, for the few SDKs that take it
  --name NAME      what clients call this machine beside localhost, for the certificate; may be repeated
  --data DIR       keep the data in DIR (default: in memory only)
  --seed FILE      start with the identities, secrets and faults of FILE (JSON), where they are not there yet
  --resource GUID  the immutable id of the resource, part of every identity (default: the same everywhere)
  --rate-limits    refuse calls over the service's documented rate limits
  --after-2028     refuse the scopes of what ACS retires on 30 September 2028, such as chat
  --faults         serve the test surface: faults, time, keys, counts, token checks
  --ca DIR         keep the development CA in DIR
  --json           print one line of JSON when ready, for scripts
  --help           print this

Commands, each with a --help of its own:

${listOfCommands()}`;

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const values = parseOptions(OPTIONS, args);
  return {
    ports: portsFrom(values.port === undefined ? DEFAULT_PORT : parsePort("--port", values.port, HIGHEST_PORT)),
    host: hostFrom(values.host),
    http: values.http ?? false,
    names: (values.name ?? []).map(nameFrom),
    data: nonEmpty("--data", values.data),
    seed: values.seed,
    ca: nonEmpty("--ca", values.ca),
    resourceId: resourceFrom(values.resource),
    rateLimits: values["rate-limits"] ?? false,
    after2028: values["after-2028"] ?? false,
    testSurface: values.faults ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function portsFrom(port: number): CommandLine["ports"] {
  const nth = (index: number): number => (port === 0 ? 0 : port + index);
  return { acs: nth(0), keyVault: nth(1), managedIdentity: nth(2), testSurface: nth(3), resourceManager: nth(4) };
}

function resourceFrom(value: string = wellKnown.resourceId): string {
  if (!GUID.test(value)) {
    throw new UsageError(`--resource must be a GUID, such as ${wellKnown.resourceId}`);
  }
  return value.toLowerCase();
}

function hostFrom(value: string | undefined): string | undefined {
  if (value !== undefined && isIP(value) === 0) {
    throw new UsageError("--host must be an IP address, such as 0.0.0.0");
  }
  return value;
}

function nameFrom(value: string): string {
  // With a zone, an address means something on one machine alone.
  if (!NAME.test(value) && (isIP(value) === 0 || value.includes("%"))) {
    throw new UsageError("--name must be a host name or an IP address, such as emulator");
  }
  return value.toLowerCase();
}

function nonEmpty(option: string, value: string | undefined): string | undefined {
  if (value === "") {
    throw new UsageError(`${option} must name a directory`);
  }
  return value;
}
