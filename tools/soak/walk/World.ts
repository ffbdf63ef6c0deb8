import type { TokenVerdict } from "../../emulator/index";
import type { Random } from "../../kit/seededRandom";
import type { Violations } from "../Violations";
import type { Call, Named } from "./calls";

/** What came of a call. */
export interface Answer {
  outcome: string;
  isSuccess: boolean;
  /** The body, where it is JSON. */
  body: unknown;
  /** Whether something was in trouble meanwhile: tries that nobody waits for any more may act yet. */
  excused: boolean;
}

/** What a client walks in. */
export interface World {
  /** Makes a call, and judges the reply. */
  ask: (call: Call) => Promise<Answer>;
  /** Whether ACS takes a token now; undefined when nobody can tell. */
  verdictOn: (token: string) => Promise<TokenVerdict | undefined>;
  /** Who was handed which identity: none is ever handed to two. */
  owners: Map<string, string>;
  /** The identities whose deletion was acknowledged. */
  deleted: Set<string>;
  violations: Violations;
  random: Random;
}

/** The most tokens of an identity that are remembered, of each kind. */
const REMEMBERED = 3;

/** What whoever asked for an identity knows of it. */
export class KnownIdentity {
  readonly id: string;
  fate: Named["fate"] = "alive";
  /** Whether a revoke was asked for that may not be done yet: then any token may end at any time. */
  isRevoking = false;
  /** The latest that were issued and not ended. */
  tokens: readonly string[] = [];
  /** The latest that an acknowledged call has ended. */
  ended: readonly string[] = [];

  constructor(id: string) {
    this.id = id;
  }

  issued(token: string): void {
    this.tokens = [...this.tokens, token].slice(-REMEMBERED);
  }

  /** A revoke, or the deletion, was acknowledged. `isDone`: no try of it can act any more. */
  tokensEnded(isDone: boolean): void {
    this.ended = [...this.ended, ...this.tokens].slice(-REMEMBERED);
    this.tokens = [];
    this.isRevoking = !isDone;
  }
}

/** A signed-in user. */
export interface KnownUser {
  /** The user's own access token, of the identity provider. */
  readonly bearer: string;
  /** The latest that the user was told of, deleted or not. */
  identity?: KnownIdentity;
}
