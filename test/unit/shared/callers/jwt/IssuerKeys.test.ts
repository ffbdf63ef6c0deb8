import type { JSONWebKeySet } from "jose";
import {
  FAILED_READ_COOLDOWN_MS,
  IssuerKeys,
  KEYS_DROP_AFTER_MS,
  KEYS_REFRESH_AFTER_MS,
  NO_ISSUER_COOLDOWN_MS,
  UNKNOWN_KEY_COOLDOWN_MS,
} from "../../../../../shared/callers/jwt/IssuerKeys";
import { deadlineIn } from "../../../../../shared/deadline";
import { ApiError } from "../../../../../shared/errors";
import { ManualClock } from "../../../../../tools/kit/ManualClock";
import { newKey, type SigningKey } from "../../../../../tools/testbed/identityProvider/TestIssuer";
import { type Deferred, deferred } from "../../../../support/deferred";
import { errorFrom } from "../../../../support/errorFrom";
import { recordLog } from "../../../../support/recordLog";

const ISSUER = "https://issuer.example";
const BUDGET_MS = 7_500;

const noIssuer = () => new ApiError("Misconfigured", "JWT_ISSUERS has to be corrected.");
const isDown = () => new ApiError("UpstreamUnavailable", "The keys cannot be read.");

let first: SigningKey;
let second: SigningKey;
const unknown = { alg: "RS256", kid: "unknown" };

beforeAll(async () => {
  first = await newKey("RS256");
  second = await newKey("RS256");
});

function setUp() {
  const clock = new ManualClock();
  const { log, logged } = recordLog();
  const reads: Deferred<JSONWebKeySet>[] = [];
  const read = () => {
    const pending = deferred<JSONWebKeySet>();
    reads.push(pending);
    return pending.promise;
  };
  const failures = new Map<string, ApiError>();
  const keys = new IssuerKeys({ issuer: ISSUER, read, clock, log, failures });

  /** Ends the read that was begun last. */
  const answer = async (outcome: Error | readonly SigningKey[]) => {
    const pending = reads[reads.length - 1];
    if (outcome instanceof Error) {
      pending?.reject(outcome);
    } else {
      pending?.resolve({ keys: outcome.map(({ publicJwk }) => publicJwk) });
    }
    await clock.advance(0);
  };

  const keyFor = async ({ alg, kid }: { alg: string; kid: string }) =>
    (await keys.candidatesFor({ alg, kid }, deadlineIn(BUDGET_MS, clock)))[0];
  return { clock, logged, reads, failures, answer, keyFor };
}

type SetUp = ReturnType<typeof setUp>;

/** Keys of which the first set has been read. */
async function setUpWith(...published: readonly SigningKey[]): Promise<SetUp> {
  const it = setUp();
  const got = it.keyFor(first);
  await it.answer(published);
  await got;
  return it;
}

const settled = (work: readonly Promise<unknown>[]) =>
  Promise.allSettled(work).then((all) => all.map(({ status }) => status));

