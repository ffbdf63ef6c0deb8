import type { AccessToken } from "./AcsIdentityClient";

/** ACS answered with success, but without what it has to answer. */
class IncompleteAnswerError extends Error {
  override readonly name = "IncompleteAnswerError";
}

/** The SDKs pass on whatever the reply held: a success without a token must not be told as a token. */
export function checkAccessToken(answer: { token?: unknown; expiresOn?: unknown }): AccessToken {
  const { token, expiresOn } = answer;
  if (typeof token !== "string" || !(expiresOn instanceof Date) || Number.isNaN(expiresOn.getTime())) {
    throw new IncompleteAnswerError("ACS answered without a token or its expiry.");
  }
  return { token, expiresOn };
}

export function checkIdentityId(answer: { communicationUserId?: unknown }): string {
  const { communicationUserId } = answer;
  if (typeof communicationUserId !== "string") {
    throw new IncompleteAnswerError("ACS answered without an identity.");
  }
  return communicationUserId;
}
