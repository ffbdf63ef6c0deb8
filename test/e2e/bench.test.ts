import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { REGION } from "../../tools/bench/warm/latency";
import { drawn, testsOneOf } from "../support/cases";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { until } from "../support/until";
import { runTool, Tool } from "./support/runTool";

/** A bench starts a dozen processes, one after the other. */
jest.setTimeout(300_000);

const EMULATORS_WARNING = /^The ACS emulator is for development .*\n/gm;

/** What a bench prints when it succeeds. */
async function bench(name: string, ...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await runTool(`bench/${name}/main.js`, options);
  expect([code, stderr.replace(EMULATORS_WARNING, "")]).toEqual([0, ""]);
  return stdout;
}

const directory = temporaryDirectory();

/** The same with `--json`, which is one line, and with a chart, which names the command. */
async function benchJson(name: string, ...options: string[]): Promise<unknown> {
  const chart = join(directory, `${name}.svg`);
  const output = await bench(name, ...options, "--chart", chart, "--json");
  const svg = readFileSync(chart, "utf8");
  expect(svg).toContain(`; npm run bench:${name} -- ${[...options, "--json"].join(" ")}</text>`);
  expect(svg.match(/<rect /g)?.length).toBeGreaterThan(1);
  expect(output.indexOf("\n")).toBe(output.length - 1);
  return JSON.parse(output);
}

/** The cells of a table. */
const cellsOf = (output: string) => output.split("\n").map((line) => line.split(/ {2,}/));

test.each([
  ["start", ["--runs", "some"], "--runs must be a whole number from 1."],
  ["warm", ["--clients", "1;8"], "--clients must be whole numbers from 1 with commas between them."],
  ["warm", ["--users", "5"], "--users says whose requests --memory makes: give both, or neither."],
  [
    "warm",
    ["--memory", "5", "--only=Token", "--latency"],
    "--memory measures the memory alone: leave out --only, --latency.",
  ],
  ["scale", ["--seconds", "soon"], "--seconds must be a number above 0."],
  ["emulator", ["--long"], "Unknown option '--long'."],
])("bench:%s refuses %j in one line, with exit code 2", async (name, options, line) => {
  expect(await runTool(`bench/${name}/main.js`, options)).toEqual({
    code: 2,
    stdout: "",
    stderr: `${line} See --help.\n`,
  });
});

const NO_APPS: [string, Record<string, string>, string][] = [
  ["is none", {}, "There is no host.json in "],
  ["does not load", { "host.json": "{}", "package.json": "{}" }, "The worker ended without an answer"],
];

test.each(drawn(NO_APPS, () => "app"))(
  "bench:start ends with one line where the app to measure against %s",
  async (_, files, line) => {
    const app = mkdtempSync(join(directory, "app-"));
    Object.entries(files).forEach(([name, text]) => {
      writeFileSync(join(app, name), text);
    });
    const { code, stdout, stderr } = await runTool("bench/start/main.js", ["--runs", "1", "--against", app]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.replace(EMULATORS_WARNING, "")).toMatch(new RegExp(`^${line}.*\n$`));
  },
);

test("bench:warm names what there is where --only is no part of it", async () => {
  const { code, stdout, stderr } = await runTool("bench/warm/main.js", ["--only", "issuetoken"]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr.replace(EMULATORS_WARNING, "")).toMatch(
    /^--only must be a part of a name; there are .*"IssueToken", .*\n$/,
  );
});

const signals = drawn(["SIGINT", "SIGTERM"] as const, () => "signal");

test.each(signals)("a bench that %s ends leaves no folder behind", async (signal) => {
  const folder = mkdtempSync(join(directory, "killed-"));
  const bench = new Tool("bench/start/main.js", [], { TMPDIR: folder });
  await until(() => readdirSync(folder).length > 0);
  bench.kill(signal);
  expect(await bench.ended()).toMatchObject({ code: 1, stdout: "" });
  expect(readdirSync(folder)).toEqual([]);
});

const testBench = testsOneOf("emulator", "scale", "start", "warm", "warm --latency", "warm --memory");

const positive = z.object({ median: z.number().positive(), spread: z.number() });

testBench("emulator")("bench:emulator tells of each load, and of parts that add up to the whole", async () => {
  const load = z.object({ connections: z.int(), perSecond: z.number().positive(), p50Ms: z.number().positive() });
  const cost = z.object({ part: z.string(), share: z.number() });
  const result = z.object({ loads: z.array(load).length(2), costs: z.array(cost), floorPerSecond: z.number() });
  const { costs } = result.parse(await benchJson("emulator", "--brief"));
  expect(costs.at(-1)).toEqual({ part: "whole", share: 1 });
  expect(costs.slice(0, -1).reduce((total, { share }) => total + share, 0)).toBeCloseTo(1);
});

