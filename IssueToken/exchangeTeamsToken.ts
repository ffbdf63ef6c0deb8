import { app } from "@azure/functions";
import { entraUserOf } from "../shared/entraUserOf";
import { valueOrFaults } from "../shared/http/checked";
import { endpoint } from "../shared/http/endpoint";
import { jsonBody } from "../shared/http/jsonBody";
import { teamsTokenIssued } from "../shared/http/replies";
import { bodies, identities, settings } from "../shared/services";
import { users } from "../shared/users";

const clientId = settings.users?.teamsClientId;

if (users && clientId !== undefined) {
  const { identify, mintLimit } = users;

  /** Exchanges the signed-in Teams user's Entra token for one with which that user calls and chats through ACS. */
  app.http("ExchangeTeamsToken", {
    methods: ["POST"],
    authLevel: "anonymous",
    route: "me/teams-tokens",
    handler: endpoint(async (request, deadline) => {
      const caller = await identify(request, deadline);
      const { objectId } = entraUserOf(caller);
      const { teamsUserAadToken } = valueOrFaults(await jsonBody(request, bodies.exchangeTeamsToken));
      mintLimit.take(caller.key);
      const exchange = { teamsUserAadToken, clientId, userObjectId: objectId };
      return teamsTokenIssued(await identities.exchangeTeamsToken(exchange, deadline));
    }),
  });
}
