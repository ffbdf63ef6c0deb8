import { acsApiError } from "../../../../shared/acs/acsApiError";
import { acsFailure, withAcsFailures } from "../../../../shared/acs/acsFailure";
import { checkAccessToken } from "../../../../shared/acs/checkAnswer";
import type { TokenScope } from "../../../../shared/acs/sdks";
import type { FailedCall } from "../../../../shared/resilience/failedCall";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

const NOON = Date.UTC(2026, 0, 31, 12);

describe("what a failed call to ACS means", () => {
  it.each<[number, string | undefined, UpstreamFailureKind]>([
    [401, "IdentityNotOwned", "notFound"],
    [401, "Denied", "credentialRefused"],
    [404, "IdentityNotFound", "notFound"],
    [403, "IdentityNotOwned", "credentialRefused"],
    [400, "ValidationError", "unexpected"],
    [400, "UnsupportedApiVersion", "apiVersionRefused"],
    [400, "IdentityNotOwned", "unexpected"],
    // Not in ACS's envelope, or not in its words: a gateway's, or another service's.
    [302, undefined, "unavailable"],
    [400, undefined, "unavailable"],
    [401, undefined, "unavailable"],
    [403, undefined, "unavailable"],
    [404, undefined, "unavailable"],
    [404, "IdentityNotOwned", "unavailable"],
    [404, "ResourceNotFound", "unavailable"],
    [405, undefined, "unavailable"],
    [410, "IdentityNotFound", "unavailable"],
    [408, undefined, "timedOut"],
    [429, undefined, "throttled"],
    [500, "InternalError", "unavailable"],
  ])("a reply of %d with the code %s is told as %s", (status, code, kind) => {
    const cause = new Error("What the SDK threw.");
    const failure = acsFailure({ status, code, cause }, "accessKey", NOON);
    expect(failure.kind).toBe(kind);
    expect(failure.cause).toBe(cause);
  });

  it.each<[FailedCall["status"], string | undefined, string | undefined, TokenScope[], UpstreamFailureKind]>([
    // In whatever words ACS refuses what it retires.
    [400, "ValidationError", undefined, ["chat", "voip"], "scopesRefused"],
    [400, "ValidationError", "scopes", ["chat"], "scopesRefused"],
    [400, "ValidationError", "createTokenWithScopes", ["chat.join"], "scopesRefused"],
    [403, "FeatureRetired", undefined, ["pstn"], "scopesRefused"],
    [410, "Gone", undefined, ["chat"], "scopesRefused"],
    [422, "Unprocessable", "Scopes[0]", ["chat"], "scopesRefused"],
    // Of scopes that stay, only by name.
    [400, "ValidationError", "scopes", ["voip"], "scopesRefused"],
    [400, "ValidationError", undefined, ["voip", "voip.join"], "unexpected"],
    [403, "FeatureRetired", undefined, ["voip"], "forbidden"],
    // A right that is missing, unless scopes are named.
    [403, "Forbidden", undefined, ["chat"], "forbidden"],
    [403, "AuthorizationFailed", undefined, ["chat", "voip"], "forbidden"],
    [403, "PermissionMismatch", undefined, ["chat"], "forbidden"],
    [403, "Denied", "scopes", ["chat"], "scopesRefused"],
    // What something else is the matter of.
    [400, "ValidationError", "ExpiresInMinutes", ["chat"], "unexpected"],
    [400, "UnsupportedApiVersion", undefined, ["chat"], "apiVersionRefused"],
    [400, undefined, undefined, ["chat"], "unavailable"],
    [403, undefined, undefined, ["chat"], "unavailable"],
    [401, "Denied", undefined, ["chat"], "credentialRefused"],
    [401, "IdentityNotOwned", undefined, ["chat"], "notFound"],
    [404, "IdentityNotFound", undefined, ["chat"], "notFound"],
    [404, "NotFound", undefined, ["chat"], "unavailable"],
    [408, "Timeout", undefined, ["chat"], "timedOut"],
    [429, "TooManyRequests", undefined, ["chat"], "throttled"],
    [500, "InternalError", "scopes", ["chat"], "unavailable"],
  ])("a reply of %d %s about %s to a call for a token with %j is told as %s", (...row) => {
    const [status, code, target, scopes, kind] = row;
    const failure = acsFailure({ status, code, target, cause: undefined }, "accessKey", NOON, { scopes });
    expect(failure.kind).toBe(kind);
    expect(failure.kind === "scopesRefused" && failure.mayHaveActed).toBe(false);
  });

  it.each([
    ["Sat, 31 Jan 2026 12:10:00 GMT", "10 minutes slow"],
    ["Sat, 31 Jan 2026 11:55:00 GMT", "5 minutes fast"],
  ])("a refused signature while ACS's own time is %s: the clock is %s", (date, told) => {
    const failure = acsFailure({ status: 401, code: "Denied", date, cause: undefined }, "accessKey", NOON);
    expect(failure.kind).toBe("clockRefused");
    expect(failure.advice).toContain(told);
    expect(acsApiError(failure, "accessKey")).toMatchObject({ code: "UpstreamRejected", message: failure.advice });
  });

  it.each(["Sat, 31 Jan 2026 12:04:00 GMT", "some day", undefined])(
    "a refused signature while ACS's own time is %s is the access key's affair",
    (date) => {
      expect(acsFailure({ status: 401, code: "Denied", date, cause: undefined }, "accessKey", NOON).kind).toBe(
        "credentialRefused",
      );
    },
  );

  test("a refused token is not the clock's affair: whoever issued it has dated it", () => {
    const date = "Sat, 31 Jan 2026 12:10:00 GMT";
    const failure = acsFailure({ status: 401, code: "Denied", date, cause: undefined }, "identity", NOON);
    expect(failure.kind).toBe("credentialRefused");
  });

  test("an identity of another resource is not told as the clock's affair", () => {
    const date = "Sat, 31 Jan 2026 13:00:00 GMT";
    expect(acsFailure({ status: 401, code: "IdentityNotOwned", date, cause: undefined }, "accessKey", NOON).kind).toBe(
      "notFound",
    );
  });

  test("an API version that ACS no longer serves names the setting of the SDK", () => {
    const failure = acsFailure({ status: 400, code: "UnsupportedApiVersion", cause: undefined }, "accessKey", NOON);
    const error = acsApiError(failure, "accessKey");
    expect(error.code).toBe("Misconfigured");
    expect(error.message).toContain("ACS_SDK");
  });

  test("an identity of another resource was left alone by ACS", () => {
    expect(
      acsFailure({ status: 401, code: "IdentityNotOwned", cause: undefined }, "accessKey", NOON).mayHaveActed,
    ).toBe(false);
  });
});

