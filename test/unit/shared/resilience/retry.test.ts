import fc from "fast-check";
import type { Clock } from "../../../../shared/clock";
import { deadlineIn, TimeLimitError } from "../../../../shared/deadline";
import { Bulkhead, BULKHEAD_LIMITS } from "../../../../shared/resilience/Bulkhead";
import {
  type Call,
  createPolicies,
  MAX_TRIES,
  retry,
  SHORTEST_TRY_MS,
  TRY_LIMIT_MS,
} from "../../../../shared/resilience/retry";
import { ThrottlingBreaker } from "../../../../shared/resilience/ThrottlingBreaker";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

const BUDGET_MS = 7_500;
const TRACE = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };

interface Options {
  idempotent?: boolean;
  budget?: number;
  random?: () => number;
}

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
});

function tries<T>(call: Call<T>, { idempotent = true, budget = BUDGET_MS, random = () => 0 }: Options = {}) {
  const deadline = deadlineIn(budget, clock);
  return clock.run(retry(call, { idempotent, deadline, clock, random, policies: createPolicies(clock) }));
}

interface FailureOptions {
  mayHaveActed?: boolean;
  retryAfterSeconds?: number | undefined;
}

function failure(kind: UpstreamFailureKind, { mayHaveActed = false, retryAfterSeconds }: FailureOptions = {}) {
  return new UpstreamFailure(kind, { mayHaveActed, retryAfterSeconds, cause: undefined });
}

/** A call that ends as the list says, one entry after the other; the last entry stays. It tells when it was made. */
function scripted(...outcomes: [Error | "done", ...(Error | "done")[]]) {
  const started = clock.now();
  const madeAt: number[] = [];
  const call = (): Promise<"done"> => {
    const outcome = outcomes[madeAt.length] ?? outcomes[outcomes.length - 1] ?? outcomes[0];
    madeAt.push(clock.now() - started);
    return outcome === "done" ? Promise.resolve(outcome) : Promise.reject(outcome);
  };
  return { call, madeAt };
}

const forever = () => new Promise<never>(() => undefined);

test("a call that succeeds is made once", async () => {
  const { call, madeAt } = scripted("done");
  await expect(tries(call)).resolves.toBe("done");
  expect(madeAt).toEqual([0]);
});

test("the tries and the waits are noted for the request, in whose trace each try is", async () => {
  const record = { requestId: "1", function: "IssueToken", trace: TRACE, log: () => undefined, tries: 0, waitMs: 0 };
  const deadline = deadlineIn(BUDGET_MS, clock, record);
  const { call } = scripted(failure("unavailable"), "done");
  const traces: unknown[] = [];
  const traced: Call<string> = ({ requestOptions }) => {
    traces.push(requestOptions);
    return call();
  };
  const options = { idempotent: true, deadline, clock, random: () => 0, policies: createPolicies(clock) };
  await clock.run(retry(traced, options));
  expect(record).toMatchObject({ tries: 2, waitMs: 100 });
  expect(traces).toEqual(Array(2).fill({ customHeaders: TRACE, headers: TRACE }));
});

test("a wait between two tries that was refused is not noted", async () => {
  const record = { requestId: "1", function: "IssueToken", trace: TRACE, log: () => undefined, tries: 0, waitMs: 0 };
  const policies = createPolicies(clock);
  jest.spyOn(policies.bulkhead, "pause").mockResolvedValue(false);
  const deadline = deadlineIn(BUDGET_MS, clock, record);
  const { call } = scripted(failure("unavailable"));
  const trying = retry(call, { idempotent: true, clock, random: () => 0, policies, deadline });
  await expect(clock.run(trying)).rejects.toMatchObject({ kind: "unavailable" });
  expect(record).toMatchObject({ tries: 1, waitMs: 0 });
});

test("the wait of a call whose turn never comes is noted, too", async () => {
  const record = { requestId: "1", function: "IssueToken", trace: TRACE, log: () => undefined, tries: 0, waitMs: 0 };
  const policies = createPolicies(clock);
  const options = { idempotent: false, clock, random: () => 0, policies, deadline: deadlineIn(BUDGET_MS, clock) };
  const { maxCalls, maxWaitMs } = BULKHEAD_LIMITS;
  const ahead = Promise.allSettled(Array.from({ length: maxCalls }, () => retry(forever, options)));
  const waiting = retry(forever, { ...options, deadline: deadlineIn(BUDGET_MS, clock, record) });
  await expect(clock.run(waiting)).rejects.toMatchObject({ kind: "overloaded" });
  expect(record).toMatchObject({ tries: 0, waitMs: maxWaitMs });
  await clock.run(ahead);
});

test("a call that succeeds at last gives its value", async () => {
  const { call, madeAt } = scripted(failure("unavailable"), failure("throttled"), "done");
  await expect(tries(call)).resolves.toBe("done");
  expect(madeAt).toHaveLength(3);
});

