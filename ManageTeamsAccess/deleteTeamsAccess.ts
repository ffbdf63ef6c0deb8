import { valueOf } from "../shared/http/fieldErrors";
import { type KeyHolderOperation, UPSTREAM_ERRORS } from "../shared/http/operation";
import { done } from "../shared/http/replies";
import { teamsAccount } from "../shared/http/teamsAccount";
import type { Services } from "../shared/services";

/** The end of what an account may. Of any tenant: also of one that is no longer let in. */
export const deleteTeamsAccess: KeyHolderOperation<{ teamsAccess: Pick<Services["teamsAccess"], "delete"> }> = {
  name: "DeleteTeamsAccess",
  methods: ["DELETE"],
  route: "teams-access/{tenantId}/{objectId}",
  access: "keyHolders",
  offeredWith: "TEAMS_ACCESS_TENANTS",
  summary: "Take back the access of a Teams user or resource account to this ACS resource.",
  description:
    "For accounts of any tenant, whether or not accounts of that tenant may still be given access. For an account that has no access there is nothing to do, which is a success as well.",
  success: { status: 204, description: "The account has no access." },
  errors: ["InvalidRequest", ...UPSTREAM_ERRORS],
  steps: async ({ request, deadline }, { teamsAccess }) => {
    await teamsAccess.delete(valueOf(teamsAccount(request)), deadline);
    return done();
  },
};
