import type { TokenVerdict } from "../../emulator/index";
import type { Random } from "../../kit/seededRandom";
import type { Need } from "../faults/FaultWindows";
import type { Violations } from "../Violations";
import type { Owners } from "./known";

/** What a token is to be good for. */
export interface Grant {
  scopes: readonly string[];
  /** The default, 24 hours, when undefined. */
  minutes?: number | undefined;
}

/** One request to the API, and how it ends when nothing behind the API is in trouble. */
export interface Call {
  /** As in `openapi.json`. */
  operation: string;
  method: string;
  /** After `/api`. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  needs: readonly Need[];
  /** The right outcomes, as `outcomeOf` writes them. */
  expected: readonly string[];
}

/** What came of a call. */
export interface Answer {
  outcome: string;
  isSuccess: boolean;
  /** The body, where it is JSON. */
  body: unknown;
  /** Whether something was in trouble meanwhile: tries that nobody waits for any more may act yet. */
  excused: boolean;
}

/** Makes a call, and judges the reply. */
export type Ask = (call: Call) => Promise<Answer>;

/** What a client walks in. */
export interface World {
  ask: Ask;
  /** Whether ACS takes a token now; undefined when nobody can tell. */
  verdictOn: (token: string) => Promise<TokenVerdict | undefined>;
  owners: Owners;
  /** The identities whose deletion was acknowledged. */
  deleted: Set<string>;
  violations: Violations;
  random: Random;
}
