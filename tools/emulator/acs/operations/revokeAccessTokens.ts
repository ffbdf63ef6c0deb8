import type { HttpResponse } from "../../http/HttpResponse";
import { parseBody } from "../parseBody";
import { revokeTokens } from "../revokeTokens";
import { unreadableBody } from "../unestablished";
import type { Operation } from "./Operation";

const REVOKED: HttpResponse = { status: 204, headers: {}, body: "" };

/** `PATCH /identities/{id}`, `{"tokensValidFrom":"…"}` or `{}` for now: 204 (2020-07-20-preview2, recorded). */
export const revokeAccessTokensPreview2: Operation = async ({ identityId, body }, context) => {
  await revokeTokens(context, identityId, readTokensValidFrom(body));
  return REVOKED;
};

/** `POST /identities/{id}/:revokeAccessTokens`, no body: 204 (recorded). */
export const revokeAccessTokens: Operation = async ({ identityId }, context) => {
  await revokeTokens(context, identityId);
  return REVOKED;
};

function readTokensValidFrom(body: Buffer): number | undefined {
  const value = parseBody(body)["tokensValidFrom"] ?? undefined;
  if (value === undefined) return undefined;
  const instant = typeof value === "string" ? Date.parse(value) : NaN;
  if (Number.isNaN(instant)) throw unreadableBody("tokensValidFrom must be a date.", "tokensValidFrom");
  return instant;
}
