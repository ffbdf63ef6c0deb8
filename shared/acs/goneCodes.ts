import type { FailedCall } from "../resilience/failedCall";

/**
 * The answers by which ACS itself says that it does not have an identity (any more), each with its evidence. Nothing else
 * counts: a 404 can be a gateway's, a wrong DNS entry's or another service's, and an identity that is taken for gone is
 * lost to its user.
 */
export const GONE_CODES: readonly { status: number; code: string; evidence: string }[] = [
  {
    status: 401,
    code: "IdentityNotOwned",
    evidence: "Recorded for an id of another resource: test recordings of the official SDKs, 2021 to 2025.",
  },
  {
    status: 404,
    code: "IdentityNotFound",
    evidence:
      "Not recorded, for a deleted id. ACS's message for one is \"Provided identity doesn't exist.\" (azure-sdk-for-js#19849; " +
      "communication-services-authentication-hero-csharp, UsersController); status and code follow ACS's other names.",
  },
];

/** Whether ACS says, in its own words, that it does not have the identity that the call was about. */
export function saysGone({ status, code }: FailedCall): boolean {
  return GONE_CODES.some((gone) => gone.status === status && gone.code === code);
}
