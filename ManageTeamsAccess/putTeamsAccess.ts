import { ApiError } from "../shared/errors";
import { valuesOf } from "../shared/http/fieldErrors";
import { type Bodies, jsonBody } from "../shared/http/jsonBody";
import { type KeyHolderOperation, UPSTREAM_ERRORS } from "../shared/http/operation";
import { teamsAccess as reply } from "../shared/http/replies";
import { teamsAccount } from "../shared/http/teamsAccount";
import type { Services } from "../shared/services";
import type { Settings } from "../shared/settings/settings";

interface Needs {
  bodies: Pick<Bodies, "putTeamsAccess">;
  settings: Pick<Settings, "teamsAccessTenants">;
  teamsAccess: Pick<Services["teamsAccess"], "put">;
}

/** That an account of Microsoft Entra may call through this ACS resource for Teams Phone, from now on. */
export const putTeamsAccess: KeyHolderOperation<Needs> = {
  name: "PutTeamsAccess",
  methods: ["PUT"],
  route: "teams-access/{tenantId}/{objectId}",
  access: "keyHolders",
  offeredWith: "TEAMS_ACCESS_TENANTS",
  summary: "Give a Teams user or resource account access to this ACS resource (Teams Phone Extensibility).",
  description:
    "The account gets its own ACS tokens for its Entra tokens from then on, from ACS itself. What it had before is replaced as a whole. When a reply is lost, call again: 200 and 201 then both mean that the account has what the reply says.",
  requestBody: "TeamsAccessRequest",
  success: { status: 201, description: "The account has access; it had none.", schema: "TeamsAccessReply" },
  otherwise: {
    status: 200,
    description: "The account has this access in place of another.",
    schema: "TeamsAccessReply",
  },
  errors: ["TenantNotAllowed", ...UPSTREAM_ERRORS],
  steps: async ({ request, deadline }, { bodies, settings, teamsAccess }) => {
    const [account, asked] = valuesOf(teamsAccount(request), await jsonBody(request, bodies.putTeamsAccess));
    requireTenant(account.tenantId, settings);
    const { access, isNew } = await teamsAccess.put(
      { ...account, ...asked, clientIds: asked.clientIds ?? [] },
      deadline,
    );
    return reply(isNew ? 201 : 200, access);
  },
};

/** @throws ApiError TenantNotAllowed */
function requireTenant(tenantId: string, { teamsAccessTenants }: Needs["settings"]): void {
  if (!teamsAccessTenants.includes(tenantId)) {
    const message = `This service does not let in accounts of the tenant ${tenantId}; its operator must add it to TEAMS_ACCESS_TENANTS.`;
    const details = [{ code: "TenantNotAllowed", target: "tenantId", message }] as const;
    throw new ApiError("TenantNotAllowed", message, { details });
  }
}
