import type { Grant } from "./acs/ScopeRefusals";
import { EXPIRES_IN_MINUTES, type TokenScope } from "./acs/sdks";
import { ApiError, type FieldError } from "./errors";
import type { Settings } from "./settings/settings";

/** What may be asked for, and what is granted to those who do not say. */
export type TokenPolicy = Pick<Settings, "defaultScopes" | "defaultScopesBy" | "allowedScopes" | "maxExpiresInMinutes">;

interface Asked {
  scopes?: readonly TokenScope[] | undefined;
  expiresInMinutes?: number | undefined;
}

/**
 * What is granted of what was asked.
 * @throws ApiError ScopeNotAllowed or ExpiryNotAllowed, with each field error in `details`
 */
export function grantFor(asked: Asked, policy: TokenPolicy): Grant {
  const errors = [...scopeErrors(asked, policy), ...expiryErrors(asked, policy)];
  const [first] = errors;
  if (first) {
    throw new ApiError(first.code, errors.map(({ message }) => message).join(" "), { details: errors });
  }
  return {
    scopes: asked.scopes ?? policy.defaultScopes,
    scopesBy: asked.scopes ? "caller" : policy.defaultScopesBy,
    expiresInMinutes: asked.expiresInMinutes ?? lifetimeUnderPolicy(policy),
  };
}

/** Undefined leaves the lifetime to ACS, whose own default is the longest there is. */
function lifetimeUnderPolicy({ maxExpiresInMinutes }: TokenPolicy): number | undefined {
  return maxExpiresInMinutes < EXPIRES_IN_MINUTES.max ? maxExpiresInMinutes : undefined;
}

type PolicyError = FieldError & { code: "ScopeNotAllowed" | "ExpiryNotAllowed" };

function scopeErrors({ scopes = [] }: Asked, { allowedScopes }: TokenPolicy): PolicyError[] {
  return scopes.flatMap((scope, index) =>
    allowedScopes.includes(scope)
      ? []
      : {
          code: "ScopeNotAllowed",
          target: `scopes[${index}]`,
          message: `This service does not issue tokens with the scope ${scope}; ask only for ${allowedScopes.join(", ")}.`,
        },
  );
}

function expiryErrors({ expiresInMinutes = 0 }: Asked, { maxExpiresInMinutes }: TokenPolicy): PolicyError[] {
  return expiresInMinutes <= maxExpiresInMinutes
    ? []
    : [
        {
          code: "ExpiryNotAllowed",
          target: "expiresInMinutes",
          message: `This service issues tokens that last at most ${maxExpiresInMinutes} minutes; ask for no more than that.`,
        },
      ];
}
