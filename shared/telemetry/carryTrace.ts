import { currentRequest } from "./requestRecord";

/** The headers of an outgoing call, in any of the SDKs' classes for them. */
interface Headers {
  set(name: string, value: string): unknown;
}

interface OutgoingRequest {
  headers: Headers;
}

/** Puts the trace of the request that is being answered on a call to another service. */
export function carryTrace({ headers }: OutgoingRequest): void {
  const { traceparent, tracestate } = currentRequest()?.trace ?? {};
  if (traceparent !== undefined) {
    headers.set("traceparent", traceparent);
  }
  if (tracestate !== undefined) {
    headers.set("tracestate", tracestate);
  }
}

/** Does so in each call of an SDK that is built on `@azure/core-rest-pipeline`: for its `additionalPolicies`. */
export const traceCarrier = {
  position: "perCall" as const,
  policy: {
    name: "carryTrace",
    sendRequest: async <Q extends OutgoingRequest, R>(request: Q, next: (request: Q) => Promise<R>): Promise<R> => {
      carryTrace(request);
      return await next(request);
    },
  },
};
