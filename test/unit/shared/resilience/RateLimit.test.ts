import { ApiError } from "../../../../shared/errors";
import { RateLimit } from "../../../../shared/resilience/RateLimit";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

const PER_MINUTE = 30;

let clock: ManualClock;
let limit: RateLimit;

beforeEach(() => {
  clock = new ManualClock();
  limit = new RateLimit({ perMinute: PER_MINUTE, refusal: "You have asked for too many tokens", clock });
});

function take(times: number, user = "a"): void {
  for (let i = 0; i < times; i++) {
    limit.take(user);
  }
}

const takeOneMore = () => {
  take(1);
};

test("a user may have the whole allowance at once, and not one more", () => {
  take(PER_MINUTE);

  expect(takeOneMore).toThrow(ApiError);
});

test("the refusal says when to come back, and then there is one more", async () => {
  take(PER_MINUTE);

  const refusal = await errorFrom(ApiError, takeOneMore);
  expect(refusal).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 2 });
  await clock.advance(2_000);
  take(1);
  expect(takeOneMore).toThrow(ApiError);
});

test("what is refused is not counted: a minute of refusals later the allowance is whole", async () => {
  take(PER_MINUTE);
  for (let i = 0; i < 100; i++) {
    expect(takeOneMore).toThrow(ApiError);
  }
  await clock.advance(60_000);

  take(PER_MINUTE);
});

test("one user's haste is no other's", () => {
  take(PER_MINUTE, "a");

  take(PER_MINUTE, "b");
});

test("many users that came and went do not lift a present user's limit", async () => {
  for (let i = 0; i < 10_000; i++) {
    limit.take(`user ${i}`);
  }
  await clock.advance(59_000);
  take(PER_MINUTE);
  limit.take("one more");

  expect(takeOneMore).toThrow(ApiError);
});

it.each([3_600_000, -3_600_000])("setting the wall clock by %i ms changes no allowance", async (step) => {
  take(PER_MINUTE);
  clock.stepWall(step);

  const refusal = await errorFrom(ApiError, takeOneMore);
  expect(refusal).toMatchObject({ retryAfterSeconds: 2 });
});

test("one that is due soon may be taken beforehand, with the wait for it", () => {
  take(PER_MINUTE);
  expect(limit.take("a", 3_000)).toBe(2_000);
  expect(() => limit.take("a", 3_000)).toThrow("You have asked for too many tokens; try again in 1 second.");
});

describe("however many users there are", () => {
  /** Counts the entries that are looked at, or changed. */
  class CountingMap extends Map<string, number> {
    steps = 0;

    override get(key: string) {
      this.steps++;
      return super.get(key);
    }

    override set(key: string, value: number) {
      this.steps++;
      return super.set(key, value);
    }

    override delete(key: string) {
      this.steps++;
      return super.delete(key);
    }

    override *[Symbol.iterator]() {
      for (const entry of super[Symbol.iterator]()) {
        this.steps++;
        yield entry;
      }
      return undefined;
    }
  }

  let wholeAt: CountingMap;

  beforeEach(() => {
    wholeAt = new CountingMap();
    limit = new RateLimit({ perMinute: PER_MINUTE, refusal: "Too many", clock, wholeAt });
  });

  function mostSteps(users: number): number {
    let most = 0;
    for (let i = 0; i < users; i++) {
      const before = wholeAt.steps;
      limit.take(`user ${i}`);
      most = Math.max(most, wholeAt.steps - before);
    }
    return most;
  }

  test("a call takes a few steps, while all of them are active and when all have gone", async () => {
    expect(mostSteps(20_000)).toBeLessThan(10);
    expect(mostSteps(20_000)).toBeLessThan(10);
    await clock.advance(60_000);
    expect(mostSteps(20_000)).toBeLessThan(10);
  });

  test("those who have gone are forgotten", async () => {
    mostSteps(20_000);
    await clock.advance(60_000);
    for (let i = 0; i < 20_000; i++) {
      limit.take(`later user ${i % 1000}`);
    }
    expect(wholeAt.size).toBeLessThanOrEqual(1000);
  });

  test("no more are remembered than there is room for", () => {
    mostSteps(100_500);
    expect(wholeAt.size).toBe(100_000);
  });
});
