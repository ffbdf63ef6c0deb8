import type { IdentityRecord } from "../store/records";
import type { ApiVersion } from "./apiVersions";

/** An identity as a reply shows it. Order of the members, and none without a value: recorded. */
export function identityBody(identity: IdentityRecord, version: ApiVersion) {
  const { customId, lastTokenIssuedAt, id } = identity;
  if (!version.identityDetails) return { id };
  return {
    customId,
    lastTokenIssuedAt: lastTokenIssuedAt === undefined ? undefined : withoutFraction(lastTokenIssuedAt),
    id,
  };
}

/** Such as `2025-04-14T15:32:27+00:00` (recorded). */
function withoutFraction(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "+00:00");
}
