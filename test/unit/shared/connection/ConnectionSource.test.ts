import type { AcsConnection } from "../../../../shared/connection/AcsConnection";
import { ConnectionSource, READ_COOLDOWN_MS } from "../../../../shared/connection/ConnectionSource";
import { keyVaultOrigin } from "../../../../shared/connection/origins";
import type { ConnectionString } from "../../../../shared/connection/parseConnectionString";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError } from "../../../../shared/errors";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";
import { recordLog } from "../../../support/recordLog";
import { HeldReads } from "../resilience/support/HeldReads";

const MAX_AGE_SECONDS = 300;
const BUDGET_MS = 7_500;

/** Always a new object, as a read makes one. */
const keyed = (accessKey: string, endpoint = "https://contoso.communication.azure.com"): ConnectionString => ({
  endpoint,
  accessKey,
});

const vaultIsDown = new ApiError("UpstreamUnavailable", "Key Vault cannot be reached.");

function setUp() {
  const clock = new ManualClock();
  const { log, logged } = recordLog();
  const reads = new HeldReads<ConnectionString>(clock);
  const source = new ConnectionSource({ origin: keyVaultOrigin(reads.read, MAX_AGE_SECONDS), clock, log });
  const deadline = (within = BUDGET_MS) => deadlineIn(within, clock);
  return {
    clock,
    logged,
    reads,
    source,
    get: () => source.get(deadline()),
    getAfterRefusal: (refused: AcsConnection, within?: number) => source.getAfterRefusal(refused, deadline(within)),
    confirm: () => source.confirm(deadline()),
  };
}

/** A source that has read its first value; `grownOld`: and has begun to read it again. */
async function setUpWith(accessKey: string, { grownOld = false } = {}) {
  const it = setUp();
  const first = await it.reads.answering(it.get(), keyed(accessKey));
  if (grownOld) {
    await it.clock.advance(MAX_AGE_SECONDS * 1000);
    await it.get();
    expect(it.reads.count).toBe(2);
  }
  return { ...it, first };
}

describe("get", () => {
  test("without a value fails as the read does, and logs nothing, for the request does", async () => {
    const { get, reads, clock, logged } = setUp();
    await expect(reads.answering(get(), vaultIsDown)).rejects.toBe(vaultIsDown);
    await clock.advance(READ_COOLDOWN_MS - 1);
    await expect(get()).rejects.toBe(vaultIsDown);
    expect(logged).toEqual([]);
  });

  test("is UpstreamUnavailable when the read is too slow", async () => {
    const { get, clock } = setUp();
    const error = await errorFrom(ApiError, () => clock.run(get()));
    expect(error).toMatchObject({ code: "UpstreamUnavailable", status: 503, retryAfterSeconds: 2 });
  });

  test("gives the same object for as long as the value has not changed", async () => {
    const { get, reads, first } = await setUpWith("a", { grownOld: true });
    await reads.answer(keyed("a"));
    expect(await get()).toBe(first);
    expect(reads.count).toBe(2);
  });

  it.each([keyed("b"), keyed("a", "https://fabrikam.communication.azure.com")])(
    "gives another object when any part has changed: %j",
    async (changed) => {
      const { get, reads } = await setUpWith("a", { grownOld: true });
      await reads.answer(changed);
      expect(await get()).toBe(changed);
    },
  );

  test("gives the old value while it cannot be read again, and the log says so once for each read", async () => {
    const { source, get, reads, clock, logged, first } = await setUpWith("a", { grownOld: true });
    expect(source.isStale).toBe(false);
    for (let failures = 1; failures <= 2; failures++) {
      await reads.answer(vaultIsDown);
      expect(source.isStale).toBe(true);
      expect(logged).toHaveLength(failures);
      await clock.advance(READ_COOLDOWN_MS);
      expect(await get()).toBe(first);
    }
    const message = "The connection string cannot be read; the previous one stays in use.";
    expect(logged[0]).toMatchObject({ level: "warn", message, error: vaultIsDown });
  });
});

