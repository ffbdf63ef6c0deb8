import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { classify, failedCallOf } from "../../../../shared/resilience/failedCall";
import type { UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";

const request = createPipelineRequest({ url: "https://localhost/identities" });

function replied(details: unknown) {
  const response = { request, status: 429, headers: createHttpHeaders({ "Retry-After": "7" }) };
  const error = new RestError("Throttled.", { statusCode: 429, code: "PARSE_ERROR", request, response });
  return Object.assign(error, { details });
}

test("a reply gives its status, the service's code and how long to wait", () => {
  const error = replied({ error: { code: "TooManyRequests" } });
  expect(failedCallOf(error)).toEqual({ status: 429, code: "TooManyRequests", retryAfter: "7", cause: error });
});

test("a reply gives what of the request it is about", () => {
  const error = replied({ error: { code: "ValidationError", target: "userId" } });
  expect(failedCallOf(error)).toMatchObject({ code: "ValidationError", target: "userId" });
});

it.each([undefined, "<html>", {}, { error: "unauthorized" }, { code: "TooManyRequests" }, { error: { code: 429 } }])(
  "a reply without the envelope of Azure's services gives no code: %j",
  (details) => {
    expect(failedCallOf(replied(details))).toMatchObject({ status: 429, code: undefined, target: undefined });
  },
);

test("without a reply there is the network's code alone", () => {
  const error = new RestError("connect ECONNREFUSED", { code: "ECONNREFUSED", request });
  expect(failedCallOf(error)).toEqual({ code: "ECONNREFUSED", cause: error });
});

it.each([
  new Error("Something else."),
  Object.assign(new Error("Look-alike."), { statusCode: 401 }),
  "text",
  undefined,
])("an error of another kind says nothing of the call: %p", (error) => {
  expect(failedCallOf(error)).toEqual({ cause: error });
});

const NOON = Date.UTC(2026, 0, 31, 12);

it.each<[number, UpstreamFailureKind, boolean]>([
  [302, "unavailable", true],
  [400, "unexpected", true],
  [401, "credentialRefused", false],
  [403, "credentialRefused", false],
  [404, "notFound", false],
  [408, "timedOut", true],
  [409, "unexpected", true],
  [422, "unexpected", true],
  [429, "throttled", false],
  [500, "unavailable", true],
  [502, "unavailable", true],
  [503, "unavailable", true],
  [504, "unavailable", true],
  [599, "unavailable", true],
])("%d is %s, may have acted: %s", (status, kind, mayHaveActed) => {
  expect(classify({ status, cause: undefined }, NOON)).toMatchObject({ kind, mayHaveActed });
});

it.each<[string | undefined, boolean]>([
  ["ECONNREFUSED", false],
  ["ENOTFOUND", false],
  ["EAI_AGAIN", false],
  ["ECONNRESET", true],
  ["ETIMEDOUT", true],
  ["EPIPE", true],
  ["REQUEST_SEND_ERROR", true],
  [undefined, true],
])("no reply, with %s, is unavailable, may have acted: %s", (code, mayHaveActed) => {
  const failure = classify({ code, cause: undefined }, NOON);
  expect(failure).toMatchObject({ kind: "unavailable", mayHaveActed });
  expect(failure.retryAfterSeconds).toBeUndefined();
});

test("a code that a reply brings along says nothing of the network", () => {
  expect(classify({ status: 500, code: "ECONNREFUSED", cause: undefined }, NOON).mayHaveActed).toBe(true);
});

it.each([
  [429, "7", 7],
  [429, "Sat, 31 Jan 2026 12:00:09 GMT", 9],
  [503, "8", 8],
  [500, "3", 3],
])("%d with Retry-After: %s asks for %d s", (status, retryAfter, seconds) => {
  expect(classify({ status, retryAfter, cause: undefined }, NOON).retryAfterSeconds).toBe(seconds);
});

it.each([
  [503, "8", false],
  [503, "0", false],
  [503, undefined, true],
  [503, "soon", true],
  [503, "-1", true],
  [500, "8", true],
  [502, "8", true],
])("%d with Retry-After: %s may have acted: %s", (status, retryAfter, mayHaveActed) => {
  expect(classify({ status, retryAfter, cause: undefined }, NOON).mayHaveActed).toBe(mayHaveActed);
});

test("the cause is kept for the log", () => {
  const cause = new Error("What the SDK threw.");
  expect(classify({ status: 429, cause }, NOON).cause).toBe(cause);
});

test("a date to wait until is read by the clock of the reply that names it", () => {
  const date = "Sat, 31 Jan 2026 13:00:00 GMT";
  const call = { status: 429, retryAfter: "Sat, 31 Jan 2026 13:00:09 GMT", date, cause: undefined };
  expect(classify(call, NOON).retryAfterSeconds).toBe(9);
});
