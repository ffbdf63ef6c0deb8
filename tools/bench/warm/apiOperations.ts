import { issueToken, JSON_BODY, myToken, remove, SCOPES } from "../apiCalls";
import type { HttpWork } from "../load/HttpWork";
import type { Load } from "./Subject";

/** Whom and what the calls are about. */
export interface Population {
  /** `http://127.0.0.1:PORT/api` */
  readonly url: string;
  readonly identities: readonly string[];
  /** With which each signed-in user calls. */
  readonly userHeaders: readonly Readonly<Record<string, string>>[];
  /** New identities, one after the other. */
  readonly createIdentities: (count: number) => Promise<string[]>;
}

type WorkFor = (population: Population, load: Load) => HttpWork | Promise<HttpWork>;

/** Identities made ready for each second of deleting. Where they do not last, the run ends early. */
const DELETIONS_PER_SECOND = 400;

/** The operations of this API, each with requests for it. */
export const API_OPERATIONS: Readonly<Record<string, WorkFor>> = {
  IssueToken: ({ url, identities }) => ({ calls: identities.map((id) => issueToken(url, id)) }),
  CreateIdentity: ({ url }) => ({
    calls: [{ method: "POST", url: `${url}/identities`, headers: {}, expected: 201 }],
  }),
  "CreateIdentity with scopes": ({ url }) => ({
    calls: [{ method: "POST", url: `${url}/identities`, headers: JSON_BODY, body: SCOPES, expected: 201 }],
  }),
  RevokeTokens: ({ url, identities }) => ({ calls: identities.map((id) => remove(`${url}/identities/${id}/tokens`)) }),
  DeleteIdentity: async ({ url, createIdentities }, { seconds }) => {
    const ids = await createIdentities(Math.ceil(DELETIONS_PER_SECOND * seconds));
    return { calls: ids.map((id) => remove(`${url}/identities/${id}`)), limit: ids.length };
  },
  GetMyToken: ({ url, userHeaders }) => ({
    calls: userHeaders.map((headers) => myToken(url, headers)),
  }),
  RevokeMyTokens: ({ url, userHeaders }) => ({
    calls: userHeaders.map((headers) => remove(`${url}/me/tokens`, headers)),
  }),
};
