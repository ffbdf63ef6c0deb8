import { CommunicationIdentityClient } from "@azure/communication-administration";
import type { Clock } from "../clock";
import type { AcsConnection } from "../connection/AcsConnection";
import { timeOfReply } from "../resilience/replyHeaders";
import type { IdentityClient } from "./AcsClient";
import { withAcsFailures } from "./acsFailure";
import { checkAccessToken, checkIdentityId } from "./checkAnswer";
import { scopesFor } from "./sdks";
import { FailedCallError, SingleTryHttpClient } from "./SingleTryHttpClient";

/** ACS through `@azure/communication-administration` (REST 2020-07-20-preview2), which cannot set a lifetime. */
export function createIdentityClient(connection: AcsConnection, clock: Clock): IdentityClient {
  if (!("accessKey" in connection)) {
    throw new TypeError("This SDK calls ACS with an access key only.");
  }
  const client = new CommunicationIdentityClient(
    connection.endpoint,
    { key: connection.accessKey },
    { httpClient: new SingleTryHttpClient(), retryOptions: { maxRetries: 0 } },
  );
  const readError = (error: unknown) => (error instanceof FailedCallError ? error.call : { cause: error });
  const call = withAcsFailures(readError, "accessKey", clock);
  return {
    createIdentity: (_grant, options) => call(async () => ({ id: checkIdentityId(await client.createUser(options)) })),
    issueToken: async (id, grant, options) => {
      const scopes = scopesFor("administration", grant.scopes);
      return await call(async () => {
        const { token, expiresOn, _response } = await client.issueToken(user(id), scopes, options);
        const repliedAt = timeOfReply(_response.headers.get("date"), clock.now());
        return checkAccessToken({ token, expiresOn }, { repliedAt });
      }, grant);
    },
    revokeTokens: (id, options) =>
      call(async () => {
        const endThoseUntil = (time: number) => client.revokeTokens(user(id), new Date(time), options);
        const { _response } = await endThoseUntil(clock.now());
        // They are dated by ACS's clock; ours may be behind, and its replies tell the time in whole seconds.
        const repliedAt = timeOfReply(_response.headers.get("date"), clock.now());
        if (repliedAt > clock.now()) {
          await endThoseUntil(repliedAt + 1_000);
        }
      }),
    deleteIdentity: (id, options) =>
      call(async () => {
        await client.deleteUser(user(id), options);
      }),
  };
}

const user = (id: string) => ({ communicationUserId: id });
