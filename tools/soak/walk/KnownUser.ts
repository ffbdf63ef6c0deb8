import { KnownIdentity } from "./KnownIdentity";

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
  told(id: string): string | undefined {
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
