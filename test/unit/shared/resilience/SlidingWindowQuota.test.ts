import fc from "fast-check";
import { SlidingWindowQuota } from "../../../../shared/resilience/SlidingWindowQuota";
import { UpstreamFailure } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

const WINDOW_MS = 30_000;

/** Makes the call, if it may be made. */
function call(quota: SlidingWindowQuota): boolean {
  try {
    quota.check();
  } catch (error) {
    expect(error).toBeInstanceOf(UpstreamFailure);
    return false;
  }
  quota.count();
  return true;
}

test("all of it may be spent at once, and then the refusal says when the first call leaves the window", async () => {
  const clock = new ManualClock();
  const quota = new SlidingWindowQuota(3, WINDOW_MS, clock);
  expect(call(quota)).toBe(true);
  await clock.advance(9_500);
  expect([call(quota), call(quota), call(quota)]).toEqual([true, true, false]);

  const refusal = await errorFrom(UpstreamFailure, () => {
    quota.check();
  });
  expect(refusal).toMatchObject({ kind: "quotaSpent", mayHaveActed: false, retryAfterSeconds: 21 });
  await clock.advance(20_500);
  expect([call(quota), call(quota)]).toEqual([true, false]);
});

test("in no window, wherever it begins, are more calls made than granted, nor are calls refused that would fit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat(12_000), { minLength: 1, maxLength: 60 }),
      async (granted, pauses) => {
        const clock = new ManualClock();
        const quota = new SlidingWindowQuota(granted, WINDOW_MS, clock);
        const made: number[] = [];
        for (const pause of pauses) {
          await clock.advance(pause);
          const recent = made.filter((at) => at > clock.now() - WINDOW_MS).length;
          expect(call(quota)).toBe(recent < granted);
          if (recent < granted) {
            made.push(clock.now());
          }
        }
      },
    ),
  );
});

test("a call that has to be made although the quota is spent counts like the others", () => {
  const quota = new SlidingWindowQuota(2, WINDOW_MS, new ManualClock());
  quota.count();
  quota.count();
  quota.count();
  expect(call(quota)).toBe(false);
});
