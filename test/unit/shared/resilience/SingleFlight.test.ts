import { ApiError } from "../../../../shared/errors";
import { RateLimit } from "../../../../shared/resilience/RateLimit";
import { LONGEST_WAIT_MS, SingleFlight } from "../../../../shared/resilience/SingleFlight";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

const PER_MINUTE = 3;
const INTERVAL_MS = 60_000 / PER_MINUTE;
const WORK_MS = 100;

let clock: ManualClock;
let flights: SingleFlight;
/** When each work has begun. */
let begun: number[];
let atOnce: number;

beforeEach(() => {
  clock = new ManualClock();
  flights = new SingleFlight(new RateLimit({ perMinute: PER_MINUTE, refusal: "Too often", clock }), clock);
  begun = [];
  atOnce = 0;
});

async function work(): Promise<void> {
  begun.push(clock.monotonic());
  expect(++atOnce).toBe(1);
  await clock.sleep(WORK_MS);
  atOnce--;
}

const call = (user = "a") => flights.run(user, work);

/** Whether it ended well, once the time stands where it stands. */
function watched(called: Promise<void>) {
  const state = { isDone: false };
  called.then(
    () => (state.isDone = true),
    () => undefined,
  );
  return state;
}

test("a call that comes while work is under way shares the next one with all that come until it begins", async () => {
  const first = watched(call());
  await clock.advance(WORK_MS / 2);
  const others = Array.from({ length: 50 }, () => watched(call()));
  await clock.advance(WORK_MS / 2);
  expect(first.isDone).toBe(true);
  expect(others.some(({ isDone }) => isDone)).toBe(false);
  await clock.advance(WORK_MS);
  expect(others.every(({ isDone }) => isDone)).toBe(true);
  expect(begun).toHaveLength(2);
});

test("what one user does holds up no other", async () => {
  void call("a");
  const other = flights.run("b", () => Promise.resolve());
  await clock.advance(0);
  await other;
});

test("a failure is told to all who shared the work, and the next call is a new one", async () => {
  const failed = new ApiError("UpstreamUnavailable", "Down.");
  const fail = () => flights.run("a", () => Promise.reject(failed));
  const outcomes = await Promise.allSettled([fail(), fail()]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await clock.run(call());
  expect(begun).toHaveLength(1);
});

test("beyond the limit a call is told when to come back, and what comes then shares the next work", async () => {
  for (let i = 0; i < PER_MINUTE; i++) {
    await clock.run(call());
  }
  const { code, retryAfterSeconds = 0 } = await errorFrom(ApiError, () => call());
  expect(code).toBe("TooManyRequests");
  await clock.advance(retryAfterSeconds * 1000);
  await clock.run(Promise.all([call(), call(), call()]));
  expect(begun).toHaveLength(PER_MINUTE + 1);
});

test("whenever an owner comes in a flood, waiting once as told is enough: work that began afterwards is done", async () => {
  for (let owner = 0; owner < 40; owner++) {
    clock = new ManualClock();
    flights = new SingleFlight(new RateLimit({ perMinute: PER_MINUTE, refusal: "Too often", clock }), clock);
    begun = [];
    atOnce = 0;
    const state = { isFlooding: true };
    const flood = (async () => {
      while (state.isFlooding) {
        call().catch(() => undefined);
        await clock.sleep(50);
      }
    })();
    await clock.advance(owner * 1_000);

    const signOut = async (): Promise<{ tries: number; calledAt: number }> => {
      for (let tries = 1; ; tries++) {
        const calledAt = clock.monotonic();
        try {
          await call();
          return { tries, calledAt };
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
          await clock.sleep((error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0) * 1000);
        }
      }
    };
    const { tries, calledAt } = await clock.run(signOut());

    expect(tries).toBeLessThanOrEqual(2);
    expect(begun.at(-1)).toBeGreaterThanOrEqual(calledAt);
    expect(clock.monotonic() - calledAt).toBeLessThanOrEqual(LONGEST_WAIT_MS + WORK_MS);
    expect(begun.length).toBeLessThanOrEqual(PER_MINUTE + (clock.monotonic() - (begun[0] ?? 0)) / INTERVAL_MS + 1);
    state.isFlooding = false;
    await clock.run(flood);
  }
});
