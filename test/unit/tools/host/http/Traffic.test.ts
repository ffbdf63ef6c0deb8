import { Traffic } from "../../../../../tools/host/http/Traffic";
import { ManualClock } from "../../../../../tools/kit/ManualClock";
import { deferred } from "../../../../support/deferred";

const LIMIT_MS = 10_000;
const forever = new Promise<never>(() => undefined);
let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
});

test("waits for what is under way, and then no longer for the clock", async () => {
  const traffic = new Traffic();
  const work = deferred<undefined>();
  traffic.add(work.promise);
  const drained = traffic.drained(clock, LIMIT_MS);
  work.resolve(undefined);
  expect(await drained).toBe(true);
  await expect(clock.run(forever)).rejects.toThrow("nothing sleeps");
});

test("gives up waiting when the time is over", async () => {
  const started = clock.now();
  const traffic = new Traffic();
  traffic.add(forever);
  expect(await clock.run(traffic.drained(clock, LIMIT_MS))).toBe(false);
  expect(clock.now() - started).toBe(LIMIT_MS);
});

test("forgets what has ended", async () => {
  const traffic = new Traffic();
  traffic.add(Promise.resolve());
  expect(await traffic.drained(clock, LIMIT_MS)).toBe(true);
});

test("waits for what is added meanwhile, too", async () => {
  const traffic = new Traffic();
  const [first, second] = [deferred<undefined>(), deferred<undefined>()];
  const ended: string[] = [];
  traffic.add(first.promise.then(() => void ended.push("first")));
  expect(traffic.isEnding).toBe(false);

  const drained = traffic.drained(clock, LIMIT_MS).then((inTime) => ended.push(`drained ${String(inTime)}`));
  expect(traffic.isEnding).toBe(true);
  traffic.add(second.promise.then(() => void ended.push("second")));
  first.resolve(undefined);
  await first.promise;
  second.resolve(undefined);
  await drained;

  expect(ended).toEqual(["first", "second", "drained true"]);
});
