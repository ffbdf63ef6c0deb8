import { acsApiError } from "../../../../shared/acs/acsApiError";
import type { ErrorCode } from "../../../../shared/errors";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";

const failure = (kind: UpstreamFailureKind, retryAfterSeconds?: number) =>
  new UpstreamFailure(kind, { mayHaveActed: false, retryAfterSeconds, cause: new Error("accesskey was bad") });

it.each<[UpstreamFailureKind, ErrorCode, RegExp]>([
  ["credentialRefused", "UpstreamRejected", /valid connection string in Key Vault/],
  ["throttled", "TooManyRequests", /try again in 5 seconds/],
  ["quotaSpent", "TooManyRequests", /users of this service together .*; try again in 5 seconds/],
  ["unavailable", "UpstreamUnavailable", /try again in 5 seconds/],
  ["timedOut", "UpstreamTimeout", /try again/],
  ["unexpected", "InternalError", /report the request id/],
])("%s becomes %s, and says what to do next", (kind, code, message) => {
  const upstream = failure(kind);
  const error = acsApiError(upstream, "accessKey");
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("accesskey was bad");
  expect(error.cause).toBe(upstream);
});

it.each<UpstreamFailureKind>(["throttled", "unavailable"])("%s passes on the wait that ACS asked for", (kind) => {
  const error = acsApiError(failure(kind, 30), "accessKey");
  expect(error.retryAfterSeconds).toBe(30);
  expect(error.message).toContain("in 30 s");
});

it.each<[UpstreamFailureKind, number | undefined]>([
  ["throttled", 5],
  ["unavailable", 5],
  ["credentialRefused", undefined],
  ["timedOut", undefined],
  ["unexpected", undefined],
])("%s, when ACS asked for no wait, tells %s", (kind, seconds) => {
  expect(acsApiError(failure(kind), "accessKey").retryAfterSeconds).toBe(seconds);
});

describe.each<UpstreamFailureKind>(["throttled", "unavailable", "overloaded"])("%s", (kind) => {
  it.each([
    [0, 1],
    [251_000_000_000, 300],
  ])("with a wait of %d s is passed on with one of %d s", (asked, told) => {
    const error = acsApiError(failure(kind, asked), "accessKey");
    expect(error.retryAfterSeconds).toBe(told);
    expect(error.message).toContain(`in ${told} s`);
  });
});

test("a refusal that says nothing of an identity is no setting's fault", () => {
  const failure = new UpstreamFailure("notFound", { mayHaveActed: false, cause: undefined });
  expect(acsApiError(failure, "accessKey").code).toBe("InternalError");
});
