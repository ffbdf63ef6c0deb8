import { parseOptions, parsePort } from "../kit/commandLine";
import type { Host } from "./startHost";

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
  app: { type: "string", default: process.cwd() },
  port: { type: "string" },
  auth: { type: "boolean", default: false },
  azure: { type: "boolean", default: false },
  cors: { type: "string" },
  json: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** What the command line asks for. */
export type CommandLine = ReturnType<typeof parseCommandLine>;

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]) {
  const { port, ...options } = parseOptions(OPTIONS, args);
  return { ...options, port: port === undefined ? undefined : parsePort("--port", port) };
}

/** The line for scripts, without its line end. */
export function describeForScripts({ url, loadMs, functions, keys }: Host): string {
  return JSON.stringify({ url, loadMs, functions, keys });
}

/** The same for people, laid out as `func start` does. */
export function describeForPeople({ functions, notRun, keys }: Host): string {
  const lines = [
    ...functions.map(
      ({ name, methods, url }) => `${name}: ${methods.length > 0 ? `[${methods.join(",")}] ` : ""}${url}`,
    ),
    ...notRun.map(({ name, trigger }) => `${name}: ${trigger} (not run by this host)`),
  ];
  const keyLines = keys && [
    `master: ${keys.master}`,
    `host: ${keys.host}`,
    ...Object.entries(keys.functions).map(([name, key]) => `${name}: ${key}`),
  ];
  return section("Functions", lines) + (keyLines ? section("Keys", keyLines) : "");
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}:\n\n${lines.map((line) => `\t${line}\n\n`).join("")}`;
}
