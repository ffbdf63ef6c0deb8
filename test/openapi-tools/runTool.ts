import { execFile } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../tools/kit/projectRoot";

const FOLDER = join(projectRoot(), "test/openapi-tools");
const LOOPBACK_ONLY = join(projectRoot(), "test/support/loopback-only.cjs");

export interface Outcome {
  exitCode: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a program of this folder, given by its path, with Node, in this folder, and with no network but loopback. */
export async function runTool(program: string, args: string[], environment: Record<string, string> = {}) {
  const options = {
    cwd: FOLDER,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${JSON.stringify(LOOPBACK_ONLY)}`,
      // Redocly's: neither usage data nor a look for a newer version.
      REDOCLY_TELEMETRY: "off",
      REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
      ...environment,
    },
  };
  return await new Promise<Outcome>((resolve) => {
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      resolve({ exitCode: error ? error.code : 0, stdout, stderr });
    });
  });
}
