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
import { recordLog } from "../../../../support/recordLog";
import { HeldReads } from "../../resilience/support/HeldReads";

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
  const reads = new HeldReads<JSONWebKeySet>(clock);
  const failures = new Map<string, ApiError>();
  const keys = new IssuerKeys({ issuer: ISSUER, read: reads.read, clock, log, failures });
  const keyFor = async ({ alg, kid }: { alg: string; kid: string }) =>
    (await keys.candidatesFor({ alg, kid }, deadlineIn(BUDGET_MS, clock))).keys[0];
  return { clock, logged, reads, failures, keyFor };
}

const published = (...keys: readonly SigningKey[]): JSONWebKeySet => ({ keys: keys.map(({ publicJwk }) => publicJwk) });

/** Keys of which the first set has been read. */
async function setUpWith(...keys: readonly SigningKey[]) {
  const it = setUp();
  await it.reads.answering(it.keyFor(first), published(...keys));
  return it;
}

describe("the first read", () => {
  test("is one for all who ask while it lasts, whichever key they need", async () => {
    const { keyFor, reads } = setUp();
    const all = Promise.all([first, second, first].map(keyFor));
    expect(new Set(await reads.answering(all, published(first, second))).size).toBe(2);
    expect(reads.count).toBe(1);
  });

  test("that fails is not repeated at once", async () => {
    const { keyFor, reads, clock } = setUp();
    await expect(reads.answering(keyFor(first), isDown())).rejects.toMatchObject({ code: "UpstreamUnavailable" });
    await clock.advance(FAILED_READ_COOLDOWN_MS - 1);
    await expect(keyFor(first)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
    await clock.advance(1);
    await expect(reads.answering(keyFor(first), published(first))).resolves.toBeDefined();
    expect(reads.count).toBe(2);
  });

  test("that is slow, or brings no key set, is UpstreamUnavailable", async () => {
    const { keyFor, reads, clock } = setUp();
    const unavailable = { code: "UpstreamUnavailable", status: 503, retryAfterSeconds: 5 };
    await expect(clock.run(keyFor(first))).rejects.toMatchObject(unavailable);
    const noSet = { keys: [Object.assign(new Date(), first.publicJwk)] };
    await expect(reads.answering(keyFor(first), noSet)).rejects.toMatchObject(unavailable);
  });
});

describe("an address that is no issuer's", () => {
  test("is told as such to all, with a line in the log, and looked at again now and then", async () => {
    const { keyFor, reads, clock, logged } = setUp();
    for (let time = 1; time <= 3; time++) {
      await expect(reads.answering(keyFor(first), noIssuer())).rejects.toMatchObject({ code: "Misconfigured" });
      await clock.advance(NO_ISSUER_COOLDOWN_MS - 1);
      await expect(keyFor(first)).rejects.toMatchObject({ code: "Misconfigured" });
      expect(reads.count).toBe(time);
      expect(logged).toHaveLength(time);
      expect(JSON.stringify(logged.at(-1))).toMatch(/"level":"error","message":"JWT_ISSUERS .*tfp/);
      await clock.advance(1);
    }
    await expect(reads.answering(keyFor(first), published(first))).resolves.toBeDefined();
  });

  test("stops no token whose key is at hand, until that is too old", async () => {
    const { keyFor, reads, clock } = await setUpWith(first);
    await clock.advance(KEYS_REFRESH_AFTER_MS);
    await keyFor(first);
    await reads.answer(noIssuer());
    await expect(keyFor(first)).resolves.toBeDefined();
    await clock.advance(KEYS_DROP_AFTER_MS);
    await expect(reads.answering(keyFor(first), noIssuer())).rejects.toMatchObject({ code: "Misconfigured" });
  });
});

test("the last failure can be seen until the keys have been read", async () => {
  const { keyFor, reads, clock, failures } = setUp();
  expect([...failures]).toEqual([]);
  const failure = isDown();
  await expect(reads.answering(keyFor(first), failure)).rejects.toBe(failure);
  expect([...failures]).toEqual([[ISSUER, failure]]);
  await clock.advance(FAILED_READ_COOLDOWN_MS);
  await reads.answering(keyFor(first), published(first));
  expect([...failures]).toEqual([]);
});

test("keys of age are read again, and serve on while they cannot be, as the log says, but not for ever", async () => {
  const { keyFor, reads, clock, logged } = await setUpWith(first);
  await clock.advance(KEYS_REFRESH_AFTER_MS - 1);
  await keyFor(first);
  expect(reads.count).toBe(1);
  await clock.advance(1);
  await keyFor(first);
  expect(reads.count).toBe(2);
  await reads.answer(isDown());
  expect(logged).toMatchObject([{ level: "warn" }]);
  await clock.advance(KEYS_DROP_AFTER_MS - KEYS_REFRESH_AFTER_MS - 1);
  await expect(keyFor(first)).resolves.toBeDefined();
  await clock.advance(1);
  await expect(reads.answering(keyFor(first), isDown())).rejects.toMatchObject({ code: "UpstreamUnavailable" });
});

describe("an unknown key", () => {
  test("is fetched at once, by one fetch for all who wait", async () => {
    const { keyFor, reads } = await setUpWith(first);
    const all = Promise.all([keyFor(second), keyFor(second)]);
    await expect(reads.answering(all, published(second))).resolves.toHaveLength(2);
    expect(reads.count).toBe(2);
  });

  test("is the caller's fault when the issuer does not publish it, and fetched once per cooldown, whichever it is", async () => {
    const { keyFor, reads, clock } = await setUpWith(first);
    const isTheirs = { code: "InvalidCredential" };
    await expect(reads.answering(keyFor(unknown), published(first))).rejects.toMatchObject(isTheirs);
    await clock.advance(UNKNOWN_KEY_COOLDOWN_MS - 1);
    for (let kid = 0; kid < 50; kid++) {
      await expect(keyFor({ alg: "RS256", kid: String(kid) })).rejects.toMatchObject(isTheirs);
    }
    expect(reads.count).toBe(2);
    await clock.advance(1);
    await expect(reads.answering(keyFor(second), published(first, second))).resolves.toBeDefined();
    expect(reads.count).toBe(3);
  });

  test("is nobody's fault while the issuer is down, also after the failure's cooldown", async () => {
    const { keyFor, reads, clock } = await setUpWith(first);
    for (let time = 0; time < 3; time++) {
      const unavailable = { code: "UpstreamUnavailable" };
      await expect(reads.answering(keyFor(unknown), isDown())).rejects.toMatchObject(unavailable);
      await expect(keyFor(unknown)).rejects.toMatchObject(unavailable);
      await expect(keyFor(first)).resolves.toBeDefined();
      expect(reads.count).toBe(2 + time);
      await clock.advance(FAILED_READ_COOLDOWN_MS);
    }
  });
});
