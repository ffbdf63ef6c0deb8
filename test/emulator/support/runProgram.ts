import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { projectRoot } from "../../../tools/kit/projectRoot";

/** The Debian package that brings a program. */
const packageOf: Readonly<Record<string, string>> = {
  python3: "python3",
  "python3 with azure-communication-identity": "python3-azure",
  java: "default-jdk-headless",
  javac: "default-jdk-headless",
  node: "nodejs",
};

export function isOfDebian(program: string): boolean {
  return program in packageOf;
}

export interface Run {
  readonly args?: readonly string[];
  readonly input?: string;
  /** Default: the project's root. */
  readonly directory?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * What a program that succeeds prints.
 * @throws Error when it fails, or is not on this machine; then with what to install
 */
export async function runProgram(program: string, run: Run): Promise<string> {
  const { args = [], input = "", directory = projectRoot(), variables = {} } = run;
  const child = spawn(program, args, { cwd: directory, env: { ...process.env, ...variables } });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve).once("error", (cause) => {
      reject(new Error(notThere(program), { cause }));
    });
  });
  child.stdin.on("error", () => undefined); // it may end before it has read all
  child.stdin.end(input);
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) {
    throw new Error(`${program} ended with ${String(code)}:\n${out}${err}`);
  }
  return out;
}

function notThere(program: string): string {
  const install = packageOf[program];
  const hint = install === undefined ? "" : ` On Debian: apt-get install -y ${install}`;
  return `This test needs ${program}, which cannot be run here.${hint}`;
}
