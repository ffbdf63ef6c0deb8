import { randomInt } from "node:crypto";
import { UsageError } from "../../commandLine/UsageError";
import { HostStartError } from "../../start/startHostProcess";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { HIGHEST_SEED } from "../parseWhole";
import { describeKills } from "./describeKills";
import { runKills } from "./runKills";

async function main(): Promise<void> {
  const { help, json, ...options } = parseCommandLine(process.argv.slice(2), () => randomInt(HIGHEST_SEED));
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      interrupted.abort();
    });
  }
  const started = () => {
    console.error(`Started, with seed ${options.seed}; Ctrl-C ends it early, with a report.`);
  };
  const report = await runKills({ ...options, interrupted: interrupted.signal, started });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : describeKills(report));
  process.exitCode = report.verdict === "all promises kept" ? 0 : 1;
}

main().catch((error: unknown) => {
  const isExpected = error instanceof HostStartError || error instanceof UsageError;
  console.error(isExpected ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
