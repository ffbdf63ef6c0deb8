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
