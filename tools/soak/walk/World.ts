import type { TokenVerdict } from "../../emulator";
import type { Random } from "../../kit/seededRandom";
import type { Ask } from "../api/Call";
import type { BrokenPromises } from "../promises/BrokenPromises";
import type { Owners } from "./Owners";

/** What a client walks in. */
export interface World {
  ask: Ask;
  /** Whether ACS takes a token now; undefined when nobody can tell. */
  verdictOn: (token: string) => Promise<TokenVerdict | undefined>;
  owners: Owners;
  /** The identities whose deletion was acknowledged. */
  deleted: Set<string>;
  promises: BrokenPromises;
  random: Random;
}
