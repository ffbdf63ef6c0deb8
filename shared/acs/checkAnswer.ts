import type { AccessToken } from "./AcsIdentityClient";

/** ACS answered with success, but without what it has to answer. */
class IncompleteAnswerError extends Error {
  override readonly name = "IncompleteAnswerError";
}

/** The token in an answer, if it is there and whole: the SDKs pass on whatever the reply held. */
export function accessTokenIn(answer: { token?: unknown; expiresOn?: unknown }): AccessToken | undefined {
  const { token, expiresOn } = answer;
  const isWhole = typeof token === "string" && token !== "" && expiresOn instanceof Date;
  return isWhole && !Number.isNaN(expiresOn.getTime()) ? { token, expiresOn } : undefined;
}

/** @throws IncompleteAnswerError: a success without a token must not be told as a token */
export function checkAccessToken(answer: { token?: unknown; expiresOn?: unknown }): AccessToken {
  const accessToken = accessTokenIn(answer);
  if (!accessToken) {
    throw new IncompleteAnswerError("ACS answered without a token or its expiry.");
  }
  return accessToken;
}

/** @throws IncompleteAnswerError */
export function checkIdentityId(answer: { communicationUserId?: unknown }): string {
  const { communicationUserId } = answer;
  if (typeof communicationUserId !== "string" || communicationUserId === "") {
    throw new IncompleteAnswerError("ACS answered without an identity.");
  }
  return communicationUserId;
}
