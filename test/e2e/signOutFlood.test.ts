import { ACS_GRANTS, USERS_SHARE } from "../../shared/acs/parties";
import { type Reply, tokenOf } from "../support/ApiUnderTest";
import { staticWebApps } from "../support/principals";
import { apiForAll } from "./support/apiForAll";

/** Of each user, as often as they may. */
const SIGN_OUTS = 3;

/** What the users are left of what ACS grants. */
const FOR_USERS = ACS_GRANTS.revokeTokens * USERS_SHARE;

/** So many that together they ask for more. */
const USERS = Math.ceil((1.05 * FOR_USERS) / SIGN_OUTS);

/** Of the backend, in the same time. */
const REVOCATIONS = 10;

/** What an owner has the patience for, who waits as told. */
const OWNER_TRIES = 4;

const MINUTE_MS = 60_000;

const api = apiForAll({ rateLimits: true, environment: { USER_AUTH: "easyauth" } });

/** Then all may do again what they may do a minute, and ACS grants anew. */
async function letAMinutePass(): Promise<void> {
  await api().pass(MINUTE_MS);
  api().emulator.control.advanceClock(MINUTE_MS / 1_000);
}

// Nobody's time runs out because this machine is slow, and what is granted does not come back meanwhile.
beforeEach(letAMinutePass);

const as = (user: string) => ({ headers: { "x-ms-client-principal": staticWebApps({ userId: user }) } });
const issue = (user: string): Promise<Reply> => api().send("POST", "/me/tokens", as(user));
const signOut = (user: string): Promise<Reply> => api().send("DELETE", "/me/tokens", as(user));
const revoke = (id: string): Promise<Reply> => api().send("DELETE", `/identities/${encodeURIComponent(id)}/tokens`);

/** How many there are of each status. */
function counted(replies: readonly Reply[]): Record<number, number> {
  const statuses = replies.map(({ status }) => status);
  return Object.fromEntries([...new Set(statuses)].map((each) => [each, statuses.filter((s) => s === each).length]));
}

test("a backend revokes while users sign out more often than ACS grants, as fast as they can", async () => {
  const users = Array.from({ length: USERS }, (_, n) => `user-${n}`);
  expect(counted(await Promise.all(users.map(issue)))).toEqual({ 200: USERS });
  const id = await api().createIdentity();
  const signedOut: Reply[] = [];
  const revoked: Reply[] = [];
  const backend = async () => {
    while (revoked.length < REVOCATIONS) {
      revoked.push(await revoke(id));
    }
  };
  const user = async (name: string) => {
    for (let n = 0; n < SIGN_OUTS; n++) {
      signedOut.push(await signOut(name));
    }
  };
  await Promise.all([backend(), ...users.map(user)]);

  expect(counted(revoked)).toEqual({ 204: REVOCATIONS });
  expect(counted(signedOut)).toEqual({ 204: FOR_USERS, 429: USERS * SIGN_OUTS - FOR_USERS });

  await letAMinutePass();
  expect(counted(await Promise.all(users.map(signOut)))).toEqual({ 204: USERS });
});

test("a user is signed out whatever another session of theirs floods the service with", async () => {
  const { token } = tokenOf(await issue("owner"));
  let isOver = false;
  const again = (ask: (user: string) => Promise<Reply>) => async () => {
    while (!isOver) {
      await ask("owner");
    }
  };
  const floods = [signOut, issue].flatMap((ask) => Array.from({ length: 20 }, again(ask)));

  const statuses: number[] = [];
  while (statuses.at(-1) !== 204 && statuses.length < OWNER_TRIES) {
    const reply = await api().passUntilDone(signOut("owner"));
    statuses.push(reply.status);
    await api().pass(Number(reply.headers.get("retry-after")) * 1_000);
  }
  isOver = true;
  await api().passUntilDone(Promise.all(floods));

  expect(statuses.at(-1)).toBe(204);
  expect(api().emulator.control.validateToken(token).valid).toBe(false);
});

test("ACS's 429 to a user is not held against the backend", async () => {
  await issue("alice");
  const id = await api().createIdentity();
  api().emulator.control.setFault("acs", { status: 429, retryAfter: 60, times: 1, path: "/identities" });
  expect((await signOut("alice")).status).toBe(429);
  expect((await revoke(id)).status).toBe(204);
  expect((await signOut("alice")).status).toBe(429);
});
