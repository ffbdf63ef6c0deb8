import { ConnectionStringSource, READ_COOLDOWN_MS } from "../../../../shared/connectionString/ConnectionStringSource";
import type { ConnectionString } from "../../../../shared/connectionString/parseConnectionString";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError } from "../../../../shared/errors";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { type Deferred, deferred } from "../../../support/deferred";
import { errorFrom } from "../../../support/errorFrom";
import { recordLog } from "../../../support/recordLog";

const MAX_AGE_SECONDS = 300;
const MAX_AGE_MS = MAX_AGE_SECONDS * 1000;
const BUDGET_MS = 7_500;

/** Always a new object, as a read makes one. */
const keyed = (accessKey: string, endpoint = "https://contoso.communication.azure.com"): ConnectionString => ({
  endpoint,
  accessKey,
});

const vaultIsDown = () => new ApiError("UpstreamUnavailable", "Key Vault cannot be reached.");

function setUp() {
  const clock = new ManualClock();
  const { log, logged } = recordLog();
  const reads: Deferred<ConnectionString>[] = [];
  const read = () => {
    const pending = deferred<ConnectionString>();
    reads.push(pending);
    return pending.promise;
  };
  const source = new ConnectionStringSource({ read, maxAgeSeconds: MAX_AGE_SECONDS, clock, log });
  const deadline = () => deadlineIn(BUDGET_MS, clock);

  /** Lets what is ready run on, and no time pass. */
  const settle = () => clock.advance(0);

  /** Ends the read that was begun last. */
  const answer = async (outcome: ConnectionString | Error) => {
    const pending = reads[reads.length - 1];
    if (outcome instanceof Error) {
      pending?.reject(outcome);
    } else {
      pending?.resolve(outcome);
    }
    await settle();
  };

  return {
    clock,
    logged,
    reads,
    source,
    deadline,
    settle,
    answer,
    get: () => source.get(deadline()),
    getAfterRefusal: (refused: ConnectionString) => source.getAfterRefusal(refused, deadline()),
  };
}

type SetUp = ReturnType<typeof setUp>;

/** A source that has read its first value. */
async function setUpWith(accessKey: string): Promise<SetUp & { first: ConnectionString }> {
  const it = setUp();
  const got = it.get();
  await it.answer(keyed(accessKey));
  return { ...it, first: await got };
}

