import {
  type HttpClient,
  HttpHeaders,
  type HttpOperationResponse,
  RestError,
  type WebResourceLike,
} from "@azure/core-http";
import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
  proxyPolicy,
} from "@azure/core-rest-pipeline";
import { jsonIn } from "../jsonIn";
import { errorEnvelope, type FailedCall, failedCallOf } from "../resilience/failedCall";
import { sdkHttpClient } from "../resilience/sdkHttpClient";

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
 * Sends the requests of `@azure/core-http` 1.x as those of the newer SDKs are sent: its own client lets a connection be used
 * just when the server closes it, and takes replies of any size.
 *
 * Ends a failed call inside the HTTP client. The pipeline has retries for throttling and network errors that no option turns
 * off: they wait as long as `Retry-After` says, and repeat a create that ACS may have done. They know a failure by its
 * status or its `code`; this error has neither.
 */
export class SingleTryHttpClient implements HttpClient {
  /** That of the older pipeline is in a form of its own. */
  readonly #proxy = proxyPolicy();

  async sendRequest(request: WebResourceLike): Promise<HttpOperationResponse> {
    const { status, headers, bodyAsText } = await this.#send(request);
    const response = { request, status, headers: new HttpHeaders(headers.toJSON()), bodyAsText: bodyAsText ?? "" };
    if (status < 200 || status > 299) {
      const envelope = errorEnvelope.safeParse(jsonIn(response.bodyAsText)).data?.error;
      throw new FailedCallError({
        status,
        code: envelope?.code,
        target: envelope?.target,
        retryAfter: headers.get("retry-after"),
        date: headers.get("date"),
        cause: new RestError("ACS refused the call.", undefined, status, undefined, response),
      });
    }
    return response;
  }

  async #send({ url, method, headers, body, abortSignal }: WebResourceLike): Promise<PipelineResponse> {
    const request = createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders(headers.toJson()),
      ...(typeof body === "string" && { body }),
      ...(abortSignal && { abortSignal }),
    });
    try {
      return await this.#proxy.sendRequest(request, (proxied) => sdkHttpClient.sendRequest(proxied));
    } catch (error) {
      throw new FailedCallError(failedCallOf(error));
    }
  }
}
