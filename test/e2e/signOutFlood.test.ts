import { systemClock } from "../../shared/clock";
import { ApiUnderTest, type Reply, tokenOf, withApi } from "../support/ApiUnderTest";
import { staticWebApps } from "../support/principals";

const USERS = 200;

/** The flood lasts for so many revocations of the backend. */
const REVOCATIONS = 10;

/** Between two of them. */
const BACKEND_MS = 1_000;

/** What an owner has the patience for, who waits as told. */
const OWNER_TRIES = 4;

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start({ rateLimits: true, environment: { USER_AUTH: "easyauth" } });
});

afterAll(async () => {
  await api.stop();
});

const as = (user: string) => ({ headers: { "x-ms-client-principal": staticWebApps({ userId: user }) } });
const issue = (user: string): Promise<Reply> => api.send("POST", "/me/tokens", as(user));
const signOut = (user: string): Promise<Reply> => api.send("DELETE", "/me/tokens", as(user));
const revoke = (id: string): Promise<Reply> => api.send("DELETE", `/identities/${encodeURIComponent(id)}/tokens`);

/** Signs a user out again and again until it is over; the statuses that came. */
async function flood(user: string, isOver: () => boolean): Promise<Set<number>> {
  const statuses = new Set<number>();
  while (!isOver()) {
    statuses.add((await signOut(user)).status);
  }
  return statuses;
}

test("a backend revokes while 200 users sign out as fast as they can", async () => {
  const users = Array.from({ length: USERS }, (_, n) => `user-${n}`);
  for (const user of users) {
    expect((await issue(user)).status).toBe(200);
  }
  const id = await api.createIdentity();
  const revocations: number[] = [];
  const floods = Promise.all(users.map((user) => flood(user, () => revocations.length === REVOCATIONS)));
  while (revocations.length < REVOCATIONS) {
    await systemClock.sleep(BACKEND_MS);
    revocations.push((await revoke(id)).status);
  }
  const seen = new Set((await floods).flatMap((statuses) => [...statuses]));

  expect(new Set(revocations)).toEqual(new Set([204]));
  // On a busy machine a user's time may run out.
  expect([...seen].filter((status) => ![204, 429, 503, 504].includes(status))).toEqual([]);
  expect(seen).toContain(204);
  expect(seen).toContain(429);
}, 120_000);

test("a user is signed out whatever another session of theirs floods the service with", async () => {
  const { token } = tokenOf(await issue("owner"));
  let isOver = false;
  const floods = Array.from({ length: 20 }, () => flood("owner", () => isOver));
  const minting = Array.from({ length: 20 }, async () => {
    while (!isOver) {
      await issue("owner");
    }
  });

  const statuses: number[] = [];
  while (statuses.at(-1) !== 204 && statuses.length < OWNER_TRIES) {
    const reply = await signOut("owner");
    statuses.push(reply.status);
    await systemClock.sleep(reply.status === 204 ? 0 : Number(reply.headers.get("retry-after")) * 1000);
  }
  isOver = true;
  await Promise.all([...floods, ...minting]);

  expect(statuses.at(-1)).toBe(204);
  expect(api.emulator.control.validateToken(token).valid).toBe(false);
}, 120_000);

test("ACS's 429 to a user is not held against the backend", async () => {
  await withApi({ environment: { USER_AUTH: "easyauth" } }, async (throttled) => {
    await throttled.send("POST", "/me/tokens", as("alice"));
    const id = encodeURIComponent(await throttled.createIdentity());
    throttled.emulator.control.setFault("acs", { status: 429, retryAfter: 60, times: 1, path: "/identities" });
    expect((await throttled.send("DELETE", "/me/tokens", as("alice"))).status).toBe(429);
    expect((await throttled.send("DELETE", `/identities/${id}/tokens`)).status).toBe(204);
    expect((await throttled.send("DELETE", "/me/tokens", as("alice"))).status).toBe(429);
  });
});
