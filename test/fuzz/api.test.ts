import * as fc from "fast-check";
import { OPERATIONS } from "../../tools/openapi/operations";
import { IdentityProvider } from "../../tools/testbed/identityProvider/IdentityProvider";
import { USUAL } from "../../tools/testbed/identityProvider/TestIssuer";
import { unsecuredJwt } from "../emulator/support/unsecuredJwt";
import { ApiUnderTest, identityOf, tokenOf } from "../support/ApiUnderTest";
import { BAD_TOKENS } from "../support/badTokens";
import { casesOf, drawn } from "../support/cases";
import { entraPrincipal, staticWebApps } from "../support/principals";
import { faultsOfLog, requestsIn } from "./support/faultsOfLog";
import type { Access } from "./support/faultsOfReply";
import { FuzzCaller } from "./support/FuzzCaller";
import { PROBE, probe } from "./support/Probe";
import { rawBytes } from "./support/rawBytes";
import { fuzzRequests } from "./support/requests";

/** Each test sends 10,000, when all cases are run; the first 2,000 let the runtime warm up. */
const WARM_UP = { requests: casesOf(1840), raw: casesOf(160) };
const REST = { requests: casesOf(7360), raw: casesOf(640) };
const CALLERS = 8;
/** Compiled code and caches of the runtime may grow a little; a leak of 1 KiB a request would be 8 MiB. */
const HEAP_SLACK_BYTES = 4 * 1024 * 1024;
/** Then the search for a smaller example ends, and what was found is told. */
const LIMIT_MS = 240_000;

const TENANT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const TEAMS_CLIENT_ID = "7d4e1c00-0000-4000-8000-000000000002";
const HOUR_SECONDS = 3600;

let provider: IdentityProvider;
let badTokens: [string, string][];

beforeAll(async () => {
  provider = await IdentityProvider.start();
  badTokens = await Promise.all(
    BAD_TOKENS.map(async ([, , make], index): Promise<[string, string]> => {
      return [`bad-token-${index}`, await make(provider.tokens)];
    }),
  );
});

afterAll(async () => {
  await provider.stop();
});

