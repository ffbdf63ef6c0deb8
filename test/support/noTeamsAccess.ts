import type { TeamsAccessClient } from "../../shared/acs/AcsClient";

const refuse = () => Promise.reject(new Error("This test is not about Teams access."));

/** What a stand-in for ACS has where a test is about identities alone. */
export const noTeamsAccess: TeamsAccessClient = {
  putTeamsAccess: refuse,
  getTeamsAccess: refuse,
  deleteTeamsAccess: refuse,
};
