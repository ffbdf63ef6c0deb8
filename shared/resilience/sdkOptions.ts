import { sdkHttpClient } from "./sdkHttpClient";

/**
 * What each client of an Azure SDK is made with, here where all that it may do by itself is decided:
 * - it tries once: when and how often to try again is decided in one place for all, within the request's time budget;
 * - it follows no redirect: it would send a create a second time, or to where it should not go;
 * - it takes only so much of a reply, over a connection that all clients share.
 */
export function sdkOptions() {
  return {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    httpClient: sdkHttpClient,
  };
}