describe("what is tried again", () => {
  const PASSING = ["throttled", "unavailable", "timedOut"] as const;
  const LASTING = ["credentialRefused", "notFound", "unexpected"] as const;
  const both = [true, false];

  test.each(PASSING)(
    "a call whose failure passes (%s) is tried again, unless it may have been done and must not be twice",
    async (kind) => {
      for (const idempotent of both) {
        for (const mayHaveActed of both) {
          const { call, madeAt } = scripted(failure(kind, { mayHaveActed }));
          await expect(tries(call, { idempotent })).rejects.toMatchObject({ kind });
          expect(madeAt).toHaveLength(idempotent || !mayHaveActed ? MAX_TRIES : 1);
        }
      }
    },
  );

  test.each(LASTING)("a call whose failure lasts (%s) is made once", async (kind) => {
    for (const idempotent of both) {
      const { call, madeAt } = scripted(failure(kind));
      await expect(tries(call, { idempotent })).rejects.toMatchObject({ kind });
      expect(madeAt).toHaveLength(1);
    }
  });

  test("the last failure is the one that is told", async () => {
    const last = failure("throttled");
    const { call } = scripted(failure("unavailable"), failure("timedOut"), last);
    await expect(tries(call)).rejects.toBe(last);
  });

  it.each([true, false])("an error of another kind may come from anywhere; idempotent: %s", async (idempotent) => {
    const cause = new TypeError("Cannot read properties of undefined");
    const { call, madeAt } = scripted(cause);
    const error = await errorFrom(UpstreamFailure, () => tries(call, { idempotent }));
    expect(error.mayHaveActed).toBe(true);
    expect(error.cause).toBe(cause);
    expect(madeAt.length === 1 || idempotent).toBe(true);
  });
});

describe("the waits", () => {
  it.each([
    [0, [0, 100, 300]],
    [0.5, [0, 150, 450]],
    [0.999999, [0, 200, 600]],
  ])("double with each try, with jitter %d", async (random, expected) => {
    const { call, madeAt } = scripted(failure("unavailable"));
    await errorFrom(UpstreamFailure, () => tries(call, { random: () => random }));
    expect(madeAt.map(Math.round)).toEqual(expected);
  });

  test("are as long as Retry-After says", async () => {
    const { call, madeAt } = scripted(failure("throttled", { retryAfterSeconds: 2 }), "done");
    await expect(tries(call)).resolves.toBe("done");
    expect(madeAt).toEqual([0, 2_000]);
  });

  test("are none when Retry-After says so", async () => {
    const { call, madeAt } = scripted(failure("throttled", { retryAfterSeconds: 0 }), "done");
    await expect(tries(call)).resolves.toBe("done");
    expect(madeAt).toEqual([0, 0]);
  });

  it.each([
    [2_000 + SHORTEST_TRY_MS, 2],
    [2_000 + SHORTEST_TRY_MS - 1, 1],
  ])("fit the deadline, or the failure is told at once: %d ms left, %d calls", async (budget, calls) => {
    const { call, madeAt } = scripted(failure("throttled", { retryAfterSeconds: 2 }));
    const started = clock.now();
    const error = await errorFrom(UpstreamFailure, () => tries(call, { budget }));
    expect(madeAt).toHaveLength(calls);
    expect(clock.now() - started).toBe((calls - 1) * 2_000);
    expect(error.retryAfterSeconds).toBe(2);
  });

  test("without Retry-After have to fit too", async () => {
    const { call, madeAt } = scripted(failure("unavailable"));
    await errorFrom(UpstreamFailure, () => tries(call, { budget: SHORTEST_TRY_MS + 50 }));
    expect(madeAt).toEqual([0]);
  });
});

test("a call whose turn comes only after another was told to wait is not made", async () => {
  const bulkhead = new Bulkhead({ maxCalls: 1, maxWaiting: 1, maxWaitMs: 1_000 }, clock);
  const policies = { bulkhead, breaker: new ThrottlingBreaker(clock) };
  const options = { idempotent: true, deadline: deadlineIn(BUDGET_MS, clock), clock, random: () => 0, policies };
  const first = scripted(failure("throttled", { retryAfterSeconds: 60 }));
  const queued = scripted("done");
  const both = Promise.allSettled([retry(first.call, options), retry(queued.call, options)]);
  const refused = { status: "rejected", reason: { kind: "throttled", retryAfterSeconds: 60 } };
  expect(await clock.run(both)).toMatchObject([refused, refused]);
  expect([first.madeAt, queued.madeAt]).toEqual([[0], []]);
});

