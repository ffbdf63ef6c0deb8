import type { AccessToken } from "@azure/identity";
import { ConnectionSource, READ_COOLDOWN_MS } from "../../../../shared/connection/ConnectionSource";
import { identityOrigin } from "../../../../shared/connection/origins";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError } from "../../../../shared/errors";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { recordLog } from "../../../support/recordLog";
import { HeldReads } from "../resilience/support/HeldReads";

const ENDPOINT = "https://contoso.communication.azure.com";
const HOUR_MS = 3_600_000;

const isDown = new ApiError("UpstreamUnavailable", "No token can be fetched.");

/** Tokens of the app's identity, of which the first was read ahead, with so long to live. */
async function setUp(lifeMs: number) {
  const clock = new ManualClock();
  const { log, logged } = recordLog();
  const reads = new HeldReads<AccessToken>(clock);
  const source = new ConnectionSource({ origin: identityOrigin(ENDPOINT, reads.read), clock, log });
  const deadline = () => deadlineIn(7_500, clock);
  /** Always a new object, as a read makes one. */
  const token = (text: string, leftMs: number) => ({ token: text, expiresOnTimestamp: clock.now() + leftMs });
  const a = token("a", lifeMs);
  await reads.answering(source.readAhead(), { ...a });
  const get = () => source.get(deadline());
  return { clock, logged, reads, source, deadline, token, a, get, first: await get() };
}

test("a token that was read ahead is kept with the endpoint, for all who ask", async () => {
  const { reads, get, a, first } = await setUp(24 * HOUR_MS);
  expect(first).toEqual({ endpoint: ENDPOINT, accessToken: a });
  expect(await Promise.all([get(), get()])).toEqual([first, first]);
  expect(reads.count).toBe(1);
});

test.each([24 * HOUR_MS, 600_000])(
  "a token that has %i ms to live, whenever it was made, is renewed when half of them are over, while it serves on",
  async (lifeMs) => {
    const { clock, reads, get, token, first } = await setUp(lifeMs);
    await clock.advance(lifeMs / 2 - 1);
    expect(await get()).toBe(first);
    expect(reads.count).toBe(1);

    await clock.advance(1);
    expect([await get(), await get()]).toEqual([first, first]);
    expect(reads.count).toBe(2);
    const b = token("b", 24 * HOUR_MS);
    await reads.answer(b);
    expect(await get()).toEqual({ endpoint: ENDPOINT, accessToken: b });
    expect(reads.count).toBe(2);
  },
);

test("an unchanged token stays the same object, and is due again when half of the rest is over", async () => {
  const { clock, reads, get, a, first } = await setUp(HOUR_MS);
  await clock.advance(HOUR_MS / 2);
  await get();
  await reads.answer({ ...a });
  await clock.advance(HOUR_MS / 4 - 1);
  expect(await get()).toBe(first);
  expect(reads.count).toBe(2);

  await clock.advance(1);
  expect(await get()).toBe(first);
  expect(reads.count).toBe(3);
});

test("a token that cannot be renewed serves on, which the log tells, until it ends; then requests fail", async () => {
  const { clock, logged, reads, source, get, first } = await setUp(HOUR_MS);
  await clock.advance(HOUR_MS / 2);
  await get();
  await reads.answer(isDown);
  expect(source.isStale).toBe(true);
  await clock.advance(HOUR_MS / 2 - 1);
  expect(await get()).toBe(first);
  await reads.answer(isDown);
  const message = "No new token for ACS can be fetched; the previous one stays in use.";
  expect(logged).toEqual(Array(2).fill({ level: "warn", message, error: isDown }));

  await clock.advance(READ_COOLDOWN_MS);
  await expect(reads.answering(get(), isDown)).rejects.toBe(isDown);
  expect(logged).toHaveLength(2);
});

test("after a refusal one fresh token is fetched for all, and no other during the cooldown", async () => {
  const { clock, reads, source, deadline, token, first } = await setUp(HOUR_MS);
  const refused = Promise.all([first, first].map((each) => source.getAfterRefusal(each, deadline())));
  const [second = first, other] = await reads.answering(refused, token("b", HOUR_MS));
  expect(second).toMatchObject({ accessToken: { token: "b" } });
  expect(other).toBe(second);

  await clock.advance(READ_COOLDOWN_MS - 1);
  expect(await source.getAfterRefusal(second, deadline())).toBe(second);
  expect(reads.count).toBe(2);
});

test("nothing is read to confirm where this service belongs, since no token tells", async () => {
  const { reads, source, deadline, first } = await setUp(HOUR_MS);
  expect(await source.confirm(deadline())).toBe(first);
  expect(reads.count).toBe(1);
});
