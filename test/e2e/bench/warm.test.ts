import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { runProgram } from "../../emulator/support/runProgram";

const MAIN = join(projectRoot(), "dist/tools/bench/warm/main.js");
/** A bench starts a dozen processes, one after the other. */
const LIMIT_MS = 300_000;
const BRIEF = ["--rounds", "1", "--seconds", "0.05", "--clients", "1,2"];

const bench = (...options: string[]) => runProgram(process.execPath, { args: [MAIN, ...options] });

const figure = z.object({ median: z.number(), spread: z.number() });
const positive = figure.extend({ median: z.number().positive() });
const row = z.object({
  name: z.string(),
  clients: z.int(),
  perSecond: positive,
  p50Ms: positive,
  p99Ms: positive,
  cpuMs: positive,
  emulatorBusy: figure,
  versusSdk: z.object({ cpuRatio: positive, addedP50Ms: figure }),
  versusExpress: z.object({ cpuRatio: positive, rateRatio: positive }),
});

const SUBJECTS = [
  "signed by hand",
  "SDK, one client",
  "IssueToken",
  "CreateIdentity",
  "CreateIdentity with scopes",
  "RevokeTokens",
  "DeleteIdentity",
  "GetMyToken",
  "RevokeMyTokens",
  "an empty function in the host",
  "Express, a client per request",
];

test(
  "every subject answers under every load",
  async () => {
    const { rows } = z.object({ rows: z.array(row) }).parse(JSON.parse(await bench(...BRIEF, "--json")));
    const expected = SUBJECTS.flatMap((name) => [1, 2].map((clients) => ({ name, clients })));
    expect(rows.map(({ name, clients }) => ({ name, clients }))).toEqual(expected);
  },
  LIMIT_MS,
);

test(
  "--memory: what the API holds, for people",
  async () => {
    const lines = (await bench("--memory", "200")).split("\n").map((line) => line.split(/ {2,}/));
    expect(lines).toContainEqual(["requests", "RSS MiB", "ratio", "heap MiB", "ratio"]);
    const megabytes = expect.stringMatching(/^\d+\.\d$/) as unknown;
    expect(lines).toContainEqual(["2", megabytes, "1.00", megabytes, "1.00"]);
    expect(lines.map(([requests]) => requests)).toEqual(expect.arrayContaining(["2", "40", "100", "200"]));
  },
  LIMIT_MS,
);

test.each([
  [["--rounds", "0"], "--rounds must be a whole number from 1. See --help."],
  [["--clients", "1;8"], "--clients must be a whole number from 1. See --help."],
  [["--seconds", "soon"], "--seconds must be a number above 0. See --help."],
])("%j is refused in one line", async (options, line) => {
  await expect(bench(...options)).rejects.toThrow(`ended with 2:\n${line}`);
});
