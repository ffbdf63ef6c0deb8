import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const LOOK_EVERY_MS = 300;
const PACKAGE_RUNNER = /^(?:\S*\bnode\s+(?:-\S+\s+)*)?(?:\S*\/)?(?:npm|npx|pnpm|yarn)(?:[-.][\w.-]+)?(?:\s|$)/;
const SHELL = /^-?(?:ba|da|k|z)?sh$/;

/** What the system tells of a process. */
export interface ProcessFacts {
  readonly parent: number;
  /** Its command line, or the title it gave itself. */
  readonly command: string;
  /** When it started, in the system's own words; with the process id it names one process for ever. */
  readonly started: string;
}

export type LookUp = (pid: number) => ProcessFacts | undefined;

/**
 * Ends this process when the npm (npx, pnpm, yarn) that runs it has ended: nobody passes on a SIGKILL, and what runs for
 * long would live on, its ports taken. The end comes as SIGTERM does, to whoever listens for that. A program that no npm
 * runs is left alone, and so is one on Windows, where this process cannot see who runs its shell.
 *
 * SIGTERM and SIGINT come from npm itself, where the script starts with `exec`: npm tells only the shell of a script, and
 * Debian's (dash) waits for the program without telling it.
 */
export function endWithNpm(lookUp: LookUp = systemLookUp()): void {
  const npm = process.env["npm_lifecycle_event"] === undefined ? undefined : findNpm(process.ppid, lookUp);
  if (npm === undefined) {
    return;
  }
  const watch = setInterval(() => {
    if (lookUp(npm.pid)?.started === npm.started) {
      return;
    }
    clearInterval(watch);
    if (!process.emit("SIGTERM", "SIGTERM")) {
      process.exit(1);
    }
  }, LOOK_EVERY_MS);
  watch.unref();
}

/** The nearest process from `pid` upwards that is a package runner, and not the shell that it started. */
export function findNpm(pid: number, lookUp: LookUp): { pid: number; started: string } | undefined {
  const facts = lookUp(pid);
  if (facts === undefined || pid <= 0) {
    return undefined;
  }
  return isNpm(facts.command) ? { pid, started: facts.started } : findNpm(facts.parent, lookUp);
}

function isNpm(command: string): boolean {
  const [program = ""] = command.split(" ", 1);
  return !SHELL.test(basename(program)) && PACKAGE_RUNNER.test(command);
}

function systemLookUp(): LookUp {
  if (process.platform === "linux") {
    return lookIntoProc;
  }
  return process.platform === "win32" ? () => undefined : askPs;
}

/** A process that has ended, but whose end nobody has asked for yet (a zombie), is none. */
function lookIntoProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything; see proc(5) for what comes after.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const started = rest[17] ?? "";
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return state === "Z" || state === "X" ? undefined : { parent: Number(parent), command, started };
  } catch {
    return undefined;
  }
}

function askPs(pid: number): ProcessFacts | undefined {
  try {
    const line = execFileSync("ps", ["-o", "ppid=,stat=,lstart=,command=", "-p", String(pid)], { encoding: "utf8" });
    const [, parent, state, started = "", command = ""] =
      /^\s*(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)/.exec(line) ?? [];
    return parent === undefined || state?.startsWith("Z") ? undefined : { parent: Number(parent), command, started };
  } catch {
    return undefined;
  }
}
