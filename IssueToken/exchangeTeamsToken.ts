import type { Caller } from "../shared/callers/Caller";
import { forbidden } from "../shared/callers/refusals";
import { valueOf } from "../shared/http/fieldErrors";
import { type Bodies, jsonBody } from "../shared/http/jsonBody";
import { UPSTREAM_ERRORS, type UserOperation } from "../shared/http/operation";
import { teamsTokenIssued } from "../shared/http/replies";
import type { UserServices } from "../shared/users";

interface Needs extends Pick<UserServices, "exchangeTeamsToken"> {
  bodies: Pick<Bodies, "exchangeTeamsToken">;
  tokenLimit: Pick<UserServices["tokenLimit"], "take">;
}

/** The signed-in Teams user's Entra token, for one with which that user calls and chats through ACS. */
export const exchangeTeamsToken: UserOperation<Needs> = {
  name: "ExchangeTeamsToken",
  methods: ["POST"],
  route: "me/teams-tokens",
  access: "users",
  offeredWith: "TEAMS_CLIENT_ID",
  summary: "Exchange the signed-in Teams user's Entra token for an ACS access token.",
  description: "With that access token the user calls and chats through ACS as the Teams user they are.",
  requestBody: "TeamsTokenRequest",
  success: { status: 200, description: "The token and when it expires.", schema: "TeamsTokenReply" },
  errors: UPSTREAM_ERRORS,
  steps: async ({ request, deadline, caller }, { bodies, tokenLimit, exchangeTeamsToken: exchange }) => {
    const { objectId: userObjectId } = entraUserOf(caller);
    const { teamsUserAadToken } = valueOf(await jsonBody(request, bodies.exchangeTeamsToken));
    tokenLimit.take(caller.key);
    return teamsTokenIssued(await exchange({ teamsUserAadToken, userObjectId }, deadline));
  },
};

/** The caller's place in Microsoft Entra. @throws ApiError Forbidden when the caller signed in elsewhere */
function entraUserOf({ entra }: Caller): NonNullable<Caller["entra"]> {
  if (!entra) {
    throw forbidden("Only users who signed in with Microsoft Entra can be Teams users; sign in with Microsoft Entra.");
  }
  return entra;
}
