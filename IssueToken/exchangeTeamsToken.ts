import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { entraUserOf } from "../shared/entraUserOf";
import { valueOrFaults } from "../shared/http/checked";
import { jsonBody } from "../shared/http/jsonBody";
import { teamsTokenIssued } from "../shared/http/replies";

const { teamsClientId: clientId } = composition.offers;

if (clientId !== undefined) {
  /** Exchanges the signed-in Teams user's Entra token for one with which that user calls and chats through ACS. */
  app.http("ExchangeTeamsToken", {
    methods: ["POST"],
    authLevel: "anonymous",
    route: "me/teams-tokens",
    handler: composition.forUsers(async (request, deadline, { bodies, users }) => {
      const caller = await users.identify(request, deadline);
      const { objectId } = entraUserOf(caller);
      const { teamsUserAadToken } = valueOrFaults(await jsonBody(request, bodies.exchangeTeamsToken));
      users.tokenLimit.take(caller.key);
      const exchange = { teamsUserAadToken, clientId, userObjectId: objectId };
      return teamsTokenIssued(await users.acs.exchangeTeamsToken(exchange, deadline));
    }),
  });
}
