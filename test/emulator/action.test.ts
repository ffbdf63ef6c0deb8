import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { send, signedHeaders } from "./support/send";

const directory = temporaryDirectory();
const folder = join(projectRoot(), "tools/emulator");
const actionSchema = z.object({
  runs: z.object({
    using: z.literal("composite"),
    steps: z.array(
      z.strictObject({ shell: z.literal("bash"), run: z.string(), env: z.record(z.string(), z.string()) }),
    ),
  }),
});
const [step] = actionSchema.parse(parse(readFileSync(join(folder, "action.yml"), "utf8"))).runs.steps;

let started: number | undefined;

afterEach(() => {
  if (started !== undefined) {
    process.kill(started);
    started = undefined;
  }
});

/** Runs the action's only step as a runner does: what it exported, and what it printed. */
async function runAction(options: string) {
  const exported = join(directory, "env");
  writeFileSync(exported, "");
  const runner = { GITHUB_ACTION_PATH: folder, GITHUB_ENV: exported, RUNNER_TEMP: directory };
  const { stdout } = await promisify(execFile)("bash", ["-e", "-c", step?.run ?? ""], {
    env: { ...process.env, ...runner, EMULATOR_OPTIONS: options },
  });
  started = Number(/process is (\d+)/.exec(stdout)?.[1]);
  return Object.fromEntries(
    readFileSync(exported, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

test("the action leaves an emulator running, which later steps reach by what it exports", async () => {
  const { ACS_CONNECTION_STRING: connection = "", ACS_CA_FILE: ca = "", ...rest } = await runAction("--after-2028");
  expect(rest).toEqual({ NODE_EXTRA_CA_CERTS: ca });
  const [, origin = ""] = /^endpoint=(.*)\/;accesskey=/.exec(connection) ?? [];
  const [url, method] = [`${origin}/identities?api-version=2023-10-01`, "POST"];
  const body = JSON.stringify({ createTokenWithScopes: ["chat"] });
  const headers = signedHeaders(connection, { method, url, body, date: new Date().toUTCString() });
  expect((await send(ca, url, { method, body, headers })).status).toBe(400);
});

test("the action fails with the emulator's own words where that does not start", async () => {
  await expect(runAction("--nope")).rejects.toMatchObject({
    code: 1,
    stderr: "Unknown option '--nope'. See --help.\n",
  });
});
