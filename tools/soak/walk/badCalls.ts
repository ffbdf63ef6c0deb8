import type { Call } from "../api/Call";

const SOME_ID = "8:acs:0ac5de57-0000-4000-8000-000000000001_0ac5de57-0000-4000-8000-000000000002";
const FOREIGN_ID = "8:acs:0ac5de57-0000-4000-8000-00000000dead_0ac5de57-0000-4000-8000-000000000002";

const create = { operation: "CreateIdentity", method: "POST", path: "/identities" };
const issue = { operation: "IssueToken", method: "POST", path: `/identities/${SOME_ID}/tokens` };

/** Requests with a fault of their own. All but one are refused without asking anybody, whatever is in trouble. */
export const BAD_CALLS: readonly Call[] = [
  { ...create, body: "{", needs: [], expected: ["400 InvalidJson"] },
  { ...create, body: '{"name":"Azure"}', needs: [], expected: ["400 InvalidRequest"] },
  { ...create, body: '{"scopes":["chat","chat"]}', needs: [], expected: ["400 InvalidRequest"] },
  { ...create, body: JSON.stringify("x".repeat(16 * 1024)), needs: [], expected: ["413 RequestTooLarge"] },
  {
    ...create,
    body: "scopes=chat",
    headers: { "Content-Type": "text/plain" },
    needs: [],
    expected: ["415 UnsupportedMediaType"],
  },
  { ...create, headers: { "x-functions-key": "wrong" }, needs: [], expected: ["401"] },
  { ...issue, body: '{"expiresInMinutes":59}', needs: [], expected: ["400 InvalidRequest"] },
  { ...issue, path: "/identities/nobody/tokens", needs: [], expected: ["400 InvalidIdentity"] },
  { ...issue, path: `/identities/${FOREIGN_ID}/tokens`, needs: ["acs"], expected: ["404 IdentityNotFound"] },
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
