import { LONGEST_RETRY_AFTER_SECONDS } from "../../../../shared/resilience/replyHeaders";
import { ThrottlingBreaker } from "../../../../shared/resilience/ThrottlingBreaker";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

function failure(kind: UpstreamFailureKind, retryAfterSeconds?: number) {
  return new UpstreamFailure(kind, { mayHaveActed: false, retryAfterSeconds, cause: undefined });
}

async function secondsLeft(breaker: ThrottlingBreaker): Promise<number | undefined> {
  const error = await errorFrom(UpstreamFailure, () => {
    breaker.check();
  });
  expect(error).toMatchObject({ kind: "throttled", mayHaveActed: false });
  return error.retryAfterSeconds;
}

test("calls may be made until the service throttles", () => {
  const breaker = new ThrottlingBreaker(new ManualClock());
  breaker.note(failure("unavailable", 30));
  breaker.note(failure("throttled"));
  expect(() => {
    breaker.check();
  }).not.toThrow();
});

test("then not for as long as it said, in whole seconds, rounded up", async () => {
  const clock = new ManualClock();
  const breaker = new ThrottlingBreaker(clock);
  breaker.note(failure("throttled", 5));
  expect(await secondsLeft(breaker)).toBe(5);
  await clock.advance(4_001);
  expect(await secondsLeft(breaker)).toBe(1);
  await clock.advance(999);
  expect(() => {
    breaker.check();
  }).not.toThrow();
});

test("a shorter wait does not end a longer one", async () => {
  const breaker = new ThrottlingBreaker(new ManualClock());
  breaker.note(failure("throttled", 60));
  breaker.note(failure("throttled", 1));
  expect(await secondsLeft(breaker)).toBe(60);
});

test("a wait that makes no sense is cut short", async () => {
  const breaker = new ThrottlingBreaker(new ManualClock());
  breaker.note(failure("throttled", 999_999_999));
  expect(await secondsLeft(breaker)).toBe(LONGEST_RETRY_AFTER_SECONDS);
});

it.each([3_600_000, -3_600_000])("setting the wall clock by %i ms changes no wait", async (step) => {
  const clock = new ManualClock();
  const breaker = new ThrottlingBreaker(clock);
  breaker.note(failure("throttled", 5));
  clock.stepWall(step);
  expect(await secondsLeft(breaker)).toBe(5);
});