describe("a read ahead", () => {
  test("serves those who come while it lasts and afterwards, and is the only one", async () => {
    const { source, get, reads } = setUp();
    const ahead = source.readAhead();
    const during = get();
    await reads.answering(ahead, keyed("a"));
    expect(await during).toEqual(keyed("a"));
    expect(await get()).toBe(await during);
    expect(reads.count).toBe(1);
  });

  test("is left out when somebody has come before", async () => {
    const { source, get, reads } = setUp();
    const got = get();
    await source.readAhead();
    await reads.answering(got, keyed("a"));
    await source.readAhead();
    expect(reads.count).toBe(1);
  });

  test("that fails is logged once, throws nothing, and leaves a request that comes at once a read of its own", async () => {
    const { source, get, reads, logged } = setUp();
    await expect(reads.answering(source.readAhead(), vaultIsDown)).resolves.toBeUndefined();
    expect(logged).toMatchObject([{ level: "warn", error: vaultIsDown }]);

    const got = get();
    expect(reads.count).toBe(2);
    expect(await reads.answering(got, keyed("a"))).toEqual(keyed("a"));
    expect(reads.count).toBe(2);
    expect(logged).toHaveLength(1);
  });

  test("that fails leaves those who have waited for it one read of their own", async () => {
    const { source, get, reads } = setUp();
    void source.readAhead();
    const waiting = Promise.all([get(), get()]);
    expect(await reads.answering(waiting, vaultIsDown, keyed("a"))).toEqual([keyed("a"), keyed("a")]);
    expect(reads.count).toBe(2);
  });

  test("that never ends takes no longer of a request than its deadline", async () => {
    const { source, get, reads, clock } = setUp();
    void source.readAhead();
    const started = clock.now();
    const error = await errorFrom(ApiError, () => clock.run(get()));
    expect(error.code).toBe("UpstreamUnavailable");
    expect(clock.now() - started).toBe(BUDGET_MS);
    expect(reads.count).toBe(1);
  });
});

