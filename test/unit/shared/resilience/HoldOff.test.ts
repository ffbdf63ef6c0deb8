import { HoldOff } from "../../../../shared/resilience/HoldOff";
import { LONGEST_RETRY_AFTER_SECONDS } from "../../../../shared/resilience/retryAfter";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";
import { errorFrom } from "../../../support/errorFrom";
import { ManualClock } from "../../../support/ManualClock";

function failure(kind: UpstreamFailureKind, retryAfterSeconds?: number) {
  return new UpstreamFailure(kind, { mayHaveActed: false, retryAfterSeconds, cause: undefined });
}

async function secondsLeft(holdOff: HoldOff): Promise<number | undefined> {
  const error = await errorFrom(UpstreamFailure, () => {
    holdOff.check();
  });
  expect(error).toMatchObject({ kind: "throttled", mayHaveActed: false });
  return error.retryAfterSeconds;
}

test("calls may be made until the service throttles", () => {
  const holdOff = new HoldOff(new ManualClock());
  holdOff.note(failure("unavailable", 30));
  holdOff.note(failure("throttled"));
  expect(() => {
    holdOff.check();
  }).not.toThrow();
});

test("then not for as long as it said, in whole seconds, rounded up", async () => {
  const clock = new ManualClock();
  const holdOff = new HoldOff(clock);
  holdOff.note(failure("throttled", 5));
  expect(await secondsLeft(holdOff)).toBe(5);
  await clock.advance(4_001);
  expect(await secondsLeft(holdOff)).toBe(1);
  await clock.advance(999);
  expect(() => {
    holdOff.check();
  }).not.toThrow();
});

test("a shorter wait does not end a longer one", async () => {
  const holdOff = new HoldOff(new ManualClock());
  holdOff.note(failure("throttled", 60));
  holdOff.note(failure("throttled", 1));
  expect(await secondsLeft(holdOff)).toBe(60);
});

test("a wait that makes no sense is cut short", async () => {
  const holdOff = new HoldOff(new ManualClock());
  holdOff.note(failure("throttled", 999_999_999));
  expect(await secondsLeft(holdOff)).toBe(LONGEST_RETRY_AFTER_SECONDS);
});

it.each([3_600_000, -3_600_000])("setting the wall clock by %i ms changes no wait", async (step) => {
  const clock = new ManualClock();
  const holdOff = new HoldOff(clock);
  holdOff.note(failure("throttled", 5));
  clock.stepWall(step);
  expect(await secondsLeft(holdOff)).toBe(5);
});
