import { CASES_RUN } from "./cases";
import { removeStaleApp } from "./packagedApp";

/** Runs once, before all tests. */
export default async function globalSetup(): Promise<void> {
  process.stdout.write(`${CASES_RUN}\n`);
  await removeStaleApp();
}