describe("after ACS has refused a key", () => {
  test.each<[string, { given: string; grownOld?: true; reads: readonly (ConnectionString | ApiError)[] }]>([
    ["another value", { given: "b", reads: [keyed("b")] }],
    ["the same object, which tells that there is no other", { given: "a", reads: [keyed("a")] }],
    ["the same object when the read fails", { given: "a", reads: [vaultIsDown] }],
    [
      "what a second read brings when one that began before has brought nothing new",
      { given: "b", grownOld: true, reads: [keyed("a"), keyed("b")] },
    ],
    ["what a read that began before brings when it is new", { given: "b", grownOld: true, reads: [keyed("b")] }],
    ["the same object during the cooldown of a failed read", { given: "a", grownOld: true, reads: [vaultIsDown] }],
  ])("twenty who were refused together get %s, of no more reads than that takes", async (_, { given, ...story }) => {
    const { getAfterRefusal, reads, first, logged } = await setUpWith("a", story);
    const all = Promise.all(Array.from({ length: 20 }, () => getAfterRefusal(first)));

    const values = new Set(await reads.answering(all, ...story.reads));

    expect([...values]).toEqual([keyed(given)]);
    expect(values.has(first)).toBe(given === "a");
    expect(reads.count).toBe(1 + story.reads.length);
    expect(logged).toHaveLength(story.reads.includes(vaultIsDown) ? 1 : 0);
  });

  it.each([keyed("a"), vaultIsDown])(
    "twenty who are refused together make one read, however long it takes to bring nothing new: %p",
    async (outcome) => {
      const { getAfterRefusal, reads, clock, first } = await setUpWith("a");
      const all = Promise.all(Array.from({ length: 20 }, () => getAfterRefusal(first)));
      await clock.advance(READ_COOLDOWN_MS + 1_000);
      await reads.answer(outcome);
      expect(reads.count).toBe(2);
      expect(await clock.run(all)).toEqual(Array(20).fill(first));
    },
  );

  test("the new value is everybody's, and given to who was refused with the old one without a read", async () => {
    const { get, getAfterRefusal, reads, first } = await setUpWith("a");
    const second = await reads.answering(getAfterRefusal(first), keyed("b"));
    expect(await get()).toBe(second);
    expect(await getAfterRefusal(first)).toBe(second);
    expect(reads.count).toBe(2);
  });

  test("a value refused long ago is not confused with the one of the moment", async () => {
    const { getAfterRefusal, reads, first } = await setUpWith("a");
    expect(await getAfterRefusal(keyed("a"))).toBe(first);
    expect(reads.count).toBe(1);
  });

  test.each([0, 3_600_000, -3_600_000])(
    "there is a cooldown between forced reads, though the wall clock is set by %i ms",
    async (step) => {
      const { getAfterRefusal, reads, clock, first } = await setUpWith("a");
      await reads.answering(getAfterRefusal(first), keyed("a"));
      clock.stepWall(step);
      await clock.advance(READ_COOLDOWN_MS - 1);
      expect(await getAfterRefusal(first)).toBe(first);
      expect(reads.count).toBe(2);

      await clock.advance(1);
      expect(await reads.answering(getAfterRefusal(first), keyed("b"))).toEqual(keyed("b"));
      expect(reads.count).toBe(3);
    },
  );

  test("a read that is slow leaves the refused value at the deadline", async () => {
    const { getAfterRefusal, clock, first } = await setUpWith("a");
    const started = clock.now();
    expect(await clock.run(getAfterRefusal(first, 1_000))).toBe(first);
    expect(clock.now() - started).toBe(1_000);
  });
});

describe("confirm", () => {
  test("gives what a read brings that begins now, the same object when nothing has changed", async () => {
    const { first, confirm, reads } = await setUpWith("a");
    expect(await reads.answering(confirm(), keyed("a"))).toBe(first);
    expect(reads.count).toBe(2);
  });

  test("does not count a read that was under way", async () => {
    const { confirm, reads } = await setUpWith("a", { grownOld: true });
    expect(await reads.answering(confirm(), keyed("a"), keyed("b"))).toEqual(keyed("b"));
    expect(reads.count).toBe(3);
  });

  test("waits out the cooldown, and shares one read among all who wait", async () => {
    const { clock, confirm, reads } = await setUpWith("a");
    await reads.answering(confirm(), keyed("a"));

    const others = Promise.all(Array.from({ length: 5 }, confirm));
    await clock.advance(READ_COOLDOWN_MS - 1);
    expect(reads.count).toBe(2);
    await clock.advance(1);

    expect(await reads.answering(others, keyed("b"))).toEqual(Array(5).fill(keyed("b")));
    expect(reads.count).toBe(3);
  });

  test("is UpstreamUnavailable when the read fails, and at once for a while after that", async () => {
    const { clock, confirm, reads } = await setUpWith("a");
    const unavailable = { code: "UpstreamUnavailable", retryAfterSeconds: 2 };
    const refused = new ApiError("UpstreamRejected", "Key Vault refuses this service's identity.");
    await expect(reads.answering(confirm(), refused)).rejects.toMatchObject(unavailable);
    await expect(confirm()).rejects.toMatchObject(unavailable);
    expect(reads.count).toBe(2);

    await clock.advance(READ_COOLDOWN_MS);
    expect(await reads.answering(confirm(), keyed("b"))).toEqual(keyed("b"));
  });

  test("is UpstreamUnavailable when the read does not end by the deadline", async () => {
    const { clock, confirm } = await setUpWith("a");
    expect(await errorFrom(ApiError, () => clock.run(confirm()))).toMatchObject({ code: "UpstreamUnavailable" });
  });
});
