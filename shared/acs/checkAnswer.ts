import * as z from "zod/mini";
import { timeOf } from "../isoTime";
import type { AccessToken } from "./AcsClient";
import { EXPIRES_IN_MINUTES } from "./sdks";

/** ACS answered with success, but without what it has to answer. */
export class IncompleteAnswerError extends Error {
  override readonly name = "IncompleteAnswerError";
}

/** What is known of a token before it comes. */
export interface TokenTerms {
  /** The longest lifetime that was asked for, in minutes; ACS's default, and longest, when undefined. */
  expiresInMinutes?: number | undefined;
  /** When ACS replied, by its own clock: milliseconds since the epoch. */
  repliedAt: number;
}

/** How much later than asked for a token may end. */
const TOLERANCE_MINUTES = 15;

const expiry = z
  .pipe(
    z.string(),
    z.transform((text) => new Date(timeOf(text) ?? NaN)),
  )
  .check(z.refine((date) => !Number.isNaN(date.getTime())));

const tokenReply = z.object({ token: z.string().check(z.minLength(1)), expiresOn: z.union([expiry, z.date()]) });

/**
 * The token in what ACS sent: the SDKs make a date of any number, and pass it on. As it came, or as the SDK has read it.
 * @throws IncompleteAnswerError: a success without a token, or with one that makes no sense, must not be told as a token
 */
export function checkAccessToken(json: unknown, { expiresInMinutes, repliedAt }: TokenTerms): AccessToken {
  const { data } = tokenReply.safeParse(json);
  if (!data) {
    throw new IncompleteAnswerError("ACS answered without a token or its expiry.");
  }
  const minutes = (data.expiresOn.getTime() - repliedAt) / 60_000;
  if (minutes <= 0) {
    throw new IncompleteAnswerError("ACS answered with a token that has expired.");
  }
  if (minutes > (expiresInMinutes ?? EXPIRES_IN_MINUTES.max) + TOLERANCE_MINUTES) {
    throw new IncompleteAnswerError("ACS answered with a token that lives longer than was asked for.");
  }
  return data;
}

/** As `checkAccessToken`; undefined where it throws. */
export function accessTokenIn(json: unknown, terms: TokenTerms): AccessToken | undefined {
  try {
    return checkAccessToken(json, terms);
  } catch {
    return undefined;
  }
}

/** @throws IncompleteAnswerError */
export function checkIdentityId(answer: { communicationUserId?: unknown }): string {
  const { communicationUserId } = answer;
  if (typeof communicationUserId !== "string" || communicationUserId === "") {
    throw new IncompleteAnswerError("ACS answered without an identity.");
  }
  return communicationUserId;
}
