import { deadlineIn } from "../../../../shared/deadline";
import { CachedRead } from "../../../../shared/resilience/CachedRead";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { HeldReads } from "./support/HeldReads";

const REFRESH_AFTER_MS = 300_000;
const DROP_AFTER_MS = 3_600_000;
const COOLDOWN_MS = 2_000;
const BUDGET_MS = 7_500;

const isDown = new Error("It is down.");
const tooSlow = new Error("It is too slow.");

function setUp({ dropAfterMs = Infinity } = {}) {
  const clock = new ManualClock();
  const reads = new HeldReads<string>(clock);
  const cached = new CachedRead({
    read: reads.read,
    isDue: (_, ageMs) => ageMs >= REFRESH_AFTER_MS,
    isOver: (_, ageMs) => ageMs >= dropAfterMs,
    cooldownMs: () => COOLDOWN_MS,
    tooSlow: () => tooSlow,
    clock,
  });
  return { clock, reads, cached, get: (within = BUDGET_MS) => cached.get(deadlineIn(within, clock)) };
}

/** Of which the value "a" has been read. */
async function setUpRead(options?: Parameters<typeof setUp>[0]) {
  const it = setUp(options);
  await it.reads.answering(it.get(), "a");
  return it;
}

describe("the first read", () => {
  test("begins when somebody asks, and is one for all who ask while it lasts and afterwards", async () => {
    const { get, reads } = setUp();
    expect(reads.count).toBe(0);
    const all = Promise.all(Array.from({ length: 20 }, () => get()));
    expect(await reads.answering(all, "a")).toEqual(Array(20).fill("a"));
    expect(await get()).toBe("a");
    expect(reads.count).toBe(1);
  });

  test("fails all who wait for it, and those who ask during the cooldown, without another read", async () => {
    const { get, reads, clock } = setUp();
    const all = Promise.allSettled([get(), get()]);
    expect(await reads.answering(all, isDown)).toEqual(Array(2).fill({ status: "rejected", reason: isDown }));
    await clock.advance(COOLDOWN_MS - 1);
    await expect(get()).rejects.toBe(isDown);
    expect(reads.count).toBe(1);

    await clock.advance(1);
    expect(await reads.answering(get(), "a")).toBe("a");
    expect(await get()).toBe("a");
    expect(reads.count).toBe(2);
  });

  test("fails when it throws at once", async () => {
    const read = () => {
      throw isDown;
    };
    const clock = new ManualClock();
    const never = () => false;
    const options = { read, isDue: never, isOver: never, cooldownMs: () => 0, tooSlow: () => tooSlow, clock };
    await expect(new CachedRead(options).get(deadlineIn(BUDGET_MS, clock))).rejects.toBe(isDown);
  });

  test.each([100, BUDGET_MS])(
    "is given up after the %i ms that the caller has, and goes on as the only one for those who come later",
    async (within) => {
      const { get, reads, clock } = setUp();
      const started = clock.now();
      await expect(clock.run(get(within))).rejects.toBe(tooSlow);
      expect(clock.now() - started).toBe(within);
      expect(await reads.answering(get(), "a")).toBe("a");
      expect(await get()).toBe("a");
      expect(reads.count).toBe(1);
    },
  );
});

describe("a value of age", () => {
  test("serves on while it is read again, once, in the background", async () => {
    const { get, reads, clock } = await setUpRead();
    await clock.advance(REFRESH_AFTER_MS - 1);
    expect(await get()).toBe("a");
    expect(reads.count).toBe(1);

    await clock.advance(1);
    expect(await Promise.all(Array.from({ length: 20 }, () => get()))).toEqual(Array(20).fill("a"));
    expect(reads.count).toBe(2);
    await reads.answer("b");
    await clock.advance(REFRESH_AFTER_MS - 1);
    expect(await get()).toBe("b");
    expect(reads.count).toBe(2);
  });

  test("serves those whose time is up without a wait", async () => {
    const { get, clock } = await setUpRead();
    await clock.advance(REFRESH_AFTER_MS);
    expect(await get(0)).toBe("a");
  });

  test("serves on while it cannot be read again, which is tried once per cooldown", async () => {
    const { get, reads, cached, clock } = await setUpRead();
    await clock.advance(REFRESH_AFTER_MS);
    for (let failures = 1; failures <= 2; failures++) {
      expect(await get()).toBe("a");
      await reads.answer(isDown);
      expect(cached.hasFailed).toBe(true);
      await clock.advance(COOLDOWN_MS - 1);
      expect(await get()).toBe("a");
      expect(reads.count).toBe(1 + failures);
      await clock.advance(1);
    }
    await get();
    await reads.answer("b");
    expect(await get()).toBe("b");
    expect(cached.hasFailed).toBe(false);
  });

  test("counts no more once it is too old, even when it cannot be read again", async () => {
    const { get, reads, clock } = await setUpRead({ dropAfterMs: DROP_AFTER_MS });
    await clock.advance(DROP_AFTER_MS - 1);
    expect(await get()).toBe("a");
    await reads.answer(isDown);
    await clock.advance(COOLDOWN_MS);
    await expect(reads.answering(get(), isDown)).rejects.toBe(isDown);
  });
});

test.each([3_600_000, -3_600_000])("no time is taken from the wall clock, which is set by %i ms", async (step) => {
  const { get, reads, cached, clock } = await setUpRead();
  await reads.answering(cached.read({ isForced: true }), "a");
  clock.stepWall(step);
  expect(cached.sinceForced).toBe(0);
  await get();
  expect(reads.count).toBe(2);

  await clock.advance(REFRESH_AFTER_MS);
  await get();
  await reads.answer(isDown);
  clock.stepWall(step);
  expect(cached.recentFailure).toMatchObject({ error: isDown });
  await clock.advance(COOLDOWN_MS);
  expect(cached.recentFailure).toBeUndefined();
});

test("a read counts as forced when it is asked for as such, and succeeds", async () => {
  const { reads, cached, clock } = setUp();
  await reads.answering(cached.read(), "a");
  const forced = cached.read({ isForced: true }).catch(() => undefined);
  await reads.answering(forced, isDown);
  expect(cached.sinceForced).toBe(Infinity);
  cached.forgetFailure();
  await reads.answering(cached.read({ isForced: true }), "b");
  await clock.advance(7);
  expect(cached.sinceForced).toBe(7);
});
