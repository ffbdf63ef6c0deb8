import { parseOptions, parsePort } from "../kit/commandLine";

/** What the command line asks for. */
export interface CommandLine {
  readonly app: string;
  readonly port: number | undefined;
  readonly auth: boolean;
  readonly azure: boolean;
  readonly cors: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

export const USAGE = `Runs an Azure Functions v4 Node app on this machine, without Azure Functions Core Tools.

Usage: node dist/tools/host/main.js [options]

  --app DIR       the folder with host.json and package.json (default: the current folder)
  --port N        the port, 0 for any that is free (default: local.settings.json, else 7071)
  --auth          ask for function keys, as Azure does; they are new at every start
  --azure         run the app as Azure does where Core Tools would help: it is not told that this is
                  development, and when it does not start it is served without functions
  --cors ORIGINS  a comma-separated list of origins, in place of that in local.settings.json
  --json          print one line of JSON when ready, for scripts
  --verbose       log more, and show where an error came from
  --help          print this
`;

const OPTIONS = {
  app: { type: "string" },
  port: { type: "string" },
  auth: { type: "boolean" },
  azure: { type: "boolean" },
  cors: { type: "string" },
  json: { type: "boolean" },
  verbose: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const values = parseOptions(OPTIONS, args);
  return {
    app: values.app ?? process.cwd(),
    port: values.port === undefined ? undefined : parsePort("--port", values.port),
    auth: values.auth ?? false,
    azure: values.azure ?? false,
    cors: values.cors,
    json: values.json ?? false,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
  };
}
