import { deadlineIn } from "../../../shared/deadline";
import { bodiesFor } from "../../../shared/http/jsonBody";
import type { UserCall } from "../../../shared/http/operation";
import { lazy } from "../../../shared/lazy";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { httpRequest } from "../../support/httpRequest";

export const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
export const POLICY = {
  defaultScopes: ["chat"],
  defaultScopesBy: "default",
  allowedScopes: ["chat", "voip"],
  maxExpiresInMinutes: 1440,
} as const;
const ISSUED = { token: "a token", expiresOn: new Date(2), refreshOn: new Date(1) };
export const TOKEN = { ...ISSUED, scopes: ["chat"] as const };
/** A Teams user's token as callers get it. */
export const TEAMS_TOLD = {
  token: "a token",
  expiresOn: "1970-01-01T00:00:00.002Z",
  refreshOn: "1970-01-01T00:00:00.001Z",
};
/** TOKEN as callers get it. */
export const TOLD = { ...TEAMS_TOLD, scopes: ["chat"] };

export const bodies = bodiesFor("identity", lazy);

interface CallParts {
  body?: unknown;
  id?: string;
  params?: Record<string, string>;
}

/** A call of the user `alice`, about the identity `id` or what the path says otherwise. */
export function callOf({ body, id = ID, params = { id } }: CallParts = {}): UserCall {
  return {
    request: httpRequest({ params, ...(body !== undefined && { body: JSON.stringify(body) }) }),
    deadline: deadlineIn(7_500, new ManualClock()),
    caller: { key: "alice", entra: { tenantId: "t", objectId: "o" } },
  };
}
