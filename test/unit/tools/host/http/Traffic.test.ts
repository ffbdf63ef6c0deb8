import { Traffic } from "../../../../../tools/host/http/Traffic";

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
