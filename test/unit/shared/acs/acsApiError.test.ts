import { acsApiError } from "../../../../shared/acs/acsApiError";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";

const failure = (kind: UpstreamFailureKind, retryAfterSeconds?: number) =>
  new UpstreamFailure(kind, { mayHaveActed: false, retryAfterSeconds, cause: new Error("accesskey was bad") });

test.each<[kind: UpstreamFailureKind, asked: number | undefined, told: number | undefined]>([
  ...(["throttled", "unavailable", "overloaded"] as const).flatMap(
    (kind): [UpstreamFailureKind, number | undefined, number][] => [
      [kind, undefined, 5],
      [kind, 0, 1],
      [kind, 30, 30],
      [kind, 251_000_000_000, 300],
    ],
  ),
  ["credentialRefused", undefined, undefined],
  ["timedOut", undefined, undefined],
  ["unexpected", undefined, undefined],
])("%s, when ACS asked to wait %s s, is told with a wait of %s s, and keeps its cause", (kind, asked, told) => {
  const upstream = failure(kind, asked);
  const error = acsApiError(upstream, "accessKey");
  expect(error.retryAfterSeconds).toBe(told);
  expect(error.message).toMatch(told === undefined ? /./ : new RegExp(`try again in ${told} second`));
  expect(error.cause).toBe(upstream);
});

test("a refusal that says nothing of an identity is no setting's fault", () => {
  const failure = new UpstreamFailure("notFound", { mayHaveActed: false, cause: undefined });
  expect(acsApiError(failure, "accessKey").code).toBe("InternalError");
});
