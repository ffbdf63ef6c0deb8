import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { drawn } from "../support/cases";
import { NpmScript } from "../support/NpmScript";
import { directoryOfEachTest } from "../support/temporaryDirectory";
import { until } from "../support/until";

/** Stands for Core Tools, which cannot be had here: it runs until a signal ends it. */
const FUNC = `#!${process.execPath}
if (process.argv[2] === "--version") {
  console.log("4.14.0");
  process.exit();
}
setInterval(() => undefined, 1000);
console.log("func runs");
`;

type Group = "own" | "shared";

const directory = directoryOfEachTest();
let npm: NpmScript | undefined;

afterEach(() => {
  npm?.killAll();
});

/** Nothing may be left of what it started, and it must have had something to leave. */
async function endsWithNpm(script: NpmScript, ready: string, signal: NodeJS.Signals): Promise<void> {
  npm = script;
  await script.says(ready);
  expect(script.processes().length).toBeGreaterThan(1);
  script.kill(signal);
  await until(() => script.processes().length === 0);
}

// In pairs: each signal meets each group and each program, and each program each group.
const OF_START: readonly [NodeJS.Signals, Group][] = [
  ["SIGTERM", "own"],
  ["SIGINT", "shared"],
  ["SIGKILL", "own"],
];

test.each(drawn(OF_START, () => "npm start"))(
  "%s to npm alone, in its %s process group: npm start, with the API, ends",
  async (signal, group) => {
    await endsWithNpm(
      new NpmScript("start", ["--port", "0"], { ownGroup: group === "own" }),
      "Ctrl-C stops it.",
      signal,
    );
  },
);

const OF_EMULATOR: readonly [NodeJS.Signals, Group][] = [
  ["SIGTERM", "shared"],
  ["SIGINT", "own"],
  ["SIGKILL", "shared"],
];

test.each(drawn(OF_EMULATOR, () => "npm run emulator"))(
  "%s to npm alone, in its %s process group: npm run emulator ends",
  async (signal, group) => {
    const args = ["--port", "0", "--json", "--ca", directory()];
    await endsWithNpm(new NpmScript("emulator", args, { ownGroup: group === "own" }), '{"endpoints"', signal);
  },
);

test.each(drawn(["SIGTERM", "SIGINT", "SIGKILL"] as const, () => "npm run start:func"))(
  "%s to npm: npm run start:func, with func, ends",
  async (signal) => {
    const func = join(directory(), "func");
    writeFileSync(func, FUNC);
    chmodSync(func, 0o755);
    const PATH = [directory(), process.env["PATH"]].join(delimiter);
    await endsWithNpm(new NpmScript("start:func", [], { environment: { PATH } }), "func runs", signal);
  },
);

test("SIGTERM to npm: npm run soak ends, with all that it started", async () => {
  const script = new NpmScript("soak", ["--minutes", "10", "--clients", "2"]);
  await endsWithNpm(script, "Started, with seed", "SIGTERM");
});

test("every script that runs for long takes the place of its shell, which would keep npm's signals for itself", () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")));
  const inShell = Object.keys(scripts).filter((name) => scripts[name]?.startsWith("node dist/"));
  expect(inShell).toEqual(["quickstart", "directory", "rotate-key", "package", "bicep"]);
});
