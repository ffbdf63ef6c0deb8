import { Traffic } from "../../../../../tools/host/http/Traffic";
import { deferred } from "../../../../support/deferred";

/** A clock whose sleep ends when the test says so. */
function manualClock() {
  const sleeps: { milliseconds: number; end: () => void; signal: AbortSignal | undefined }[] = [];
  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((end) => sleeps.push({ milliseconds, end, signal }));
  return { clock: { now: () => 0, sleep }, sleeps };
}

test("waits for what is under way, and then no longer for the clock", async () => {
  const { clock, sleeps } = manualClock();
  const traffic = new Traffic();
  let finish: () => void = () => undefined;
  traffic.add(new Promise((resolve) => (finish = resolve)));
  const drained = traffic.drained(clock, 10_000);
  finish();
  expect(await drained).toBe(true);
  expect(sleeps.map(({ milliseconds, signal }) => [milliseconds, signal?.aborted])).toEqual([[10_000, true]]);
});

test("gives up when the time is over", async () => {
  const { clock, sleeps } = manualClock();
  const traffic = new Traffic();
  traffic.add(new Promise(() => undefined));
  const drained = traffic.drained(clock, 10_000);
  sleeps[0]?.end();
  expect(await drained).toBe(false);
});

test("what has ended is forgotten", async () => {
  const { clock } = manualClock();
  const traffic = new Traffic();
  traffic.add(Promise.resolve());
  expect(await traffic.drained(clock, 10_000)).toBe(true);
});

test("waits for what is added meanwhile, too", async () => {
  const { clock } = manualClock();
  const traffic = new Traffic();
  const [first, second] = [deferred<undefined>(), deferred<undefined>()];
  const ended: string[] = [];
  traffic.add(first.promise.then(() => void ended.push("first")));
  expect(traffic.isEnding).toBe(false);

  const drained = traffic.drained(clock, 10_000).then((inTime) => ended.push(`drained ${String(inTime)}`));
  expect(traffic.isEnding).toBe(true);
  traffic.add(second.promise.then(() => void ended.push("second")));
  first.resolve(undefined);
  await first.promise;
  second.resolve(undefined);
  await drained;

  expect(ended).toEqual(["first", "second", "drained true"]);
});
