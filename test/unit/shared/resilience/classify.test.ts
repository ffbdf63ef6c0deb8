import { classify } from "../../../../shared/resilience/classify";
import type { UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";

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
