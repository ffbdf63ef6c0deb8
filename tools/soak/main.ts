import { randomInt } from "node:crypto";
import { parseOptions, parsePositive, parseWhole, reportFailure } from "../kit/commandLine";
import { endWithNpm } from "../kit/endWithNpm";
import { Progress } from "../kit/Progress";
import { ProcessStartError } from "../testbed/startProcess";
import { describeReport, KEPT } from "./report";
import { runSoak } from "./runSoak";

const USAGE = `Lets many clients walk the identity lifecycle while what is behind the API fails now and then, and checks every reply.
With --kills, it is the API that is killed and started again, now and then with what is behind it: all that it
acknowledged still has to hold.

Usage: npm run soak -- [options], or npm run soak:kill -- [options]

  --minutes N  how long, where nothing is killed (default: 10; fractions are fine)
  --kills N    how often the API is killed (soak: never, soak:kill: 200)
  --clients N  how many clients at a time (default: 50, soak:kill: 10)
  --seed N     repeats the walks, faults and kills of a run that printed it (default: a new one)
  --json       print one line of JSON
  --help       print this
`;

const OPTIONS = {
  minutes: { type: "string", default: "10" },
  kills: { type: "string", default: "0" },
  clients: { type: "string", default: "50" },
  seed: { type: "string", default: String(randomInt(2 ** 31 - 1)) },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const SHOWN_EVERY_MS = 1_000;

/** The exit code is 0 when all promises were kept; Ctrl-C ends it early. */
async function main(): Promise<void> {
  const { json, help, ...options } = parseOptions(OPTIONS, process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const minutes = parsePositive("--minutes", options.minutes);
  const kills = parseWhole("--kills", options.kills, 0, 100_000);
  const clients = parseWhole("--clients", options.clients, 1, 1_000);
  const seed = parseWhole("--seed", options.seed, 0, 2 ** 31 - 1);
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      interrupted.abort();
    });
  }
  const progress = new Progress();
  let shown: NodeJS.Timeout | undefined;
  const started = () => {
    console.error(`Started, with seed ${seed}; Ctrl-C ends it early, with a report.`);
    if (kills === 0) {
      const begun = performance.now();
      shown = setInterval(() => {
        progress.show(Math.min(1, (performance.now() - begun) / (minutes * 60_000)));
      }, SHOWN_EVERY_MS).unref();
    }
  };
  const killed = (part: number) => {
    progress.show(part);
  };
  const report = await runSoak({ minutes, kills, clients, seed, interrupted: interrupted.signal, started, killed });
  clearInterval(shown);
  progress.end();
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : describeReport(report));
  process.exitCode = report.verdict === KEPT ? 0 : 1;
}

endWithNpm();
main().catch((error: unknown) => {
  reportFailure(error, "Run this in a checkout that you can write to.", ProcessStartError);
});
