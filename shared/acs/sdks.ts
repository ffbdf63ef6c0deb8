/** What each ACS SDK can do, as far as a caller of this service would notice. */
export const ACS_SDKS = {
  /** `@azure/communication-identity`, REST 2023-10-01. */
  identity: {
    scopes: ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"],
    setsLifetime: true,
  },
  /** `@azure/communication-administration`, REST 2020-07-20-preview2. */
  administration: {
    scopes: ["chat", "voip", "pstn"],
    setsLifetime: false,
  },
} as const satisfies Record<string, { scopes: readonly string[]; setsLifetime: boolean }>;

export type AcsSdk = keyof typeof ACS_SDKS;
export type ScopeOf<S extends AcsSdk> = (typeof ACS_SDKS)[S]["scopes"][number];
export type TokenScope = ScopeOf<AcsSdk>;

/**
 * Whether a scope opens only what ACS retires on 30 September 2028: chat, and calls to phone numbers.
 * Source: https://learn.microsoft.com/azure/communication-services/acs-retirement-and-breaking-changes-guide
 */
export function isRetiring(scope: TokenScope): boolean {
  return /^(?:chat|pstn)\b/.test(scope);
}

/**
 * The same scopes in the type that the SDK takes.
 * @throws RangeError when the SDK lacks one: dropping it would issue a token for less than was asked
 */
export function scopesFor<S extends AcsSdk>(sdk: S, scopes: readonly TokenScope[]): ScopeOf<S>[] {
  const known: readonly string[] = ACS_SDKS[sdk].scopes;
  const isKnown = (scope: TokenScope): scope is ScopeOf<S> => known.includes(scope);
  return scopes.map((scope) => {
    if (!isKnown(scope)) {
      throw new RangeError(`The ${sdk} SDK has no scope ${scope}.`);
    }
    return scope;
  });
}

/** The bounds of a token's lifetime, in minutes, as ACS documents them. Without a wish ACS grants the longest. */
export const EXPIRES_IN_MINUTES = { min: 60, max: 1440 } as const;
