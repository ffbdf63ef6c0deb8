/** The most tokens of an identity that are remembered, of each kind. */
const REMEMBERED = 3;

/** What whoever asked for an identity knows of it. */
export class KnownIdentity {
  readonly id: string;
  /** `deleting`: it was asked for, and perhaps not done. */
  fate: "alive" | "deleting" | "deleted" = "alive";
  /** Whether a revoke was asked for that may not be done yet: then any token may end at any time. */
  isRevoking = false;
  #tokens: readonly string[] = [];
  #ended: readonly string[] = [];

  constructor(id: string) {
    this.id = id;
  }

  issued(token: string): void {
    this.#tokens = [...this.#tokens, token].slice(-REMEMBERED);
  }

  /** A revoke, or the deletion, was acknowledged. `isDone`: no try of it can act any more. */
  tokensEnded(isDone: boolean): void {
    this.#ended = [...this.#ended, ...this.#tokens].slice(-REMEMBERED);
    this.#tokens = [];
    this.isRevoking = !isDone;
  }

  /** The latest that were issued and not ended. */
  get tokens(): readonly string[] {
    return this.#tokens;
  }

  /** The latest that an acknowledged call has ended. */
  get ended(): readonly string[] {
    return this.#ended;
  }
}

/** A signed-in user, and what is known of the user's identity. */
export class KnownUser {
  /** The user's own access token, of the identity provider. */
  readonly bearer: string;
  #identity: KnownIdentity | undefined;

  constructor(bearer: string) {
    this.bearer = bearer;
  }

  /** The latest that the user was told of, deleted or not. */
  get identity(): KnownIdentity | undefined {
    return this.#identity;
  }

  /** Takes the id that a token for the user came with. What is wrong with it, if anything is. */
  isGiven(id: string): string | undefined {
    const known = this.#identity;
    const isSame = known?.id === id;
    if (!isSame) {
      this.#identity = new KnownIdentity(id);
    }
    if (isSame && known.fate === "deleted") {
      return `the user's identity ${id} was deleted, and is the user's again`;
    }
    return known?.fate === "alive" && !isSame ? `the user's identity was ${known.id}, and is ${id} now` : undefined;
  }
}

/** Of identities that nobody has any more, so many of the latest are remembered. */
const FORMER = 50_000;

/** Who was handed which identity: none is ever handed to two. */
export class Owners {
  readonly #owners = new Map<string, string>();

  /** Notes that an identity was handed to somebody. Who had it before, if anybody did. */
  handed(id: string, owner: string): string | undefined {
    const before = this.#owners.get(id);
    this.#owners.set(id, owner);
    this.#forgetTheOldest();
    return before;
  }

  #forgetTheOldest(): void {
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > FORMER && oldest !== undefined) {
      this.#owners.delete(oldest);
    }
  }
}
