import { ApiError } from "../shared/errors";
import { valueOf } from "../shared/http/fieldErrors";
import { type KeyHolderOperation, UPSTREAM_ERRORS } from "../shared/http/operation";
import { teamsAccess as reply } from "../shared/http/replies";
import { teamsAccount } from "../shared/http/teamsAccount";
import type { Services } from "../shared/services";

/** What an account may. Of any tenant: one that is no longer let in may still have what it was given. */
export const getTeamsAccess: KeyHolderOperation<{ teamsAccess: Pick<Services["teamsAccess"], "get"> }> = {
  name: "GetTeamsAccess",
  methods: ["GET"],
  route: "teams-access/{tenantId}/{objectId}",
  access: "keyHolders",
  offeredWith: "TEAMS_ACCESS_TENANTS",
  summary: "Get what access a Teams user or resource account has to this ACS resource.",
  description: "For accounts of any tenant, whether or not accounts of that tenant may still be given access.",
  success: { status: 200, description: "What the account may.", schema: "TeamsAccessReply" },
  errors: ["InvalidRequest", "AssignmentNotFound", ...UPSTREAM_ERRORS],
  steps: async ({ request, deadline }, { teamsAccess }) => {
    const access = await teamsAccess.get(valueOf(teamsAccount(request)), deadline);
    if (!access) {
      throw new ApiError("AssignmentNotFound", "This account has no Teams access; PUT gives it.");
    }
    return reply(200, access);
  },
};
