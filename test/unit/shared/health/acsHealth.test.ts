import type { CallOutcome } from "../../../../shared/acs/AcsGateway";
import { systemClock } from "../../../../shared/clock";
import { type ConnectionOrigin, ConnectionSource } from "../../../../shared/connection/ConnectionSource";
import { identityOrigin, keyVaultOrigin } from "../../../../shared/connection/origins";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError } from "../../../../shared/errors";
import { acsProbe, connectionHealth } from "../../../../shared/health/acsHealth";
import { EVIDENCE_MAX_AGE_MS, FINDING_MAX_AGE_MS } from "../../../../shared/health/HealthCheck";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { askedOfProxy } from "../../../support/askedOfProxy";
import { recordLog } from "../../../support/recordLog";

const connectionString = { endpoint: "https://contoso.communication.azure.com", accessKey: "a" };

function setUp({ outcome, reach }: { outcome?: CallOutcome; reach?: () => Promise<unknown> } = {}) {
  const clock = new ManualClock();
  const connections = new ConnectionSource({
    origin: keyVaultOrigin(() => Promise.resolve(connectionString), 300),
    clock,
    log: recordLog().log,
  });
  const gateway = { latest: outcome && { outcome, at: clock.monotonic() } };
  const reached: string[] = [];
  const look = acsProbe({
    connections,
    gateway,
    clock,
    reach: async (url) => {
      reached.push(url);
      await reach?.();
    },
  });
  return { clock, reached, look: () => clock.run(look(deadlineIn(4_000, clock))) };
}

test("ACS is healthy when it answers, whether it was called yet or not", async () => {
  const { look, reached } = setUp();
  expect(await look()).toMatchObject({ status: "healthy" });
  expect(reached).toEqual([connectionString.endpoint]);
  expect(await setUp({ outcome: "done" }).look()).toMatchObject({ status: "healthy" });
  expect(await setUp({ outcome: "notFound" }).look()).toMatchObject({ status: "healthy" });
});

it.each([
  ["refuses", () => Promise.reject(new Error("ECONNREFUSED"))],
  ["is silent", () => new Promise(() => undefined)],
])("ACS is unhealthy when it %s", async (_, reach) => {
  const { status, message } = await setUp({ reach }).look();
  expect(status).toBe("unhealthy");
  expect(message).toContain("cannot be reached");
});

test("it is asked by the proxy by which calls go, without which a closed network has no way to it", async () => {
  const origin = keyVaultOrigin(() => Promise.resolve(connectionString), 300);
  const connections = new ConnectionSource({ origin, clock: systemClock, log: recordLog().log });
  const probe = acsProbe({ connections, gateway: { latest: undefined }, clock: systemClock });
  const asked = await askedOfProxy(async () => {
    expect(await probe(deadlineIn(4_000, systemClock))).toMatchObject({ status: "unhealthy" });
  });
  expect(asked).toEqual(["contoso.communication.azure.com:443"]);
});

it.each([
  ["credentialRefused", "unhealthy"],
  ["apiVersionRefused", "unhealthy"],
  ["clockRefused", "unhealthy"],
  ["forbidden", "degraded"],
  ["throttled", "degraded"],
] as const)("a call that was %s shows, but not for longer than a minute: %s", async (outcome, status) => {
  const { look, clock } = setUp({ outcome });
  expect(await look()).toMatchObject({ status });
  await clock.advance(EVIDENCE_MAX_AGE_MS);
  expect(await look()).toMatchObject({ status: "healthy" });
});

it.each([3_600_000, -3_600_000])("what a call has shown ages the same when the clock is set by %i ms", async (step) => {
  const { look, clock } = setUp({ outcome: "throttled" });
  clock.stepWall(step);
  expect(await look()).toMatchObject({ status: "degraded" });
  await clock.advance(EVIDENCE_MAX_AGE_MS);
  expect(await look()).toMatchObject({ status: "healthy" });
});

/** Reads it this once. */
function once<T>(value: T): () => Promise<T> {
  const failing = (): Promise<T> => Promise.reject(new ApiError("UpstreamUnavailable", "Not again."));
  return jest.fn(failing).mockResolvedValueOnce(value);
}

const LIFE_MS = 600_000;

test.each<[string, (now: number) => ConnectionOrigin]>([
  ["connectionString", () => keyVaultOrigin(once(connectionString), LIFE_MS / 2 / 1000)],
  [
    "identityToken",
    (now) => identityOrigin(connectionString.endpoint, once({ token: "a", expiresOnTimestamp: now + LIFE_MS })),
  ],
])(
  "%s is healthy once it was read, and degraded while it serves on because it cannot be read again",
  async (name, originAt) => {
    const clock = new ManualClock();
    const connections = new ConnectionSource({ origin: originAt(clock.now()), clock, log: recordLog().log });
    const check = connectionHealth(connections, clock);
    expect(await check.report()).toMatchObject({ name, status: "healthy" });

    await clock.advance(LIFE_MS / 2);
    await check.report();
    await clock.advance(FINDING_MAX_AGE_MS);

    expect(await check.report()).toMatchObject({ name, status: "degraded" });
  },
);

test("without anything to call ACS with, what failed is told", async () => {
  const clock = new ManualClock();
  const read = () => Promise.reject(new ApiError("Misconfigured", "Correct it."));
  const connections = new ConnectionSource({ origin: keyVaultOrigin(read, 300), clock, log: recordLog().log });
  const report = await connectionHealth(connections, clock).report();
  expect(report).toMatchObject({ status: "unhealthy", message: "Misconfigured: Correct it." });
});