/** Who sends the requests of the n-th caller; no two callers are one user, since they would be in each other's way. */
async function user(n: number): Promise<Map<string, string>> {
  const objectId = `7d4e1c00-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const exp = Math.floor(Date.now() / 1000) + HOUR_SECONDS;
  return new Map([
    ["token", await provider.tokens.mint({ sub: `user ${n}` })],
    ["principal", staticWebApps({ userId: `visitor ${n}` })],
    ["entra-principal", entraPrincipal({ tenantId: TENANT_ID, objectId })],
    ["teams-token", unsecuredJwt({ appid: TEAMS_CLIENT_ID, oid: objectId, exp })],
  ]);
}

/** Accounts that no other caller touches: one that has Teams access at first, and one that has none. */
function accountsOf(n: number): [string, string][] {
  const account = `7d4e1c00-0001-4000-a000-${String(n).padStart(12, "0")}`;
  return [
    ["tenant-id", TENANT_ID],
    ["tenant-id-upper", TENANT_ID.toUpperCase()],
    ["account-id", account],
    ["account-id-upper", account.toUpperCase()],
    ["stranger-id", `7d4e1c00-0002-4000-a000-${String(n).padStart(12, "0")}`],
  ];
}

function keysOf(api: ApiUnderTest): [string, string][] {
  const { master, host, functions } = api.keys;
  return Object.entries({ master, host, ...functions }).map(([name, key]) => [`${name}-key`, key]);
}

function accessWithKeys(api: ApiUnderTest, userCredentials: readonly string[]): Access {
  const { master, host, functions } = api.keys;
  return {
    userCredentials,
    keys: ({ name, access }) => (access === "keyHolders" ? [master, host, functions[name] ?? host] : undefined),
  };
}

async function callersOf(api: ApiUnderTest, isProtected: boolean): Promise<FuzzCaller[]> {
  return await Promise.all(
    Array.from({ length: CALLERS }, async (_, n) => {
      const own = await user(n);
      const access = isProtected
        ? accessWithKeys(api, [...own.values()])
        : { userCredentials: [], keys: () => undefined };
      const values = new Map([...badTokens, ...own, ...accountsOf(n), ...(isProtected ? keysOf(api) : [])]);
      return await FuzzCaller.create({ api, access, withUsers: isProtected, values });
    }),
  );
}

/** Each caller tries its part; a failure names the seed and the path that bring it again. */
async function everyCaller(callers: readonly FuzzCaller[], withUsers: boolean, amount: typeof REST): Promise<void> {
  const outcomes = await Promise.allSettled(
    callers.map(async (caller) => {
      await Promise.all([
        holds(fuzzRequests(withUsers), amount.requests, (request) => caller.faultsOf(request)),
        holds(rawBytes, amount.raw, (bytes) => caller.faultsOfBytes(bytes)),
      ]);
    }),
  );
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") {
      throw outcome.reason;
    }
  }
}

async function holds<T>(arbitrary: fc.Arbitrary<T>, amount: number, faultsOf: (value: T) => Promise<string[]>) {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    expect(await faultsOf(value)).toEqual([]);
  });
  const numRuns = amount / CALLERS;
  await fc.assert(property, { numRuns, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true });
}

async function expectLifecycle(api: ApiUnderTest, headers: Record<string, string>): Promise<void> {
  const created = await api.sendJson("POST", "/identities", { scopes: ["chat"] }, headers);
  const path = `/identities/${encodeURIComponent(identityOf(created))}`;
  const issued = await api.sendJson("POST", `${path}/tokens`, { scopes: ["voip"], expiresInMinutes: 60 }, headers);
  const tokens = [created, issued].map((reply) => tokenOf(reply).token);
  const verdicts = () => tokens.map((token) => api.emulator.control.validateToken(token).valid);
  expect([created.status, issued.status, ...verdicts()]).toEqual([201, 200, true, true]);
  expect((await api.send("DELETE", `${path}/tokens`, { headers })).status).toBe(204);
  expect(verdicts()).toEqual([false, false]);
  expect((await api.send("DELETE", path, { headers })).status).toBe(204);
  expect((await api.send("POST", `${path}/tokens`, { headers })).status).toBe(404);
}

/** Every operation has been reached, or the rest says nothing. */
function expectSuccesses(callers: readonly FuzzCaller[], withUsers: boolean): void {
  const seen = new Set(callers.flatMap((caller) => caller.seen));
  const reachable = OPERATIONS.filter((operation) => withUsers || operation.access !== "users");
  expect(reachable.filter(({ name, success }) => !seen.has(`${name} ${success.status}`))).toEqual([]);
}

const KINDS = [
  { kind: "open to all, without users", isProtected: false },
  { kind: "with function keys and signed-in users", isProtected: true },
];
const APIS = [false, true].flatMap((keyless) => KINDS.map((kind) => ({ ...kind, keyless })));

test.each(drawn(APIS, () => "API"))(
  "malformed requests to an API $kind, keyless: $keyless: nothing breaks, and the memory is as before",
  async ({ isProtected, keyless }) => {
    const ofUsers = {
      USER_AUTH: "easyauth,jwt",
      JWT_ISSUERS: provider.issuer,
      JWT_AUDIENCES: USUAL.audience,
      JWT_REQUIRED_SCOPE: USUAL.scope,
      MY_TOKENS_PER_MINUTE: "10000",
      MY_SIGN_OUTS_PER_MINUTE: "10000",
      ACS_LIMIT_FACTOR: "100",
      TEAMS_CLIENT_ID,
    };
    const environment = { TEAMS_ACCESS_TENANTS: TENANT_ID, ...(isProtected && ofUsers) };
    const api = await ApiUnderTest.start({ planted: PROBE, keyless, auth: isProtected, environment });
    let callers: FuzzCaller[] = [];
    try {
      callers = await callersOf(api, isProtected);
      await everyCaller(callers, isProtected, WARM_UP);
      const before = await probe(api);
      await everyCaller(callers, isProtected, REST);
      const after = await probe(api);

      expect(after.added).toEqual([]);
      expect(after.heap - before.heap).toBeLessThan(HEAP_SLACK_BYTES);
      expectSuccesses(callers, isProtected);
      await expectLifecycle(api, isProtected ? { "x-functions-key": api.keys.master } : {});
    } finally {
      callers.forEach((caller) => {
        caller.close();
      });
      await api.stop();
    }
    expect(faultsOfLog(api.logLines)).toEqual([]);
    expect(requestsIn(api.logLines)).toBeGreaterThanOrEqual(callers.flatMap(({ seen }) => seen).length);
  },
  LIMIT_MS * 1.25,
);
