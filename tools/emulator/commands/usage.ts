import { DEFAULT_PORT } from "../ports";
import { type Command, commands } from "./commands";

type Row = readonly [left: string, meaning: string];

const COMMON: readonly Row[] = [
  ["--url URL", `the address of ACS (default: that of ACS_CONNECTION_STRING, else https://localhost:${DEFAULT_PORT})`],
  ["--ca DIR", "where the emulator keeps its CA (default: the file ACS_CA_FILE, else where it does by default)"],
  ["--help", "print this"],
];

/** What `acs-emulator NAME --help` prints. */
export function usageOf(command: Command): string {
  const { summary, options, example } = command;
  const own = options.map(([option, value, meaning]): Row => [`--${option} ${value}`, meaning]);
  return `Usage: ${usageLine(command)} [options]

${capitalized(summary)}.

${columns([...own, ...COMMON])}
Example:

  ${example}

It ends with 0 when it did what was asked, 1 when not, 2 when the command line is wrong.
`;
}

/** A line for each, or for each of a `group` such as identities. */
export function listOfCommands(group = ""): string {
  const rows = commands.map((command): Row => [usageLine(command).replace("acs-emulator ", ""), command.summary]);
  return columns(rows.filter(([left]) => left.startsWith(group)));
}

function usageLine({ name, operands }: Command): string {
  return ["acs-emulator", name, ...operands].join(" ");
}

function columns(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, meaning]) => `  ${left.padEnd(width)}  ${meaning}\n`).join("");
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
