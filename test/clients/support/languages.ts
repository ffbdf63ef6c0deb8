import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { drawn } from "../../support/cases";

export interface Language {
  readonly name: string;
  /** Without it on this machine the tests of the language are skipped. */
  readonly program: string;
  /** How README starts the quickstart. */
  readonly readme: string;
  /** How a shell starts it here, once that has built it. */
  readonly built: string;
  /** How a shell starts the check of the client. */
  readonly check: string;
}

export const LANGUAGES: readonly Language[] = [
  {
    name: "JavaScript",
    program: "node",
    readme: "npm run quickstart -- --url http://localhost:7071",
    built: `node ${join(projectRoot(), "dist/tools/quickstart/main.js")}`,
    check: `node ${join(projectRoot(), "test/clients/check/check.mjs")}`,
  },
  {
    name: "Python",
    program: "python3",
    readme: "python3 clients/python/quickstart.py",
    built: "python3 clients/python/quickstart.py",
    check: "PYTHONPATH=clients/python python3 test/clients/check/check.py",
  },
  {
    name: "Java",
    program: "javac",
    readme:
      "javac -d dist/clients/java clients/java/acstokens/*.java && java -cp dist/clients/java acstokens.Quickstart",
    built: "java -cp dist/clients/java acstokens.Quickstart",
    check: "javac -d dist/check clients/java/acstokens/*.java test/clients/check/*.java && java -cp dist/check Check",
  },
  {
    name: "C#",
    program: "dotnet",
    readme: "dotnet run --project clients/csharp --",
    built: "dotnet clients/csharp/bin/Debug/net10.0/Quickstart.dll",
    check: "dotnet run --project test/clients/check --",
  },
];

const COMPILED = ["javac", "dotnet"];

/** Those that are tried: where not all cases are run, one that is compiled and one that is not. */
export const TRIED = drawn(LANGUAGES, ({ program }) => (COMPILED.includes(program) ? "compiled" : "interpreted"));

/** A copy of the clients and their checks, so that what is built beside them leaves no trace in the project. */
export function copyClients(directory: string): void {
  for (const folder of ["clients/csharp", "clients/java", "clients/python", "test/clients/check"]) {
    cpSync(join(projectRoot(), folder), join(directory, folder), {
      recursive: true,
      filter: (path) => !/\/(?:bin|obj|__pycache__)$/.test(path),
    });
  }
}

/** With these the dotnet command leaves nothing running, sends nothing, and prints nothing but what the programs say. */
export const QUIET_DOTNET = {
  DOTNET_CLI_TELEMETRY_OPTOUT: "1",
  DOTNET_NOLOGO: "1",
  MSBUILDDISABLENODEREUSE: "1",
  UseSharedCompilation: "false",
  // Its programs run for seconds: nothing is made faster for later.
  DOTNET_TieredPGO: "0",
  DOTNET_gcConcurrent: "0",
};

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a shell's command with more arguments, in a directory. */
export function run(command: string, args: readonly string[], directory: string): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: directory, env: { ...process.env, ...QUIET_DOTNET } };
    const child = execFile("sh", ["-c", `${command} "$@"`, "sh", ...args], options, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? NaN, stdout, stderr });
    });
  });
}
