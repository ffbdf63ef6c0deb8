import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { SteppedClock } from "../../../../../tools/testbed/clock/SteppedClock";
import { temporaryDirectory } from "../../../../support/temporaryDirectory";
import { until } from "../../../../support/until";

const HOUR_MS = 3_600_000;
/** Between a look at one process's clock and at the other's. */
const A_MINUTE_MS = 60_000;

const times = z.object({
  now: z.number(),
  made: z.number(),
  text: z.number(),
  monotonic: z.number(),
  given: z.number(),
  rung: z.number(),
});

/** Tells what time it is each time it is asked. */
const PROGRAM = `
let rung = 0;
setTimeout(() => rung++, 2 * 3_600_000).unref();
clearTimeout(setTimeout(() => rung++, 2 * 3_600_000));
process.on("message", () => process.send({
  rung,
  now: Date.now(),
  made: new Date().getTime(),
  text: Date.parse(Date()),
  monotonic: performance.now(),
  given: new Date(2026, 0, 31).getTime(),
}));`;

const program = join(temporaryDirectory(), "program.js");
writeFileSync(program, PROGRAM);

let clock: SteppedClock;
let child: ChildProcess;

beforeEach(() => {
  clock = new SteppedClock({ offsetMs: HOUR_MS });
  const environment = {
    ...process.env,
    ...clock.environment(),
    NODE_OPTIONS: `--require ${JSON.stringify(clock.module)}`,
  };
  child = fork(program, { env: environment });
});

afterEach(async () => {
  if (child.exitCode === null) {
    const ended = once(child, "exit");
    child.kill();
    await ended;
  }
  clock.remove();
});

async function timesThere() {
  child.send("?");
  return z
    .tuple([times])
    .rest(z.unknown())
    .parse(await once(child, "message"))[0];
}

async function offsets(): Promise<number[]> {
  const before = Date.now();
  const { now, made, text } = await timesThere();
  return [now, made, text].map((time) => Math.round((time - before) / A_MINUTE_MS) * A_MINUTE_MS + 0);
}

test("Date is off by so much from the start, and by whatever it is stepped to, and nothing else is", async () => {
  expect(await offsets()).toEqual([HOUR_MS, HOUR_MS, HOUR_MS]);
  const { monotonic, given } = await timesThere();
  expect(given).toBe(new Date(2026, 0, 31).getTime());

  await clock.stepTo(-HOUR_MS);

  expect(await offsets()).toEqual([-HOUR_MS, -HOUR_MS, -HOUR_MS]);
  const later = (await timesThere()).monotonic - monotonic;
  expect(later).toBeGreaterThan(0);
  expect(later).toBeLessThan(HOUR_MS);

  await clock.stepTo(0);
  expect(await offsets()).toEqual([0, 0, 0]);
});

test("time passes in a moment, for what counts it on and for its timers, and the wall clock stays", async () => {
  const { monotonic } = await timesThere();

  await clock.pass(HOUR_MS);
  const passed = await timesThere();
  expect(passed.monotonic - monotonic).toBeGreaterThanOrEqual(HOUR_MS);
  expect(passed.rung).toBe(0);

  await clock.pass(HOUR_MS);
  await until(async () => (await timesThere()).rung > 0);
  expect((await timesThere()).rung).toBe(1);
  expect(await offsets()).toEqual([HOUR_MS, HOUR_MS, HOUR_MS]);
});

test("stopped, time passes only as it is let; then it goes on from there, with its timers", async () => {
  await clock.stop();
  const { monotonic, rung } = await timesThere();
  await clock.pass(HOUR_MS);
  const passed = (await timesThere()).monotonic;
  await clock.pass(HOUR_MS - A_MINUTE_MS);
  expect([passed, rung]).toEqual([monotonic + HOUR_MS, 0]);

  const before = performance.now();
  await clock.goOn();
  const since = (await timesThere()).monotonic - (passed + HOUR_MS - A_MINUTE_MS);
  expect(since).toBeGreaterThan(0);
  // No more than has passed here: for how long it stood does not count.
  expect(since).toBeLessThanOrEqual(performance.now() - before + 1);
  await clock.pass(A_MINUTE_MS);
  await until(async () => (await timesThere()).rung === 1);
});

test("it does not keep the process from ending", async () => {
  const ended = once(child, "exit");
  child.disconnect();
  expect(await ended).toEqual([0, null]);
});
