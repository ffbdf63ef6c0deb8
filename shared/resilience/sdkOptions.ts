import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";
import { traceCarrier } from "../telemetry/carryTrace";
import { boundedText, chunksOf } from "./boundedText";

/** Every status, to the SDKs' HTTP client. */
const ANY_STATUS = Number.POSITIVE_INFINITY;

/**
 * What each client of an Azure SDK is made with, here where all that it may do by itself is decided:
 * - it tries once: when and how often to try again is decided in one place for all, within the request's time budget;
 * - it follows no redirect: it would send a create a second time, or to where it should not go;
 * - it takes only so much of a reply;
 * - it carries the caller's trace on.
 */
export function sdkOptions() {
  return {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    httpClient: boundedHttpClient(),
    additionalPolicies: [traceCarrier],
  };
}

/**
 * The SDKs' own client reads a reply of any size, and unpacks what is compressed. Here none is asked for compressed, and
 * one that is all the same is text that means nothing.
 */
export function boundedHttpClient(client = createDefaultHttpClient()): HttpClient {
  return {
    sendRequest: async (request) => {
      request.headers.delete("Accept-Encoding");
      request.streamResponseStatusCodes = new Set([ANY_STATUS]);
      try {
        const { readableStreamBody, ...response } = await client.sendRequest(request);
        return { ...response, bodyAsText: await boundedText(chunksOf(readableStreamBody)) };
      } finally {
        // Else the SDK would take the body for a stream that its caller reads.
        delete request.streamResponseStatusCodes;
      }
    },
  };
}