describe("the first read", () => {
  test("is not begun before anyone asks", () => {
    expect(setUp().reads).toHaveLength(0);
  });

  test("is one for all who ask while it lasts", async () => {
    const { get, reads, answer } = setUp();
    const all = Array.from({ length: 20 }, get);
    expect(reads).toHaveLength(1);
    await answer(keyed("a"));
    const values = await Promise.all(all);
    expect(values[0]).toEqual(keyed("a"));
    expect(new Set(values).size).toBe(1);
    await expect(get()).resolves.toBe(values[0]);
    expect(reads).toHaveLength(1);
  });

  test("fails all who wait for it, and those who ask soon after, without another read", async () => {
    const { get, reads, answer, clock, logged } = setUp();
    const error = vaultIsDown();
    const all = Promise.allSettled([get(), get()]);
    await answer(error);
    expect(await all).toEqual([
      { status: "rejected", reason: error },
      { status: "rejected", reason: error },
    ]);
    await clock.advance(READ_COOLDOWN_MS - 1);
    await expect(get()).rejects.toBe(error);
    expect(reads).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  test("is made again when the cooldown is over, and all is well when it succeeds", async () => {
    const { get, reads, answer, clock } = setUp();
    const failing = errorFrom(ApiError, get);
    await answer(vaultIsDown());
    await failing;
    await clock.advance(READ_COOLDOWN_MS);
    const got = get();
    expect(reads).toHaveLength(2);
    await answer(keyed("a"));
    await expect(got).resolves.toEqual(keyed("a"));
    await expect(get()).resolves.toEqual(keyed("a"));
    expect(reads).toHaveLength(2);
  });

  test("that is slow is given up at the deadline; its value serves those who come later", async () => {
    const { get, reads, answer, clock } = setUp();
    const started = clock.now();
    const error = await errorFrom(ApiError, () => clock.run(get()));
    expect(clock.now() - started).toBe(BUDGET_MS);
    expect(error).toMatchObject({ code: "UpstreamUnavailable", status: 503 });
    expect(error.message).toMatch(/Key Vault.*try again/);
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
    await answer(keyed("a"));
    await expect(get()).resolves.toEqual(keyed("a"));
    expect(reads).toHaveLength(1);
  });

  test("that is slow is still the only one for those who come later", async () => {
    const { get, reads, answer, clock } = setUp();
    await errorFrom(ApiError, () => clock.run(get()));
    const got = get();
    await answer(keyed("a"));
    await expect(got).resolves.toEqual(keyed("a"));
    expect(reads).toHaveLength(1);
  });

  test("has the time that the one who asks has left", async () => {
    const { source, clock } = setUp();
    const started = clock.now();
    const error = await errorFrom(ApiError, () => clock.run(source.get(deadlineIn(100, clock))));
    expect(error.code).toBe("UpstreamUnavailable");
    expect(clock.now() - started).toBe(100);
  });
});

describe("a read ahead", () => {
  test("serves those who come while it lasts and afterwards, and is the only one", async () => {
    const { source, get, reads, answer } = setUp();
    const ahead = source.readAhead();
    const during = get();
    await answer(keyed("a"));
    await ahead;
    await expect(during).resolves.toEqual(keyed("a"));
    await expect(get()).resolves.toBe(await during);
    expect(reads).toHaveLength(1);
  });

  test("is left out when somebody has come before", async () => {
    const { source, get, reads, answer } = setUp();
    const got = get();
    await source.readAhead();
    await answer(keyed("a"));
    await got;
    await source.readAhead();
    expect(reads).toHaveLength(1);
  });

  test("that fails is logged once, throws nothing, and leaves a request that comes at once a read of its own", async () => {
    const { source, get, reads, answer, logged } = setUp();
    const error = vaultIsDown();
    const ahead = source.readAhead();
    await answer(error);
    await expect(ahead).resolves.toBeUndefined();
    expect(logged).toMatchObject([{ level: "warn", error }]);

    const got = get();
    await answer(keyed("a"));
    await expect(got).resolves.toEqual(keyed("a"));
    expect(reads).toHaveLength(2);
    expect(logged).toHaveLength(1);
  });

  test("that fails leaves those who have waited for it one read of their own", async () => {
    const { source, get, reads, answer } = setUp();
    const ahead = source.readAhead();
    const waiting = [get(), get()];
    await answer(vaultIsDown());
    await ahead;
    await answer(keyed("a"));
    await expect(Promise.all(waiting)).resolves.toEqual([keyed("a"), keyed("a")]);
    expect(reads).toHaveLength(2);
  });

  test("that never ends takes no longer of a request than its deadline", async () => {
    const { source, get, reads, clock } = setUp();
    void source.readAhead();
    const started = clock.now();
    const error = await errorFrom(ApiError, () => clock.run(get()));
    expect(error.code).toBe("UpstreamUnavailable");
    expect(clock.now() - started).toBe(BUDGET_MS);
    expect(reads).toHaveLength(1);
  });
});

describe("a value that has grown old", () => {
  test("is not read again before its time", async () => {
    const { get, reads, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS - 1);
    await expect(get()).resolves.toBe(first);
    expect(reads).toHaveLength(1);
  });

  test("serves on while it is read again, once, in the background", async () => {
    const { get, reads, answer, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    const all = await Promise.all(Array.from({ length: 20 }, get));
    expect(new Set(all)).toEqual(new Set([first]));
    expect(reads).toHaveLength(2);
    await answer(keyed("b"));
    await expect(get()).resolves.toEqual(keyed("b"));
    expect(reads).toHaveLength(2);
  });

  test("stays the same object when it has not changed, and is young again", async () => {
    const { get, reads, answer, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await get();
    await answer(keyed("a"));
    await clock.advance(MAX_AGE_MS - 1);
    await expect(get()).resolves.toBe(first);
    expect(reads).toHaveLength(2);
  });

  it.each([keyed("b"), keyed("a", "https://fabrikam.communication.azure.com")])(
    "is another object when any part has changed: %j",
    async (changed) => {
      const { get, answer, clock } = await setUpWith("a");
      await clock.advance(MAX_AGE_MS);
      await get();
      await answer(changed);
      await expect(get()).resolves.toBe(changed);
    },
  );

  test("serves on while it cannot be read, and the log says so once for each read", async () => {
    const { get, reads, answer, clock, logged, first } = await setUpWith("a");
    const error = vaultIsDown();
    await clock.advance(MAX_AGE_MS);
    await Promise.all(Array.from({ length: 20 }, get));
    await answer(error);
    expect(logged).toMatchObject([{ level: "warn", error }]);
    expect(logged[0]?.message).toMatch(/cannot be read; the previous one stays in use/);

    await clock.advance(READ_COOLDOWN_MS - 1);
    await expect(get()).resolves.toBe(first);
    expect(reads).toHaveLength(2);

    await clock.advance(1);
    await expect(get()).resolves.toBe(first);
    expect(reads).toHaveLength(3);
    await answer(error);
    expect(logged).toHaveLength(2);
    await expect(get()).resolves.toBe(first);
  });

  test("is replaced as soon as the vault is back", async () => {
    const { get, reads, answer, clock, logged } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await get();
    await answer(vaultIsDown());
    await clock.advance(READ_COOLDOWN_MS);
    await get();
    await answer(keyed("b"));
    await expect(get()).resolves.toEqual(keyed("b"));
    await clock.advance(MAX_AGE_MS - 1);
    await expect(get()).resolves.toEqual(keyed("b"));
    expect(reads).toHaveLength(3);
    expect(logged).toHaveLength(1);
  });

  test("serves those whose time is nearly up without a wait", async () => {
    const { source, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await expect(source.get(deadlineIn(0, clock))).resolves.toBe(first);
  });
});

describe("after ACS has refused a key", () => {
  test("the value is read afresh at once, however young it is", async () => {
    const { get, getAfterRefusal, reads, answer, first } = await setUpWith("a");
    const next = getAfterRefusal(first);
    expect(reads).toHaveLength(2);
    await answer(keyed("b"));
    await expect(next).resolves.toEqual(keyed("b"));
    await expect(get()).resolves.toBe(await next);
  });

  test("a value that has come since is given without a read", async () => {
    const { getAfterRefusal, reads, answer, first } = await setUpWith("a");
    const next = getAfterRefusal(first);
    await answer(keyed("b"));
    const second = await next;
    await expect(getAfterRefusal(first)).resolves.toBe(second);
    expect(reads).toHaveLength(2);
  });

  test("the same object tells that there is no other", async () => {
    const { getAfterRefusal, answer, first } = await setUpWith("a");
    const next = getAfterRefusal(first);
    await answer(keyed("a"));
    await expect(next).resolves.toBe(first);
  });

  test("a read that began before may bring the old value; then it is read afresh", async () => {
    const { get, getAfterRefusal, reads, answer, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await get();
    expect(reads).toHaveLength(2);
    const next = getAfterRefusal(first);
    await answer(keyed("a"));
    expect(reads).toHaveLength(3);
    await answer(keyed("b"));
    await expect(next).resolves.toEqual(keyed("b"));
  });

  test("a read that began before and brings another value is enough", async () => {
    const { get, getAfterRefusal, reads, answer, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await get();
    const next = getAfterRefusal(first);
    await answer(keyed("b"));
    await expect(next).resolves.toEqual(keyed("b"));
    expect(reads).toHaveLength(2);
  });

  test("twenty who are refused at once make one read", async () => {
    const { getAfterRefusal, reads, answer, first } = await setUpWith("a");
    const all = Array.from({ length: 20 }, () => getAfterRefusal(first));
    await answer(keyed("b"));
    expect(new Set(await Promise.all(all)).size).toBe(1);
    await expect(all[0]).resolves.toEqual(keyed("b"));
    expect(reads).toHaveLength(2);
  });

  test("twenty who are refused at once make one read, though it brings nothing new", async () => {
    const { getAfterRefusal, reads, answer, first } = await setUpWith("a");
    const all = Array.from({ length: 20 }, () => getAfterRefusal(first));
    await answer(keyed("a"));
    await expect(Promise.all(all)).resolves.toEqual(Array.from({ length: 20 }, () => first));
    expect(reads).toHaveLength(2);
  });

  it.each([keyed("a"), vaultIsDown()])(
    "twenty who are refused at once make one read, however long it takes to bring nothing new: %p",
    async (outcome) => {
      const { getAfterRefusal, reads, answer, clock, first } = await setUpWith("a");
      const all = Promise.all(Array.from({ length: 20 }, () => getAfterRefusal(first)));
      await clock.advance(READ_COOLDOWN_MS + 1_000);
      await answer(outcome);
      expect(reads).toHaveLength(2);
      await expect(clock.run(all)).resolves.toEqual(Array.from({ length: 20 }, () => first));
    },
  );

  test("twenty who are refused during a read that began before share one fresh read", async () => {
    const { get, getAfterRefusal, reads, answer, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await get();
    const all = Array.from({ length: 20 }, () => getAfterRefusal(first));
    await answer(keyed("a"));
    expect(reads).toHaveLength(3);
    await answer(keyed("b"));
    expect(new Set(await Promise.all(all)).size).toBe(1);
    await expect(all[0]).resolves.toEqual(keyed("b"));
    expect(reads).toHaveLength(3);
  });

  test("there is a cooldown between forced reads", async () => {
    const { getAfterRefusal, reads, answer, clock, first } = await setUpWith("a");
    const next = getAfterRefusal(first);
    await answer(keyed("a"));
    await next;

    await clock.advance(READ_COOLDOWN_MS - 1);
    await expect(getAfterRefusal(first)).resolves.toBe(first);
    expect(reads).toHaveLength(2);

    await clock.advance(1);
    const afterwards = getAfterRefusal(first);
    expect(reads).toHaveLength(3);
    await answer(keyed("b"));
    await expect(afterwards).resolves.toEqual(keyed("b"));
  });

  test("the vault is left alone for the cooldown after a failed read too", async () => {
    const { get, getAfterRefusal, reads, answer, clock, first } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await get();
    await answer(vaultIsDown());
    const next = clock.run(getAfterRefusal(first));
    await expect(next).resolves.toBe(first);
    expect(reads).toHaveLength(2);
  });

  test("a read that fails leaves the refused value, and is logged once", async () => {
    const { getAfterRefusal, answer, logged, first } = await setUpWith("a");
    const all = [getAfterRefusal(first), getAfterRefusal(first)];
    await answer(vaultIsDown());
    await expect(Promise.all(all)).resolves.toEqual([first, first]);
    expect(logged).toHaveLength(1);
  });

  test("a read that is slow leaves the refused value at the deadline", async () => {
    const { source, clock, first } = await setUpWith("a");
    const started = clock.now();
    await expect(clock.run(source.getAfterRefusal(first, deadlineIn(1_000, clock)))).resolves.toBe(first);
    expect(clock.now() - started).toBe(1_000);
  });

  test("a value refused long ago is not confused with the one of the moment", async () => {
    const { getAfterRefusal, reads, first } = await setUpWith("a");
    await expect(getAfterRefusal(keyed("a"))).resolves.toBe(first);
    expect(reads).toHaveLength(1);
  });
});

test("a read that throws at once is a failed read", async () => {
  const clock = new ManualClock();
  const error = vaultIsDown();
  const source = new ConnectionStringSource({
    read: () => {
      throw error;
    },
    maxAgeSeconds: MAX_AGE_SECONDS,
    clock,
    log: () => undefined,
  });
  await expect(source.get(deadlineIn(BUDGET_MS, clock))).rejects.toBe(error);
});

describe.each([3_600_000, -3_600_000])("when the wall clock is set by %i ms", (step) => {
  test("a value neither grows old nor young", async () => {
    const { clock, get, reads } = await setUpWith("a");
    clock.stepWall(step);
    await get();
    expect(reads).toHaveLength(1);
    await clock.advance(MAX_AGE_MS);
    await get();
    expect(reads).toHaveLength(2);
  });

  test("a failed read is repeated after its cooldown, and not before", async () => {
    const { clock, get, reads, answer } = setUp();
    const failed = errorFrom(ApiError, get);
    await answer(vaultIsDown());
    await failed;
    clock.stepWall(step);
    await errorFrom(ApiError, get);
    expect(reads).toHaveLength(1);
    await clock.advance(READ_COOLDOWN_MS);
    const got = get();
    await answer(keyed("a"));
    expect(await got).toEqual(keyed("a"));
  });

  test("a refused key is read afresh after the cooldown, and not before", async () => {
    const { clock, first, getAfterRefusal, reads, answer } = await setUpWith("a");
    const unchanged = getAfterRefusal(first);
    await answer(keyed("a"));
    expect(await unchanged).toBe(first);
    clock.stepWall(step);
    expect(await getAfterRefusal(first)).toBe(first);
    expect(reads).toHaveLength(2);
    await clock.advance(READ_COOLDOWN_MS);
    const changed = getAfterRefusal(first);
    await answer(keyed("b"));
    expect(await changed).toEqual(keyed("b"));
  });
});

describe("readAfresh", () => {
  test("gives what a read brings that begins now, the same object when nothing has changed", async () => {
    const { first, source, deadline, settle, answer, reads } = await setUpWith("a");
    const fresh = source.readAfresh(deadline());
    await settle();
    await answer(keyed("a"));
    expect(await fresh).toBe(first);
    expect(reads).toHaveLength(2);
  });

  test("does not count a read that was under way", async () => {
    const { clock, source, deadline, get, settle, answer, reads } = await setUpWith("a");
    await clock.advance(MAX_AGE_MS);
    await get();
    const fresh = source.readAfresh(deadline());
    await settle();
    await answer(keyed("a"));
    await settle();
    await answer(keyed("b"));
    expect(await fresh).toEqual(keyed("b"));
    expect(reads).toHaveLength(3);
  });

  test("waits out the cooldown, and shares one read among all who wait", async () => {
    const { clock, source, deadline, settle, answer, reads } = await setUpWith("a");
    const one = source.readAfresh(deadline());
    await settle();
    await answer(keyed("a"));
    await one;

    const others = Array.from({ length: 5 }, () => source.readAfresh(deadline()));
    await clock.advance(READ_COOLDOWN_MS - 1);
    expect(reads).toHaveLength(2);
    await clock.advance(1);
    await settle();
    await answer(keyed("b"));

    expect(await Promise.all(others)).toEqual(Array(5).fill(keyed("b")));
    expect(reads).toHaveLength(3);
  });

  test("is UpstreamUnavailable when the read fails, and at once for a while after that", async () => {
    const { clock, source, deadline, settle, answer, reads } = await setUpWith("a");
    const failing = errorFrom(ApiError, () => source.readAfresh(deadline()));
    await settle();
    await answer(new ApiError("UpstreamRejected", "Key Vault refuses this service's identity."));
    expect(await failing).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 2 });

    expect(await errorFrom(ApiError, () => source.readAfresh(deadline()))).toMatchObject({
      code: "UpstreamUnavailable",
    });
    expect(reads).toHaveLength(2);

    await clock.advance(READ_COOLDOWN_MS);
    const fresh = source.readAfresh(deadline());
    await settle();
    await answer(keyed("b"));
    expect(await fresh).toEqual(keyed("b"));
  });

  test("is UpstreamUnavailable when the read does not end by the deadline", async () => {
    const { clock, source, deadline } = await setUpWith("a");
    const slow = errorFrom(ApiError, () => source.readAfresh(deadline()));
    await clock.advance(BUDGET_MS);
    expect(await slow).toMatchObject({ code: "UpstreamUnavailable" });
  });
});
