import { TimeLimitError, withTimeLimit } from "../../../shared/withTimeLimit";
import { errorFrom } from "../../support/errorFrom";
import { ManualClock } from "../../support/ManualClock";

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
});

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error("The work was aborted."));
    });
  });

const forever = () => new Promise<never>(() => undefined);

test("work that ends in time keeps its value, and its signal is left alone", async () => {
  let given: AbortSignal | undefined;
  const work = async (signal: AbortSignal) => {
    given = signal;
    await clock.sleep(999);
    return "done";
  };
  await expect(clock.run(withTimeLimit(1_000, clock, work))).resolves.toBe("done");
  await clock.advance(10_000);
  expect(given?.aborted).toBe(false);
});

test("work that fails in time keeps its error", async () => {
  const error = new Error("No.");
  await expect(clock.run(withTimeLimit(1_000, clock, () => Promise.reject(error)))).rejects.toBe(error);
});

test("an error thrown at once is the result too", async () => {
  const error = new Error("At once.");
  const work = (): Promise<never> => {
    throw error;
  };
  await expect(withTimeLimit(1_000, clock, work)).rejects.toBe(error);
});

test("work that does not heed its signal is given up at the limit", async () => {
  const started = clock.now();
  const error = await errorFrom(TimeLimitError, () => clock.run(withTimeLimit(1_000, clock, forever)));
  expect(clock.now() - started).toBe(1_000);
  expect(error.message).toContain("1000 ms");
});

test("the limit is told by the signal's reason", async () => {
  let given: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    given = signal;
    return forever();
  };
  const error = await errorFrom(TimeLimitError, () => clock.run(withTimeLimit(1_000, clock, work)));
  expect(given?.reason).toBe(error);
});

test("work that ends the moment it is aborted does not hide that the time was up", async () => {
  await expect(clock.run(withTimeLimit(1_000, clock, untilAborted))).rejects.toBeInstanceOf(TimeLimitError);
});

it.each([0, -5])("with %d ms, work that goes on is given up at once", async (milliseconds) => {
  const started = clock.now();
  const work = clock.run(withTimeLimit(milliseconds, clock, forever));
  await expect(work).rejects.toBeInstanceOf(TimeLimitError);
  expect(clock.now()).toBe(started);
});

test("nothing is left sleeping when the work has ended", async () => {
  await withTimeLimit(1_000, clock, () => Promise.resolve());
  await expect(clock.run(forever())).rejects.toThrow("nothing sleeps");
});
