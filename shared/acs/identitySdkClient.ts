import { CommunicationIdentityClient } from "@azure/communication-identity";
import type { Clock } from "../clock";
import type { ConnectionString } from "../connectionString/parseConnectionString";
import { traceCarrier } from "../telemetry/carryTrace";
import { failedCallOf } from "../upstream/FailedCall";
import { acsCall } from "./acsCall";
import type { AcsIdentityClient, TokenGrant } from "./AcsIdentityClient";
import { accessTokenIn, checkAccessToken, checkIdentityId } from "./checkAnswer";
import { scopesFor } from "./sdks";

/** ACS through `@azure/communication-identity` (REST 2023-10-01). */
export function createAcsClient({ endpoint, accessKey }: ConnectionString, clock: Clock): AcsIdentityClient {
  const client = new CommunicationIdentityClient(
    endpoint,
    { key: accessKey },
    // When and how often to try again is decided in one place for all, within the request's time budget.
    { retryOptions: { maxRetries: 0 }, additionalPolicies: [traceCarrier] },
  );
  const call = acsCall(failedCallOf, clock);
  return {
    createIdentity: async (grant, abortSignal) => {
      if (!grant) {
        return await call(async () => ({ id: checkIdentityId(await client.createUser({ abortSignal })) }));
      }
      const scopes = scopesFor("identity", grant.scopes);
      return await call(async () => {
        const answer = await client.createUserAndToken(scopes, { ...lifetime(grant), abortSignal });
        const accessToken = accessTokenIn(answer);
        return { id: checkIdentityId(answer.user), ...(accessToken && { accessToken }) };
      });
    },
    issueToken: async (id, grant, abortSignal) => {
      const scopes = scopesFor("identity", grant.scopes);
      const options = { ...lifetime(grant), abortSignal };
      return await call(async () => checkAccessToken(await client.getToken(user(id), scopes, options)));
    },
    revokeTokens: (id, abortSignal) => call(() => client.revokeTokens(user(id), { abortSignal })),
    exchangeTeamsToken: (exchange, abortSignal) =>
      call(async () => checkAccessToken(await client.getTokenForTeamsUser({ ...exchange, abortSignal }))),
    deleteIdentity: (id, abortSignal) => call(() => client.deleteUser(user(id), { abortSignal })),
  };
}

const user = (id: string) => ({ communicationUserId: id });

const lifetime = ({ expiresInMinutes }: TokenGrant) =>
  expiresInMinutes === undefined ? {} : { tokenExpiresInMinutes: expiresInMinutes };
