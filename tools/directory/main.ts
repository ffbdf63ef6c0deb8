import { DefaultAzureCredential } from "@azure/identity";
import { systemClock } from "../../shared/clock";
import { runDirectory } from "./runDirectory";

async function main(): Promise<void> {
  process.exitCode = await runDirectory(process.argv.slice(2), {
    environment: process.env,
    credential: () => new DefaultAzureCredential(),
    clock: systemClock,
    output: console,
  });
}

void main();
