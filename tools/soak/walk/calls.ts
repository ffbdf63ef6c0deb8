import type { Need } from "../FaultWindows";

/** What a token is to be good for. */
export interface Grant {
  scopes: readonly string[];
  /** The default, 24 hours, when undefined. */
  minutes?: number | undefined;
}

/** One request to the API, and how it ends when nothing behind the API is in trouble. */
export interface Call {
  /** As in `openapi.json`. */
  operation: Operation;
  method: string;
  /** After `/api`. */
  path: string;
  headers: Record<string, string>;
  body?: string;
  needs: readonly Need[];
  /** The right outcomes, as `outcomeOf` writes them. */
  expected: readonly string[];
}

/** The route of each, and the status of its success. */
const OPERATIONS = {
  CreateIdentity: ["POST", "/identities", "201"],
  IssueToken: ["POST", "/identities/{id}/tokens", "200"],
  RevokeTokens: ["DELETE", "/identities/{id}/tokens", "204"],
  DeleteIdentity: ["DELETE", "/identities/{id}", "204"],
  IssueMyToken: ["POST", "/me/tokens", "200"],
  GetMyToken: ["GET", "/me/token", "200"],
  RevokeMyTokens: ["DELETE", "/me/tokens", "204"],
  DeleteMyIdentity: ["DELETE", "/me", "204"],
} as const;

export type Operation = keyof typeof OPERATIONS;

/** An identity, as far as it matters to a call. */
export interface Named {
  readonly id: string;
  /** `deleting`: it was asked for, and perhaps not done. */
  readonly fate: "alive" | "deleting" | "deleted";
}

interface About {
  identity?: Named;
  /** The access token of the user who calls. */
  bearer?: string;
  grant?: Grant | undefined;
}

export function callOf(operation: Operation, { identity, bearer, grant }: About = {}): Call {
  const [method, route, success] = OPERATIONS[operation];
  const id = identity?.id ?? "";
  // An id may come encoded or as it is.
  const path = route.replace("{id}", operation === "RevokeTokens" ? encodeURIComponent(id) : id);
  return {
    operation,
    method,
    path,
    headers: bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` },
    ...(grant && { body: JSON.stringify({ scopes: grant.scopes, expiresInMinutes: grant.minutes }) }),
    needs: bearer === undefined ? ["acs"] : ["acs", "tables"],
    // A deleted identity is deleted again with the same reply.
    expected: identity && operation !== "DeleteIdentity" ? unlessDeleted(success, identity) : [success],
  };
}

function unlessDeleted(success: string, { fate }: Named): string[] {
  return [...(fate === "deleted" ? [] : [success]), ...(fate === "alive" ? [] : ["404 IdentityNotFound"])];
}

const SOME_ID = "8:acs:0ac5de57-0000-4000-8000-000000000001_0ac5de57-0000-4000-8000-000000000002";
const FOREIGN_ID = "8:acs:0ac5de57-0000-4000-8000-00000000dead_0ac5de57-0000-4000-8000-000000000002";

function bad(
  operation: Operation,
  outcome: string,
  { id = SOME_ID, ...changes }: Partial<Call> & { id?: string },
): Call {
  return { ...callOf(operation, { identity: { id, fate: "alive" } }), needs: [], expected: [outcome], ...changes };
}

/** Requests that are wrong themselves. All but one are refused without asking anybody, whatever is in trouble. */
export const BAD_CALLS: readonly Call[] = [
  bad("CreateIdentity", "400 InvalidJson", { body: "{" }),
  bad("CreateIdentity", "400 InvalidRequest", { body: '{"name":"Azure"}' }),
  bad("CreateIdentity", "400 InvalidRequest", { body: '{"scopes":["chat","chat"]}' }),
  bad("CreateIdentity", "413 RequestTooLarge", { body: JSON.stringify("x".repeat(16 * 1024)) }),
  bad("CreateIdentity", "415 UnsupportedMediaType", { body: "scopes=chat", headers: { "Content-Type": "text/plain" } }),
  bad("CreateIdentity", "401", { headers: { "x-functions-key": "wrong" } }),
  bad("IssueToken", "400 InvalidRequest", { body: '{"expiresInMinutes":59}' }),
  bad("IssueToken", "400 InvalidIdentity", { id: "nobody" }),
  bad("IssueToken", "404 IdentityNotFound", { id: FOREIGN_ID, needs: ["acs"] }),
  bad("RevokeTokens", "400 InvalidIdentity", { id: "8:acs:nobody" }),
  bad("GetMyToken", "401 MissingCredential", {}),
  bad("DeleteMyIdentity", "401 InvalidCredential", { headers: { Authorization: "Bearer x.y.z" } }),
];
