import { deadlineIn, TimeLimitError, withTimeLimit } from "../../../shared/deadline";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
});

test("what remains of a deadline shrinks with time, below zero, and not when the wall clock is set", async () => {
  const deadline = deadlineIn(1_000, clock);
  clock.stepWall(3_600_000);
  expect(deadline.remaining()).toBe(1_000);
  await clock.advance(400);
  expect(deadline.remaining()).toBe(600);
  await clock.advance(700);
  expect(deadline.remaining()).toBe(-100);
});

const forever = () => new Promise<never>(() => undefined);
const no = new Error("No.");

test("work that ends in time keeps its value, its signal is left alone, and nothing is left sleeping", async () => {
  let given: AbortSignal | undefined;
  const work = async (signal: AbortSignal) => {
    given = signal;
    await clock.sleep(999);
    return "done";
  };
  await expect(clock.run(withTimeLimit(1_000, clock, work))).resolves.toBe("done");
  await expect(clock.run(forever())).rejects.toThrow("nothing sleeps");
  await clock.advance(10_000);
  expect(given?.aborted).toBe(false);
});

test.each([
  ["rejects", () => Promise.reject(no)],
  [
    "throws at once",
    (): Promise<never> => {
      throw no;
    },
  ],
])("work that %s in time keeps its error", async (_, work) => {
  await expect(clock.run(withTimeLimit(1_000, clock, work))).rejects.toBe(no);
});

test.each([1_000, 0, -5])("work that does not heed its signal is given up after %d ms", async (milliseconds) => {
  const started = clock.now();
  let given: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    given = signal;
    return forever();
  };
  const error = await errorFrom(TimeLimitError, () => clock.run(withTimeLimit(milliseconds, clock, work)));
  expect(clock.now() - started).toBe(Math.max(0, milliseconds));
  expect(error.message).toContain(`${milliseconds} ms`);
  expect(given?.reason).toBe(error);
});

test("work that ends the moment it is aborted does not hide that the time was up", async () => {
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => {
        reject(no);
      });
    });
  await expect(clock.run(withTimeLimit(1_000, clock, untilAborted))).rejects.toBeInstanceOf(TimeLimitError);
});