describe("the first read", () => {
  test("is one for all who ask while it lasts, and not begun before", async () => {
    const it = setUp();
    expect(it.reads).toHaveLength(0);
    const all = Array.from({ length: 20 }, () => it.keyFor(first));
    await it.answer([first, second]);
    expect(new Set(await Promise.all(all)).size).toBe(1);
    await it.keyFor(second);
    expect(it.reads).toHaveLength(1);
  });

  test("that fails is UpstreamUnavailable for all, and not repeated at once", async () => {
    const it = setUp();
    const all = settled([it.keyFor(first), it.keyFor(first)]);
    await it.answer(isDown());
    expect(await all).toEqual(["rejected", "rejected"]);
    await it.clock.advance(FAILED_READ_COOLDOWN_MS - 1);
    await expect(it.keyFor(first)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
    expect(it.reads).toHaveLength(1);
    await it.clock.advance(1);
    const got = it.keyFor(first);
    expect(it.reads).toHaveLength(2);
    await it.answer([first]);
    await expect(got).resolves.toBeDefined();
  });

  test("that is slow is given up at the deadline; its keys serve those who come later", async () => {
    const it = setUp();
    const started = it.clock.now();
    const error = await errorFrom(ApiError, () => it.clock.run(it.keyFor(first)));
    expect(it.clock.now() - started).toBe(BUDGET_MS);
    expect(error).toMatchObject({ code: "UpstreamUnavailable", status: 503 });
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
    await it.answer([first]);
    await expect(it.keyFor(first)).resolves.toBeDefined();
    expect(it.reads).toHaveLength(1);
  });

  test("that brings no key set is UpstreamUnavailable", async () => {
    const it = setUp();
    const got = errorFrom(ApiError, () => it.keyFor(first));
    it.reads[0]?.resolve({ keys: [Object.assign(new Date(), first.publicJwk)] });
    expect((await got).code).toBe("UpstreamUnavailable");
  });
});

describe("an address that is no issuer's", () => {
  test("is told as such to all, with a line in the log, and looked at again now and then", async () => {
    const it = setUp();
    for (let time = 1; time <= 3; time++) {
      const got = errorFrom(ApiError, () => it.keyFor(first));
      await it.answer(noIssuer());
      expect((await got).code).toBe("Misconfigured");
      await it.clock.advance(NO_ISSUER_COOLDOWN_MS - 1);
      await expect(it.keyFor(first)).rejects.toMatchObject({ code: "Misconfigured" });
      expect(it.reads).toHaveLength(time);
      expect(it.logged).toHaveLength(time);
      expect(JSON.stringify(it.logged.at(-1))).toMatch(/"level":"error","message":"JWT_ISSUERS .*tfp/);
      await it.clock.advance(1);
    }
    const got = it.keyFor(first);
    await it.answer([first]);
    await expect(got).resolves.toBeDefined();
  });

  test("stops no token whose key is at hand, until that is too old", async () => {
    const it = await setUpWith(first);
    await it.clock.advance(KEYS_REFRESH_AFTER_MS);
    await it.keyFor(first);
    await it.answer(noIssuer());
    await expect(it.keyFor(first)).resolves.toBeDefined();
    await it.clock.advance(KEYS_DROP_AFTER_MS);
    const got = errorFrom(ApiError, () => it.keyFor(first));
    await it.answer(noIssuer());
    expect((await got).code).toBe("Misconfigured");
  });
});

test("the last failure can be seen until the keys have been read", async () => {
  const it = setUp();
  expect([...it.failures]).toEqual([]);
  const failure = isDown();
  const refused = settled([it.keyFor(first)]);
  await it.answer(failure);
  await refused;
  expect([...it.failures]).toEqual([[ISSUER, failure]]);
  await it.clock.advance(FAILED_READ_COOLDOWN_MS);
  const got = it.keyFor(first);
  await it.answer([first]);
  await got;
  expect([...it.failures]).toEqual([]);
});

describe("keys of age", () => {
  test("are read again in the background, while they serve on", async () => {
    const it = await setUpWith(first);
    await it.clock.advance(KEYS_REFRESH_AFTER_MS - 1);
    await it.keyFor(first);
    expect(it.reads).toHaveLength(1);
    await it.clock.advance(1);
    await it.keyFor(first);
    await it.keyFor(first);
    expect(it.reads).toHaveLength(2);
    await it.answer([second]);
    await expect(it.keyFor(second)).resolves.toBeDefined();
    expect(it.reads).toHaveLength(2);
  });

  test("serve on while they cannot be read, and the log says so, but not for ever", async () => {
    const it = await setUpWith(first);
    await it.clock.advance(KEYS_REFRESH_AFTER_MS);
    await it.keyFor(first);
    await it.answer(isDown());
    expect(it.logged).toMatchObject([{ level: "warn" }]);
    await it.keyFor(first);
    expect(it.reads).toHaveLength(2);
    await it.clock.advance(KEYS_DROP_AFTER_MS - KEYS_REFRESH_AFTER_MS);
    const got = errorFrom(ApiError, () => it.keyFor(first));
    await it.answer(isDown());
    expect((await got).code).toBe("UpstreamUnavailable");
  });
});

describe("an unknown key", () => {
  test("is fetched at once, by one fetch for all who wait", async () => {
    const it = await setUpWith(first);
    const all = [it.keyFor(second), it.keyFor(second)];
    await it.clock.advance(0);
    expect(it.reads).toHaveLength(2);
    await it.answer([second]);
    expect(await settled(all)).toEqual(["fulfilled", "fulfilled"]);
  });

  test("is the caller's fault when the issuer does not publish it", async () => {
    const it = await setUpWith(first);
    const got = errorFrom(ApiError, () => it.keyFor(unknown));
    await it.clock.advance(0);
    await it.answer([first]);
    expect((await got).code).toBe("InvalidCredential");
  });

  test("is fetched once per cooldown, whichever it is", async () => {
    const it = await setUpWith(first);
    const got = errorFrom(ApiError, () => it.keyFor(unknown));
    await it.clock.advance(0);
    await it.answer([first]);
    await got;
    for (let kid = 0; kid < 50; kid++) {
      await expect(it.keyFor({ alg: "RS256", kid: String(kid) })).rejects.toMatchObject({ code: "InvalidCredential" });
    }
    expect(it.reads).toHaveLength(2);
    await it.clock.advance(UNKNOWN_KEY_COOLDOWN_MS);
    const later = it.keyFor(second);
    await it.clock.advance(0);
    expect(it.reads).toHaveLength(3);
    await it.answer([first, second]);
    await expect(later).resolves.toBeDefined();
  });

  test("is nobody's fault while the issuer is down, also after the failure's cooldown", async () => {
    const it = await setUpWith(first);
    for (let time = 0; time < 3; time++) {
      const got = errorFrom(ApiError, () => it.keyFor(unknown));
      await it.clock.advance(0);
      await it.answer(isDown());
      expect((await got).code).toBe("UpstreamUnavailable");
      await expect(it.keyFor(unknown)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
      await expect(it.keyFor(first)).resolves.toBeDefined();
      expect(it.reads).toHaveLength(2 + time);
      await it.clock.advance(FAILED_READ_COOLDOWN_MS);
    }
  });
});
