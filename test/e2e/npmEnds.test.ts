import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { NpmScript } from "../support/NpmScript";
import { until } from "../support/until";
import { temporaryDirectory } from "../unit/tools/host/support/temporaryDirectory";

/** Stands for Core Tools, which cannot be had here: it runs until a signal ends it. */
const FUNC = `#!${process.execPath}
if (process.argv[2] === "--version") {
  console.log("4.14.0");
  process.exit();
}
setInterval(() => undefined, 1000);
console.log("func runs");
`;

const signals = ["SIGTERM", "SIGINT", "SIGKILL"] as const;
type Group = "own" | "shared";

const directory = temporaryDirectory();
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

describe.each<Group>(["own", "shared"])("when npm ends by a signal to it alone, in its %s process group", (group) => {
  const ownGroup = group === "own";

  test.each(signals)("%s: npm start, with the API, ends", async (signal) => {
    await endsWithNpm(new NpmScript("start", ["--port", "0"], { ownGroup }), "Ctrl-C stops it.", signal);
  });

  test.each(signals)("%s: npm run emulator ends", async (signal) => {
    const script = new NpmScript("emulator", ["--port", "0", "--json", "--ca", directory()], { ownGroup });
    await endsWithNpm(script, '{"endpoints"', signal);
  });
});

test.each(signals)("%s to npm: npm run start:func, with func, ends", async (signal) => {
  const func = join(directory(), "func");
  writeFileSync(func, FUNC);
  chmodSync(func, 0o755);
  const PATH = [directory(), process.env["PATH"]].join(delimiter);
  await endsWithNpm(new NpmScript("start:func", [], { environment: { PATH } }), "func runs", signal);
});

test.each([
  ["soak", ["--minutes", "10", "--clients", "2"]],
  ["soak:kill", ["--runs", "1000"]],
])("SIGTERM to npm: npm run %s ends, with all that it started", async (name, args) => {
  await endsWithNpm(new NpmScript(name, args), "Started, with seed", "SIGTERM");
});
