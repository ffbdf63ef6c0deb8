import { CommunicationIdentityClient } from "@azure/communication-identity";
import { createClientPipeline } from "@azure/core-client";
import * as z from "zod/mini";
import type { Clock } from "../clock";
import { accessOf, type AcsConnection } from "../connection/AcsConnection";
import { jsonIn } from "../jsonIn";
import { failedCallOf } from "../resilience/failedCall";
import { timeOfReply } from "../resilience/replyHeaders";
import { sdkOptions } from "../resilience/sdkOptions";
import type { IdentityClient, TokenGrant } from "./AcsClient";
import { withAcsFailures } from "./acsFailure";
import { accessTokenIn, checkAccessToken, checkIdentityId, type TokenTerms } from "./checkAnswer";
import { scopesFor } from "./sdks";

/** ACS through `@azure/communication-identity` (REST 2023-10-01). */
export function createIdentityClient(connection: AcsConnection, clock: Clock): IdentityClient {
  const client = createSdkClient(connection);
  const call = withAcsFailures(failedCallOf, accessOf(connection), clock);
  const termsOf = ({ expiresInMinutes }: Pick<TokenGrant, "expiresInMinutes">, reply: RawReply): TokenTerms => ({
    expiresInMinutes,
    repliedAt: reply.madeAt(clock.now()),
  });
  return {
    createIdentity: async (grant, options) => {
      if (!grant) {
        return await call(async () => ({ id: checkIdentityId(await client.createUser(options)) }));
      }
      const scopes = scopesFor("identity", grant.scopes);
      return await call(async () => {
        const reply = new RawReply();
        const { user } = await client.createUserAndToken(scopes, {
          ...options,
          ...lifetime(grant),
          onResponse: reply.note,
        });
        const { data } = withToken.safeParse(reply.json);
        const accessToken = accessTokenIn(data?.accessToken, termsOf(grant, reply));
        return { id: checkIdentityId(user), ...(accessToken && { accessToken }) };
      }, grant);
    },
    issueToken: async (id, grant, options) => {
      const scopes = scopesFor("identity", grant.scopes);
      return await call(async () => {
        const reply = new RawReply();
        await client.getToken(user(id), scopes, { ...options, ...lifetime(grant), onResponse: reply.note });
        return checkAccessToken(reply.json, termsOf(grant, reply));
      }, grant);
    },
    revokeTokens: (id, options) => call(() => client.revokeTokens(user(id), options)),
    exchangeTeamsToken: (exchange, options) =>
      call(async () => {
        const reply = new RawReply();
        await client.getTokenForTeamsUser({ ...options, ...exchange, onResponse: reply.note });
        return checkAccessToken(reply.json, termsOf({ expiresInMinutes: LONGEST_ENTRA_TOKEN_MINUTES }, reply));
      }),
    deleteIdentity: (id, options) => call(() => client.deleteUser(user(id), options)),
  };
}

function createSdkClient(connection: AcsConnection): CommunicationIdentityClient {
  const options = { ...sdkOptions(), pipeline: leanPipeline() };
  if ("accessKey" in connection) {
    return new CommunicationIdentityClient(connection.endpoint, { key: connection.accessKey }, options);
  }
  const { endpoint, accessToken } = connection;
  return new CommunicationIdentityClient(endpoint, { getToken: () => Promise.resolve(accessToken) }, options);
}

/** Steps with nothing to do here: no forms are sent, nothing comes compressed, is tried again, or makes spans of the SDK's. */
const IDLE_STEPS = [
  "formDataPolicy",
  "multipartPolicy",
  "decompressResponsePolicy",
  "defaultRetryPolicy",
  "tracingPolicy",
  "wrapAbortSignalLikePolicy",
];

/**
 * The steps that each request goes through, but for idle ones: without those, and two more, a call took 6 % less CPU in the
 * median of six measurements (Node 20, 22 and 24). The SDK passes the option on, as its own classes do, without documenting
 * it; one that no longer does will only have all steps again.
 */
function leanPipeline() {
  const userAgentOptions = { userAgentPrefix: "azsdk-js-communication-identity" };
  const pipeline = createClientPipeline({ ...sdkOptions(), userAgentOptions });
  for (const name of IDLE_STEPS) {
    pipeline.removePolicy({ name });
  }
  return pipeline;
}

/**
 * An exchanged token ends with the Entra token that it was made from, and those of clients with continuous access
 * evaluation live for up to 28 hours. Source: "Continuous access evaluation" in the documentation of Microsoft Entra.
 */
const LONGEST_ENTRA_TOKEN_MINUTES = 28 * 60;

/** The reply to a creation; a token that does not come with it is issued afterwards. */
const withToken = z.object({ accessToken: z.unknown() });

const user = (id: string) => ({ communicationUserId: id });

const lifetime = ({ expiresInMinutes }: TokenGrant) =>
  expiresInMinutes === undefined ? {} : { tokenExpiresInMinutes: expiresInMinutes };

interface HttpReply {
  bodyAsText?: string | null;
  headers: { get(name: string): string | undefined };
}

/** A reply of ACS as it came, beside what the SDK makes of it. */
class RawReply {
  #reply: HttpReply | undefined;

  /** Takes note of it. */
  readonly note = (reply: HttpReply): void => {
    this.#reply = reply;
  };

  /** The body; undefined when it is no JSON. */
  get json(): unknown {
    return jsonIn(this.#reply?.bodyAsText);
  }

  /** When ACS made it, in milliseconds since the epoch; `now`, where it does not say. */
  madeAt(now: number): number {
    return timeOfReply(this.#reply?.headers.get("date"), now);
  }
}