testBench("scale")("bench:scale measures each size, and tells where the time goes", async () => {
  const row = z.object({
    what: z.string(),
    size: z.int(),
    cpuMs: positive,
    cpuRatio: positive,
    p50Ms: positive,
    tableP50Ms: positive.optional(),
  });
  const module = z.object({ module: z.string(), share: z.number().min(0).max(1) });
  const brief = ["--rounds", "1", "--seconds", "0.01", "--rows", "200", "--users", "1,2"];
  const { rows, profile } = z
    .object({ rows: z.array(row), profile: z.array(module) })
    .parse(await benchJson("scale", ...brief));
  const ofRows = "identities in the directory";
  expect(rows.map(({ what, size }) => `${what}: ${size}`)).toEqual([
    `${ofRows}: 200`,
    ...[1, 2, 3, 4, 5].map((size) => `scopes: ${size}`),
    "users at once: 1",
    "users at once: 2",
  ]);
  expect(rows.filter(({ tableP50Ms }) => tableP50Ms).map(({ what }) => what)).toEqual([ofRows]);
  expect(profile.map((each) => each.module)).toContain("Node's own modules");
});

testBench("start")("bench:start starts each app in each situation, and gets its first reply", async () => {
  const ms = z.number().positive();
  const medians = z.object({ loadMs: ms, answeredMs: ms, firstMs: ms, longestMs: ms, cpuMs: ms });
  const row = z.object({
    name: z.string(),
    isSpecialized: z.boolean(),
    hostWorkMs: z.int(),
    versusTutorial: ms,
    medians,
  });
  const { rows } = z.object({ rows: z.array(row) }).parse(await benchJson("start", "--runs", "1"));
  const apps = ["an empty app", "this app", "the tutorials' way"];
  expect(rows.map(({ name, isSpecialized, hostWorkMs }) => [name, isSpecialized, hostWorkMs])).toEqual(
    [true, false].flatMap((isSpecialized) =>
      [0, 200].flatMap((hostWorkMs) => apps.map((name) => [name, isSpecialized, hostWorkMs])),
    ),
  );
  for (const { medians: each } of rows) {
    expect(each.firstMs).toBeGreaterThan(each.answeredMs);
  }
});

describe("bench:warm", () => {
  /** A round trip to ACS, less what a timer of Node's rings early. */
  const ACS_MS = REGION.acs - 2;
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

  testBench("warm")("gets answers from every subject under every load", async () => {
    const figure = z.object({ median: z.number(), spread: z.number() });
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
    const brief = ["--rounds", "1", "--seconds", "0.01", "--clients", "1,2"];
    const { rows } = z.object({ rows: z.array(row) }).parse(await benchJson("warm", ...brief));
    expect(rows.map(({ name, clients }) => ({ name, clients }))).toEqual(
      SUBJECTS.flatMap((name) => [1, 2].map((clients) => ({ name, clients }))),
    );
  });

  testBench("warm --latency")("waits for each party as long as its round trip takes, with --latency", async () => {
    const wait = z.object({ name: z.string(), p50Ms: z.number(), p99Ms: z.number() });
    const row = z.object({ name: z.string(), p50Ms: positive });
    const brief = ["--latency", "--rounds", "1", "--seconds", "0.01", "--clients", "1", "--only", "Token"];
    const result = z.object({ firstTokens: z.array(wait), rows: z.array(row) });
    const { firstTokens, rows } = result.parse(await benchJson("warm", ...brief));
    expect(firstTokens.map(({ name, p50Ms }) => [name, p50Ms >= 3 * ACS_MS])).toEqual([
      ["IssueToken", true],
      ["Express, a client per request", true],
    ]);
    expect(rows.filter(({ p50Ms }) => p50Ms.median < ACS_MS)).toEqual([]);
  });

  testBench("warm --memory")("prints what the API holds, with --memory, also where no chart can be drawn", async () => {
    const options = ["--memory", "200", "--chart", join(directory, "missing", "chart.svg")];
    const { code, stdout, stderr } = await runTool("bench/warm/main.js", options);
    expect([code, stderr]).toEqual([1, expect.stringContaining("chart.svg")]);
    const lines = cellsOf(stdout);
    const megabytes = expect.stringMatching(/^\d+\.\d$/) as unknown;
    expect(lines).toContainEqual(["requests", "RSS MiB", "ratio", "heap MiB", "ratio"]);
    expect(lines).toContainEqual(["2", megabytes, "1.00", megabytes, "1.00"]);
    expect(lines.map(([requests]) => requests)).toEqual(expect.arrayContaining(["2", "40", "100", "200"]));
  });
});
