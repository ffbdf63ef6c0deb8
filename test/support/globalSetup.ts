import { CASES_RUN } from "./cases";

/** Runs once, before all tests. */
export default function globalSetup(): void {
  process.stdout.write(`${CASES_RUN}\n`);
}
