import fc from "fast-check";
import { deadlineIn } from "../../../../shared/deadline";
import { Bulkhead } from "../../../../shared/resilience/Bulkhead";
import { UpstreamFailure } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { deferred } from "../../../support/deferred";
import { errorFrom } from "../../../support/errorFrom";

const LIMITS = { maxCalls: 2, maxWaiting: 3, maxWaitMs: 2_000 };

function setUp() {
  const clock = new ManualClock();
  const limit = new Bulkhead(LIMITS, clock);
  const started: string[] = [];
  /** A call that ends when the test says so. */
  const begin = (name: string, budgetMs = 7_500) => {
    const { promise, resolve, reject } = deferred<string>();
    const call = () => {
      started.push(name);
      return promise;
    };
    const result = limit.run(call, deadlineIn(budgetMs, clock));
    result.catch(() => undefined);
    return {
      result,
      end: () => {
        resolve(name);
      },
      fail: () => {
        reject(new Error(name));
      },
    };
  };
  return { clock, limit, started, begin };
}

test("calls up to the limit run at once, the next when one of them ends, first come first served", async () => {
  const { clock, started, begin } = setUp();
  const [a, b] = [begin("a"), begin("b"), begin("c"), begin("d")];
  await clock.advance(0);
  expect(started).toEqual(["a", "b"]);
  b.end();
  await expect(b.result).resolves.toBe("b");
  await clock.advance(0);
  expect(started).toEqual(["a", "b", "c"]);
  a.fail();
  await expect(a.result).rejects.toThrow("a");
  await clock.advance(0);
  expect(started).toEqual(["a", "b", "c", "d"]);
});

test("who waits too long is refused, and told when to come back", async () => {
  const { clock, started, begin } = setUp();
  begin("a");
  begin("b");
  const waiting = begin("c");
  const refused = errorFrom(UpstreamFailure, () => waiting.result);
  await clock.advance(LIMITS.maxWaitMs);
  expect(await refused).toMatchObject({ kind: "overloaded", mayHaveActed: false, retryAfterSeconds: 2 });
  expect(started).toEqual(["a", "b"]);
});

test("nobody waits beyond the deadline", async () => {
  const { clock, begin } = setUp();
  begin("a");
  begin("b");
  const refused = errorFrom(UpstreamFailure, () => begin("c", 500).result);
  await clock.advance(500);
  expect((await refused).kind).toBe("overloaded");
});

test("when too many wait the next is refused at once; one who pauses waits, too", async () => {
  const { clock, limit, begin } = setUp();
  begin("a");
  begin("b");
  begin("c");
  begin("d");
  const pause = limit.pause(1_000);
  expect((await errorFrom(UpstreamFailure, () => begin("e").result)).kind).toBe("overloaded");
  expect(await limit.pause(1_000)).toBe(false);
  await clock.advance(1_000);
  expect(await pause).toBe(true);
  const last = begin("f");
  await clock.advance(0);
  await expect(Promise.race([last.result, Promise.resolve("still waiting")])).resolves.toBe("still waiting");
});

test("whatever comes and goes, the limits hold and no place is lost", async () => {
  const steps = fc.array(fc.record({ waits: fc.nat(3_000), takes: fc.nat(3_000), fails: fc.boolean() }), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (calls) => {
      const clock = new ManualClock();
      const limit = new Bulkhead(LIMITS, clock);
      let running = 0;
      const call = async (takes: number, fails: boolean) => {
        expect(++running).toBeLessThanOrEqual(LIMITS.maxCalls);
        await clock.sleep(takes);
        running--;
        if (fails) {
          throw new Error("A call that fails.");
        }
      };
      const all = calls.map(async ({ waits, takes, fails }) => {
        await clock.sleep(waits);
        await limit.run(() => call(takes, fails), deadlineIn(7_500, clock)).catch(() => undefined);
      });
      await clock.run(Promise.all(all));
      const free = Array.from({ length: LIMITS.maxCalls }, () => limit.run(() => clock.sleep(1), deadlineIn(1, clock)));
      await expect(clock.run(Promise.all(free))).resolves.toHaveLength(LIMITS.maxCalls);
    }),
    { numRuns: 200 },
  );
});
