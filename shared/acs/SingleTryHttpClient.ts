import {
  DefaultHttpClient,
  type HttpClient,
  type HttpOperationResponse,
  RestError,
  type WebResourceLike,
} from "@azure/core-http";
import * as z from "zod/mini";
import { jsonIn } from "../jsonIn";
import { boundedText, chunksOf } from "../resilience/boundedText";
import { errorEnvelope, type FailedCall } from "../resilience/failedCall";

/** A call failed: no reply, or one that is no success. */
export class FailedCallError extends Error {
  override readonly name = "FailedCallError";

  constructor(readonly call: FailedCall) {
    super(call.status === undefined ? "No reply from ACS." : `ACS answered ${call.status}.`, {
      cause: call.cause,
    });
  }
}

/**
 * Ends a failed call inside the HTTP client. The pipeline of `@azure/core-http` 1.x has retries for throttling and
 * network errors that no option turns off: they wait as long as `Retry-After` says, and repeat a create that ACS may
 * have done. They know a failure by its status or its `code`; this error has neither.
 */
export class SingleTryHttpClient implements HttpClient {
  readonly #client = new DefaultHttpClient();

  async sendRequest(request: WebResourceLike): Promise<HttpOperationResponse> {
    const response = await this.#send(request);
    if (response.status < 200 || response.status > 299) {
      const envelope = errorEnvelope.safeParse(jsonIn(response.bodyAsText ?? "")).data?.error;
      throw new FailedCallError({
        status: response.status,
        code: envelope?.code,
        target: envelope?.target,
        retryAfter: response.headers.get("retry-after"),
        date: response.headers.get("date"),
        cause: new RestError("ACS refused the call.", undefined, response.status, undefined, response),
      });
    }
    return response;
  }

  async #send(request: WebResourceLike): Promise<HttpOperationResponse> {
    request.decompressResponse = false;
    request.streamResponseStatusCodes = EVERY_STATUS;
    try {
      const { readableStreamBody, ...response } = await this.#client.sendRequest(request);
      return { ...response, bodyAsText: await boundedText(chunksOf(readableStreamBody)) };
    } catch (error) {
      throw new FailedCallError({ code: networkCodeOf(error), cause: error });
    } finally {
      // Else the SDK would take the body for a stream that its caller reads.
      delete request.streamResponseStatusCodes;
    }
  }
}

const EVERY_STATUS = new Set(Array.from({ length: 500 }, (_, n) => 100 + n));

const networkError = z.object({ code: z.string() });

function networkCodeOf(error: unknown): string | undefined {
  const { data } = networkError.safeParse(error);
  // core-http gives a host name that does not resolve, and nothing else, a code of its own.
  return data?.code === RestError.REQUEST_SEND_ERROR ? "ENOTFOUND" : data?.code;
}
