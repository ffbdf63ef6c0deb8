import { text } from "node:stream/consumers";
import { parseArguments, UsageError } from "../../kit/commandLine";
import { addressOf, type Environment } from "./address";
import { type Command, commands, OWN_OPTIONS } from "./commands";
import { RunningEmulator } from "./RunningEmulator";
import { listOfCommands, usageOf } from "./usage";

/** Whether the command line is for an emulator that is running, not to start one. */
export function isCommand([first = "-"]: readonly string[]): boolean {
  return !first.startsWith("-");
}

const OPTIONS = {
  ...OWN_OPTIONS,
  url: { type: "string" },
  ca: { type: "string" },
  help: { type: "boolean" },
} as const;

/** Does what is asked for by a command line that {@link isCommand}: the text to print. @throws UsageError, CommandError */
export async function runCommand(args: readonly string[], environment: Environment): Promise<string> {
  const [group = "", second] = args;
  if (second === "--help" && namesIn(group).length > 0) {
    return listOfCommands(group);
  }
  const command = commandIn(args);
  const { values, positionals: operands } = parseArguments(OPTIONS, args.slice(2));
  const { url, ca, help, ...options } = values;
  if (help) {
    return usageOf(command);
  }
  checkOperands(command, operands);
  checkOptions(command, Object.keys(options));
  const plan = command.plan({ operands, options, standardInput });
  const lines = await plan(await RunningEmulator.at(await addressOf({ url, ca }, environment)));
  return lines.map((line) => `${line}\n`).join("");
}

function commandIn([group = "", name = ""]: readonly string[]): Command {
  const command = commands.find((each) => each.name === `${group} ${name}`);
  if (!command) {
    const near = namesIn(group).length > 0 ? namesIn(group) : commands.map((each) => each.name);
    const given = name.startsWith("-") ? group : `${group} ${name}`.trim();
    throw new UsageError(`There is no command ${given}; there is ${near.join(", ")}`);
  }
  return command;
}

/** The commands that are about one kind of thing, such as identities. */
function namesIn(group: string): string[] {
  return commands.map((each) => each.name).filter((name) => name.startsWith(`${group} `));
}

function checkOperands({ name, operands }: Command, given: readonly string[]): void {
  const least = operands.filter((operand) => !operand.startsWith("[")).length;
  const most = operands.some((operand) => operand.endsWith("...")) ? Infinity : operands.length;
  if (given.length < least || given.length > most || given.slice(0, 1).includes("")) {
    throw new UsageError(`${name} takes ${operands.length > 0 ? operands.join(" ") : "nothing more"}`);
  }
}

function checkOptions({ name, options }: Command, given: readonly string[]): void {
  const stray = given.find((each) => !options.some(([own]) => own === each));
  if (stray !== undefined) {
    throw new UsageError(`${name} has no option --${stray}`);
  }
}

/** All of it, without the end of its last line. */
async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UsageError("secrets set takes NAME VALUE, or the value from standard input");
  }
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}
