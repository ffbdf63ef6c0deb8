import type { Call, Grant } from "../api/Call";
import type { Need } from "../faults/FaultWindows";
import type { KnownIdentity } from "./KnownIdentity";

const ACS: readonly Need[] = ["acs"];
const ACS_AND_TABLES: readonly Need[] = ["acs", "tables"];

/** With a grant, also for a first token. */
export function createIdentity(grant: Grant | undefined): Call {
  return {
    operation: "CreateIdentity",
    method: "POST",
    path: "/identities",
    ...(grant && bodyOf(grant)),
    needs: ACS,
    expected: ["201"],
  };
}

export function issueToken(identity: KnownIdentity, grant: Grant | undefined): Call {
  return {
    operation: "IssueToken",
    method: "POST",
    path: `/identities/${identity.id}/tokens`,
    ...(grant && bodyOf(grant)),
    needs: ACS,
    expected: unlessDeleted("200", identity),
  };
}

export function revokeTokens(identity: KnownIdentity): Call {
  return {
    operation: "RevokeTokens",
    method: "DELETE",
    path: `/identities/${encodeURIComponent(identity.id)}/tokens`,
    needs: ACS,
    expected: unlessDeleted("204", identity),
  };
}

/** A deleted identity is deleted again with the same reply. */
export function deleteIdentity({ id }: KnownIdentity): Call {
  return { operation: "DeleteIdentity", method: "DELETE", path: `/identities/${id}`, needs: ACS, expected: ["204"] };
}

/** Without a grant as the ACS samples for Android and iOS ask. */
export function issueMyToken(bearer: string, grant: Grant | undefined): Call {
  const common = { needs: ACS_AND_TABLES, expected: ["200"] };
  return grant
    ? { operation: "IssueMyToken", method: "POST", path: "/me/tokens", ...bodyOf(grant), ...common, ...by(bearer) }
    : { operation: "GetMyToken", method: "GET", path: "/me/token", ...common, ...by(bearer) };
}

export function revokeMyTokens(bearer: string): Call {
  const common = { needs: ACS_AND_TABLES, expected: ["204"], ...by(bearer) };
  return { operation: "RevokeMyTokens", method: "DELETE", path: "/me/tokens", ...common };
}

export function deleteMyIdentity(bearer: string): Call {
  const common = { needs: ACS_AND_TABLES, expected: ["204"], ...by(bearer) };
  return { operation: "DeleteMyIdentity", method: "DELETE", path: "/me", ...common };
}

function unlessDeleted(success: string, { fate }: KnownIdentity): string[] {
  return [...(fate === "deleted" ? [] : [success]), ...(fate === "alive" ? [] : ["404 IdentityNotFound"])];
}

function by(bearer: string): { headers: Record<string, string> } {
  return { headers: { Authorization: `Bearer ${bearer}` } };
}

function bodyOf({ scopes, minutes }: Grant): { body: string } {
  return { body: JSON.stringify({ scopes, expiresInMinutes: minutes }) };
}
