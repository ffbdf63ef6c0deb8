import type { CallOutcome } from "../../../../shared/acs/AcsGateway";
import { ConnectionSource } from "../../../../shared/connection/ConnectionSource";
import { keyVaultOrigin } from "../../../../shared/connection/origins";
import { deadlineIn } from "../../../../shared/deadline";
import { acsProbe } from "../../../../shared/health/acsHealth";
import { EVIDENCE_MAX_AGE_MS } from "../../../../shared/health/HealthCheck";
import { ManualClock } from "../../../../tools/kit/ManualClock";
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

it.each([
  ["credentialRefused", "unhealthy"],
  ["apiVersionRefused", "unhealthy"],
  ["clockRefused", "unhealthy"],
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
