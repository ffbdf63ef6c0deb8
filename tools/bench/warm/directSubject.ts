import type { LoadProcess } from "../load/LoadProcess";
import type { Subject } from "./Subject";

/** Calls of ACS without a server in between: the process that calls is the one under test. */
export function directSubject(name: string, process: LoadProcess, identities: readonly string[]): Subject {
  return { name, measure: (load) => process.run({ ...load, work: { identities } }) };
}
