import { ApiError } from "../../../../shared/errors";
import { type Finding, FINDING_MAX_AGE_MS, HealthCheck, healthOf } from "../../../../shared/health/HealthCheck";
import { ManualClock } from "../../../../tools/kit/ManualClock";

const WELL: Finding = { status: "healthy", message: "It answers." };

test("a finding is told with its name and time", async () => {
  const clock = new ManualClock();
  const check = new HealthCheck("acs", () => Promise.resolve(WELL), clock);
  expect(await check.report()).toEqual({ name: "acs", ...WELL, checkedAt: "2026-01-31T12:00:00.000Z" });
});

test("however often it is asked for, it is looked at once in a while", async () => {
  const clock = new ManualClock();
  const look = jest.fn(() => Promise.resolve(WELL));
  const check = new HealthCheck("acs", look, clock);
  await Promise.all([check.report(), check.report()]);
  await clock.advance(FINDING_MAX_AGE_MS - 1);
  await check.report();
  expect(look).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  expect((await check.report()).checkedAt).toBe("2026-01-31T12:00:05.000Z");
  expect(look).toHaveBeenCalledTimes(2);
});

it.each([
  [
    new ApiError("Misconfigured", "The secret is disabled; enable it."),
    "Misconfigured: The secret is disabled; enable it.",
  ],
  [new TypeError("accesskey=secret"), "The check itself failed."],
])("a look that fails is a finding: %p", async (error, message) => {
  const check = new HealthCheck("acs", () => Promise.reject(error), new ManualClock());
  expect(await check.report()).toMatchObject({ status: "unhealthy", message });
});

it.each([
  [["healthy", "healthy"], "healthy"],
  [["healthy", "degraded"], "degraded"],
  [["unhealthy", "degraded"], "unhealthy"],
] as const)("the whole is as well as its worst part: %p", async (parts, whole) => {
  const clock = new ManualClock();
  const checks = parts.map((status) => new HealthCheck(status, () => Promise.resolve({ ...WELL, status }), clock));
  const { status, checks: reports } = await healthOf(checks);
  expect(status).toBe(whole);
  expect(reports.map(({ name }) => name)).toEqual(parts);
});

it.each([3_600_000, -3_600_000])("a finding is as old as it is when the wall clock is set by %i ms", async (step) => {
  const clock = new ManualClock();
  const look = jest.fn(() => Promise.resolve(WELL));
  const check = new HealthCheck("acs", look, clock);
  await check.report();
  clock.stepWall(step);
  await check.report();
  expect(look).toHaveBeenCalledTimes(1);
  await clock.advance(FINDING_MAX_AGE_MS);
  await check.report();
  expect(look).toHaveBeenCalledTimes(2);
});