test("an answer that is no verdict may be of a service that has acted", () => {
  expect(acsFailure({ status: 404, cause: undefined }, "accessKey", NOON).mayHaveActed).toBe(true);
});

describe("withAcsFailures", () => {
  test("passes on what the SDK gives", async () => {
    const call = withAcsFailures((cause) => ({ cause }), "accessKey", new ManualClock());
    await expect(call(() => Promise.resolve("done"))).resolves.toBe("done");
  });

  test("reads what the SDK throws, as of the time of the failure", async () => {
    const clock = new ManualClock(NOON);
    const thrown = new Error("What the SDK threw.");
    const call = withAcsFailures(
      (cause) => ({ status: 429, retryAfter: "Sat, 31 Jan 2026 12:00:30 GMT", cause }),
      "accessKey",
      clock,
    );
    const failing = call(async () => {
      await clock.sleep(10_000);
      throw thrown;
    });
    const failure = await errorFrom(UpstreamFailure, () => clock.run(failing));
    expect(failure).toMatchObject({ kind: "throttled", retryAfterSeconds: 20 });
    expect(failure.cause).toBe(thrown);
  });

  test("reads what the SDK throws at once", async () => {
    const call = withAcsFailures(
      (cause) => ({ status: 404, code: "IdentityNotFound", cause }),
      "accessKey",
      new ManualClock(),
    );
    const operation = (): Promise<never> => {
      throw new Error("At once.");
    };
    await expect(call(operation)).rejects.toMatchObject({ kind: "notFound" });
  });

  test("a success that lacks its answer shows a service in trouble, which may have acted", async () => {
    const call = withAcsFailures((cause) => ({ cause }), "accessKey", new ManualClock());
    const operation = () => Promise.resolve().then(() => checkAccessToken({}, { repliedAt: NOON }));
    await expect(call(operation)).rejects.toMatchObject({ kind: "unavailable", mayHaveActed: true });
  });
});
