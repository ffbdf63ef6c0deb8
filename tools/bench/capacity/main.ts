import { readFileSync, writeFileSync } from "node:fs";
import { UsageError } from "../../kit/commandLine";
import { capacityOf } from "./capacityOf";
import { deploymentsFor } from "./deploymentsFor";
import { describeCapacity } from "./describeCapacity";
import { documentTables } from "./documentTables";
import { LIMITS } from "./limits";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { replaceTables } from "./replaceTables";

function main(args: readonly string[]): void {
  const { scenario, prices, docs, json, help } = parseCommandLine(args);
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  if (docs !== undefined) {
    writeFileSync(docs, replaceTables(readFileSync(docs, "utf8"), documentTables()));
    return;
  }
  const capacity = capacityOf(scenario, prices);
  const deployments = deploymentsFor(scenario, capacity, prices);
  process.stdout.write(
    json
      ? `${JSON.stringify({ scenario, limits: LIMITS, prices, capacity, deployments })}\n`
      : describeCapacity(scenario, capacity, deployments, prices),
  );
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
