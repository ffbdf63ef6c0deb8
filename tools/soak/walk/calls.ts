import type { Need } from "../faults/FaultWindows";
import type { KnownIdentity } from "./known";
import type { Call, Grant } from "./World";

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

const SOME_ID = "8:acs:0ac5de57-0000-4000-8000-000000000001_0ac5de57-0000-4000-8000-000000000002";
const FOREIGN_ID = "8:acs:0ac5de57-0000-4000-8000-00000000dead_0ac5de57-0000-4000-8000-000000000002";

const creation = { operation: "CreateIdentity", method: "POST", path: "/identities" };
const issuing = { operation: "IssueToken", method: "POST", path: `/identities/${SOME_ID}/tokens` };

/** Requests that are wrong themselves. All but one are refused without asking anybody, whatever is in trouble. */
export const BAD_CALLS: readonly Call[] = [
  { ...creation, body: "{", needs: [], expected: ["400 InvalidJson"] },
  { ...creation, body: '{"name":"Azure"}', needs: [], expected: ["400 InvalidRequest"] },
  { ...creation, body: '{"scopes":["chat","chat"]}', needs: [], expected: ["400 InvalidRequest"] },
  { ...creation, body: JSON.stringify("x".repeat(16 * 1024)), needs: [], expected: ["413 RequestTooLarge"] },
  {
    ...creation,
    body: "scopes=chat",
    headers: { "Content-Type": "text/plain" },
    needs: [],
    expected: ["415 UnsupportedMediaType"],
  },
  { ...creation, headers: { "x-functions-key": "wrong" }, needs: [], expected: ["401"] },
  { ...issuing, body: '{"expiresInMinutes":59}', needs: [], expected: ["400 InvalidRequest"] },
  { ...issuing, path: "/identities/nobody/tokens", needs: [], expected: ["400 InvalidIdentity"] },
  { ...issuing, path: `/identities/${FOREIGN_ID}/tokens`, needs: ["acs"], expected: ["404 IdentityNotFound"] },
  {
    operation: "RevokeTokens",
    method: "DELETE",
    path: "/identities/8:acs:nobody/tokens",
    needs: [],
    expected: ["400 InvalidIdentity"],
  },
  { operation: "GetMyToken", method: "GET", path: "/me/token", needs: [], expected: ["401 MissingCredential"] },
  {
    operation: "DeleteMyIdentity",
    method: "DELETE",
    path: "/me",
    headers: { Authorization: "Bearer x.y.z" },
    needs: [],
    expected: ["401 InvalidCredential"],
  },
];