describe("the time", () => {
  it.each([0, -1, SHORTEST_TRY_MS - 1])("with %d ms left nothing is called", async (budget) => {
    const { call, madeAt } = scripted("done");
    const error = await errorFrom(UpstreamFailure, () => tries(call, { budget }));
    expect(error).toMatchObject({ kind: "timedOut", mayHaveActed: false });
    expect(madeAt).toEqual([]);
  });

  test("just enough of it is enough", async () => {
    await expect(tries(scripted("done").call, { budget: SHORTEST_TRY_MS })).resolves.toBe("done");
  });

  test("a call that may be repeated is given up early, and its signal aborted", async () => {
    const signals: AbortSignal[] = [];
    const started = clock.now();
    const call: Call<string> = async ({ abortSignal }) => {
      signals.push(abortSignal);
      return signals.length === 1 ? await forever() : "done";
    };
    await expect(tries(call)).resolves.toBe("done");
    expect(clock.now() - started).toBe(TRY_LIMIT_MS + 100);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  test("a call that may not be repeated has all of it, and is made once", async () => {
    let calls = 0;
    const started = clock.now();
    const call = () => {
      calls++;
      return forever();
    };
    const error = await errorFrom(UpstreamFailure, () => tries(call, { idempotent: false }));
    expect(error).toMatchObject({ kind: "timedOut", mayHaveActed: true });
    expect(error.cause).toBeInstanceOf(TimeLimitError);
    expect(calls).toBe(1);
    expect(clock.now() - started).toBe(BUDGET_MS);
  });

  test("a call that hangs each time ends at the deadline", async () => {
    const started = clock.now();
    const error = await errorFrom(UpstreamFailure, () => tries(forever));
    expect(error.kind).toBe("timedOut");
    expect(clock.now() - started).toBe(BUDGET_MS);
  });

  test("a sleep that lasted too long leaves no call to be made", async () => {
    const oversleeping: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: (milliseconds) => clock.sleep(milliseconds + BUDGET_MS),
      alarm: (milliseconds, ring) => clock.alarm(milliseconds, ring),
    };
    const { call, madeAt } = scripted(failure("unavailable"), "done");
    const policies = createPolicies(oversleeping);
    const deadline = deadlineIn(BUDGET_MS, clock);
    const options = { idempotent: true, deadline, clock: oversleeping, random: () => 0, policies };
    await expect(clock.run(retry(call, options))).rejects.toBeInstanceOf(UpstreamFailure);
    expect(madeAt).toEqual([0]);
  });
});

describe("whatever the service does", () => {
  interface Outcome {
    takes: number;
    heedsSignal: boolean;
    result: "success" | "bare error" | UpstreamFailure;
  }

  const outcome: fc.Arbitrary<Outcome> = fc.record({
    takes: fc.nat(9_000),
    heedsSignal: fc.boolean(),
    result: fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom("success" as const, "bare error" as const) },
      {
        weight: 6,
        arbitrary: fc
          .record({
            kind: fc.constantFrom<UpstreamFailureKind>(
              "credentialRefused",
              "notFound",
              "throttled",
              "throttled",
              "unavailable",
              "unavailable",
              "timedOut",
              "unexpected",
            ),
            mayHaveActed: fc.boolean(),
            retryAfterSeconds: fc.option(fc.nat(12), { nil: undefined }),
          })
          .map(({ kind, ...rest }) => failure(kind, rest)),
      },
    ),
  });

  // With these the waits are whole milliseconds, so that the sums are exact.
  const jitter = fc.constantFrom(0, 0.25, 0.5, 0.75);

  test("the deadline holds, and what may have been done is not done twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: MAX_TRIES, maxLength: MAX_TRIES }),
        fc.boolean(),
        fc.nat(10_000),
        jitter,
        async (outcomes, idempotent, budget, random) => {
          clock = new ManualClock();
          const started = clock.now();
          const calls: { startedWith: number; mayHaveActed: () => boolean }[] = [];
          const call: Call<string> = async ({ abortSignal }) => {
            const { takes, heedsSignal, result } = outcomes[calls.length] ?? {
              takes: 0,
              heedsSignal: true,
              result: "success",
            };
            let hasAnswered = false;
            calls.push({
              startedWith: budget - (clock.now() - started),
              mayHaveActed: () =>
                abortSignal.aborted || !hasAnswered || !(result instanceof UpstreamFailure) || result.mayHaveActed,
            });
            await clock.sleep(takes, heedsSignal ? abortSignal : undefined);
            hasAnswered = true;
            if (result === "success") {
              return "done";
            }
            throw result === "bare error" ? new Error("Bare.") : result;
          };

          await tries(call, { idempotent, budget, random: () => random }).catch((error: unknown) => {
            expect(error).toBeInstanceOf(UpstreamFailure);
          });

          expect(clock.now() - started).toBeLessThanOrEqual(budget);
          expect(calls.length).toBeLessThanOrEqual(MAX_TRIES);
          for (const { startedWith } of calls) {
            expect(startedWith).toBeGreaterThanOrEqual(SHORTEST_TRY_MS);
          }
          for (const { mayHaveActed } of idempotent ? [] : calls.slice(0, -1)) {
            expect(mayHaveActed()).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
