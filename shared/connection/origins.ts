import type { AccessToken } from "@azure/identity";
import type { ReadFor } from "../resilience/CachedRead";
import type { ConnectionOrigin } from "./ConnectionSource";
import type { ConnectionString } from "./parseConnectionString";

/** ACS's access key, as Key Vault keeps it: what is there may be another one at any time. */
export function keyVaultOrigin(read: ReadFor<ConnectionString>, maxAgeSeconds: number): ConnectionOrigin {
  return {
    access: "accessKey",
    read,
    maxAgeMs: maxAgeSeconds * 1000,
    mayMove: true,
    texts: {
      unreadAhead: "The connection string could not be read ahead of the first request, which will try again.",
      unread: "The connection string cannot be read; the previous one stays in use.",
      slow: "Key Vault did not answer in time; try again in 2 seconds.",
    },
  };
}

/** The access tokens of the app's identity, for one endpoint for as long as the app runs. */
export function identityOrigin(endpoint: string, readToken: ReadFor<AccessToken>): ConnectionOrigin {
  return {
    access: "identity",
    read: async (record) => ({ endpoint, accessToken: await readToken(record) }),
    maxAgeMs: Infinity,
    mayMove: false,
    texts: {
      unreadAhead: "The token for ACS could not be fetched ahead of the first request, which will try again.",
      unread: "No new token for ACS can be fetched; the previous one stays in use.",
      slow: "The service that gives this app's identity its tokens did not answer in time; try again in 2 seconds.",
    },
  };
}
