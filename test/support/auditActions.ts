import type { AcsAction } from "../../shared/acs/AcsClient";

/** What the audit tells of: each call to ACS that changes something, and what is done to a user's row. */
const ACTIONS: Record<Exclude<AcsAction, "getTeamsAccess"> | "replaceIdentity", true> = {
  createIdentity: true,
  issueToken: true,
  revokeTokens: true,
  deleteIdentity: true,
  exchangeTeamsToken: true,
  putTeamsAccess: true,
  deleteTeamsAccess: true,
  replaceIdentity: true,
};

export const AUDIT_ACTIONS: readonly string[] = Object.keys(ACTIONS);
