import { ACS_SDKS } from "../../../shared/acs/sdks";
import { issueToken } from "../apiCalls";
import type { ApiProcess } from "../ApiProcess";
import type { Point } from "./Point";

const CLIENTS = 8;

/** IssueToken with one scope, and with each further one. */
export function scopePoints(api: ApiProcess, identities: readonly string[]): Point[] {
  const { scopes } = ACS_SDKS.identity;
  return scopes.map((_, nth) => {
    const body = JSON.stringify({ scopes: scopes.slice(0, nth + 1) });
    const calls = identities.map((id) => issueToken(api.url, id, body));
    return { what: "scopes", size: nth + 1, api, clients: CLIENTS, calls };
  });
}
