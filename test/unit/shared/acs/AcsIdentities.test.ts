import { setImmediate as nextTurn } from "node:timers/promises";
import { IdentityGoneError } from "../../../../shared/acs/acsApiError";
import type { AccessToken, AcsClient, CreatedIdentity, TokenGrant } from "../../../../shared/acs/AcsClient";
import { AcsGateway } from "../../../../shared/acs/AcsGateway";
import { AcsIdentities, type GrantedToken, withRefreshOn } from "../../../../shared/acs/AcsIdentities";
import type { CreateAcsClient } from "../../../../shared/acs/loadAcsSdk";
import { ACS_GRANTS, GRANT_WINDOW_MS, type Party, USERS_SHARE } from "../../../../shared/acs/parties";
import { type Grant, ScopeRefusals } from "../../../../shared/acs/ScopeRefusals";
import type { AcsConnection } from "../../../../shared/connection/AcsConnection";
import { ConnectionSource } from "../../../../shared/connection/ConnectionSource";
import { keyVaultOrigin } from "../../../../shared/connection/origins";
import type { ConnectionString } from "../../../../shared/connection/parseConnectionString";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError, type ErrorCode } from "../../../../shared/errors";
import { BULKHEAD_LIMITS } from "../../../../shared/resilience/Bulkhead";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";
import type { AuditEntry } from "../../../../shared/telemetry/audit";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";
import { noTeamsAccess } from "../../../support/noTeamsAccess";
import { recordLog } from "../../../support/recordLog";

const BUDGET_MS = 7_500;
const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
const ASKED: TokenGrant = { scopes: ["chat", "voip"], expiresInMinutes: 60 };
const GRANT: Grant = { ...ASKED, scopesBy: "caller" };
const TOKEN: AccessToken = { token: "a token", expiresOn: new Date(Date.UTC(2026, 0, 31, 13)) };
const ISSUED: GrantedToken = {
  ...TOKEN,
  refreshOn: new Date(Date.UTC(2026, 0, 31, 12, 54)),
  scopes: ["chat", "voip"],
};

const keyed = (accessKey: string): ConnectionString => ({
  endpoint: "https://contoso.communication.azure.com",
  accessKey,
});

const keyOf = (connection: AcsConnection) => ("accessKey" in connection ? connection.accessKey : "none");

interface FailureOptions {
  mayHaveActed?: boolean;
  retryAfterSeconds?: number;
}

function failure(kind: UpstreamFailureKind, { mayHaveActed = false, retryAfterSeconds }: FailureOptions = {}) {
  return new UpstreamFailure(kind, { mayHaveActed, retryAfterSeconds, cause: undefined });
}

const forever = () => new Promise<never>(() => undefined);

function acsClient() {
  return {
    createIdentity: jest
      .fn<Promise<CreatedIdentity>, Parameters<AcsClient["createIdentity"]>>()
      .mockResolvedValue({ id: ID }),
    issueToken: jest.fn<Promise<AccessToken>, Parameters<AcsClient["issueToken"]>>().mockResolvedValue(TOKEN),
    revokeTokens: jest.fn<Promise<void>, Parameters<AcsClient["revokeTokens"]>>().mockResolvedValue(),
    deleteIdentity: jest.fn<Promise<void>, Parameters<AcsClient["deleteIdentity"]>>().mockResolvedValue(),
  };
}

type FakeClient = ReturnType<typeof acsClient>;

const ACTIONS = ["createIdentity", "issueToken", "revokeTokens", "deleteIdentity"] as const;
/** What each one is about, as the SDK is told. */
const GIVEN = { createIdentity: [undefined], issueToken: [ID, ASKED], revokeTokens: [ID], deleteIdentity: [ID] };

const argumentsOf = ({ mock }: FakeClient[keyof FakeClient]) => mock.calls.map((args: unknown[]) => args.slice(0, -1));

/** The service's way to ACS, with Key Vault holding `vault.value`, and one fake client for each access key. */
function setUp(...accessKeys: [string, ...string[]]) {
  const clock = new ManualClock();
  const { log, logged } = recordLog();
  const audited: AuditEntry[] = [];
  const started = clock.now();
  const vault: { value: ConnectionString | Error; reads: number; mayMove: boolean } = {
    value: keyed(accessKeys[0]),
    reads: 0,
    mayMove: true,
  };
  const clients = new Map<string, FakeClient>(accessKeys.map((key) => [key, acsClient()]));
  const clientOf = (key: string): FakeClient => {
    const client = clients.get(key);
    if (!client) {
      throw new Error(`No client is expected for the key ${key}.`);
    }
    return client;
  };
  const createClient = jest.fn<AcsClient, Parameters<CreateAcsClient>>((connection) => ({
    ...noTeamsAccess,
    ...clientOf(keyOf(connection)),
  }));
  const random = () => 0;
  const readVault = () => {
    vault.reads++;
    return vault.value instanceof Error ? Promise.reject(vault.value) : Promise.resolve(vault.value);
  };
  const gateway = new AcsGateway({
    connections: new ConnectionSource({
      origin: {
        ...keyVaultOrigin(readVault, 300),
        get mayMove() {
          return vault.mayMove;
        },
      },
      clock,
      log,
    }),
    createClient: () => Promise.resolve(createClient),
    clock,
    random,
    audit: (entry) => audited.push(entry),
    pseudonym: (id) => `pseudonym of ${id}`,
    log,
    limitFactor: 1,
  });
  const deadline = () => deadlineIn(BUDGET_MS, clock);
  const scopeRefusals = new ScopeRefusals({ clock, log });
  /** Each operation, begun with all of a request's time. */
  const callsOf = (party: Party) => {
    const identities = new AcsIdentities({ gateway, scopeRefusals, party, clock, random, log });
    return {
      createIdentity: (grant?: Grant) => identities.createIdentity(grant, deadline()),
      issueToken: (id = ID, grant = GRANT) => identities.issueToken(id, grant, deadline()),
      revokeTokens: () => identities.revokeTokens(ID, deadline()),
      deleteIdentity: () => identities.deleteIdentity(ID, deadline()),
      discardIdentity: () => identities.discardIdentity(ID, deadline()),
    };
  };
  return {
    audited,
    clock,
    logged,
    vault,
    calls: callsOf("keyHolders"),
    users: callsOf("users"),
    gateway,
    createClient,
    client: clientOf(accessKeys[0]),
    clientOf,
    deadline,
    elapsed: () => clock.now() - started,
    /** The error that it ends with, however long that takes. */
    refusalOf: (work: Promise<unknown>) => errorFrom(ApiError, () => clock.run(work)),
  };
}

describe("each operation", () => {
  test("is one call of the SDK, with what it is about", async () => {
    const { calls, client } = setUp("a");
    await expect(calls.createIdentity()).resolves.toEqual({ id: ID });
    await expect(calls.issueToken()).resolves.toEqual(ISSUED);
    await calls.revokeTokens();
    await calls.deleteIdentity();
    for (const action of ACTIONS) {
      expect(argumentsOf(client[action])).toEqual([GIVEN[action]]);
    }
  });

  it.each<[UpstreamFailureKind, ErrorCode]>([
    ["throttled", "TooManyRequests"],
    ["unavailable", "UpstreamUnavailable"],
    ["timedOut", "UpstreamTimeout"],
    ["unexpected", "InternalError"],
  ])("rejects with an ApiError when it is %s: %s", async (kind, code) => {
    const { calls, client, refusalOf, vault } = setUp("a");
    for (const action of ACTIONS) {
      client[action].mockRejectedValue(failure(kind));
      const error = await refusalOf(calls[action]());
      expect(error.code).toBe(code);
      expect(error.cause).toBeInstanceOf(UpstreamFailure);
    }
    expect(vault.reads).toBe(1);
  });

  test.each([
    ["issueToken", "create one"],
    ["revokeTokens", "its tokens were revoked with it"],
    ["deleteIdentity", "nothing is left to do"],
  ] as const)("%s of an identity that ACS does not have says so, and what to do then", async (action, advice) => {
    const { calls, client } = setUp("a");
    client[action].mockRejectedValue(failure("notFound"));
    const error = await errorFrom(IdentityGoneError, calls[action]);
    expect(error).toMatchObject({ code: "IdentityNotFound", refusedBy: keyed("a") });
    expect(error.message).toContain(advice);
  });

  test("that is about no identity cannot fail for want of one", async () => {
    const { calls, client, refusalOf } = setUp("a");
    client.createIdentity.mockRejectedValue(failure("notFound"));
    expect(await refusalOf(calls.createIdentity())).toMatchObject({
      code: "UpstreamUnavailable",
      retryAfterSeconds: 5,
    });
    expect(client.createIdentity).toHaveBeenCalledTimes(1);
  });

  test("is not begun without a connection string", async () => {
    const { calls, vault, createClient } = setUp("a");
    vault.value = new ApiError("Misconfigured", "The secret is disabled.");
    await expect(calls.issueToken()).rejects.toBe(vault.value);
    expect(createClient).not.toHaveBeenCalled();
  });
});

describe("what is tried again", () => {
  it.each([
    ["issueToken", true, 2],
    ["revokeTokens", true, 2],
    ["deleteIdentity", true, 2],
    ["createIdentity", true, 1],
    ["createIdentity", false, 2],
  ] as const)(
    "a failed %s, which may have acted (%s), is called %d times: two identities are not one",
    async (...row) => {
      const [action, mayHaveActed, times] = row;
      const { calls, client, clock } = setUp("a");
      client[action].mockRejectedValueOnce(failure("unavailable", { mayHaveActed }));
      await clock.run(Promise.allSettled([calls[action]()]));
      expect(client[action]).toHaveBeenCalledTimes(times);
    },
  );

  test("not when Retry-After does not fit: it is passed on at once", async () => {
    const { calls, client, refusalOf, elapsed } = setUp("a");
    client.issueToken.mockRejectedValue(failure("throttled", { retryAfterSeconds: 30 }));
    expect(await refusalOf(calls.issueToken())).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 30 });
    expect(elapsed()).toBe(0);
  });

  test.each(["createIdentity", "revokeTokens"] as const)(
    "nothing is waited for beyond the deadline: %s",
    async (name) => {
      const { calls, client, refusalOf, elapsed } = setUp("a");
      client[name].mockImplementation(forever);
      expect((await refusalOf(calls[name]())).code).toBe("UpstreamTimeout");
      expect(elapsed()).toBe(BUDGET_MS);
    },
  );
});

describe("an identity with its first token", () => {
  test("is one call where the SDK can", async () => {
    const { calls, client } = setUp("a");
    client.createIdentity.mockResolvedValue({ id: ID, accessToken: TOKEN });
    await expect(calls.createIdentity(GRANT)).resolves.toEqual({ id: ID, accessToken: ISSUED });
    expect(argumentsOf(client.createIdentity)).toEqual([[ASKED]]);
    expect(client.issueToken).not.toHaveBeenCalled();
  });

  test("is two calls where the SDK cannot", async () => {
    const { calls, client } = setUp("a");
    await expect(calls.createIdentity(GRANT)).resolves.toEqual({ id: ID, accessToken: ISSUED });
    expect(argumentsOf(client.issueToken)).toEqual([[ID, ASKED]]);
    expect(client.deleteIdentity).not.toHaveBeenCalled();
  });

  test("is deleted again when it gets none, and the reason is told", async () => {
    const { calls, client, refusalOf, logged } = setUp("a");
    const refused = failure("unexpected");
    client.issueToken.mockRejectedValue(refused);
    const error = await refusalOf(calls.createIdentity(GRANT));
    expect(error.code).toBe("InternalError");
    expect(error.cause).toBe(refused);
    expect(argumentsOf(client.deleteIdentity)).toEqual([[ID]]);
    expect(logged).toEqual([]);
  });

  test("that can be deleted at the second try is deleted", async () => {
    const { calls, client, refusalOf, logged } = setUp("a");
    client.issueToken.mockRejectedValue(failure("unavailable"));
    client.deleteIdentity.mockRejectedValueOnce(failure("unavailable"));
    await refusalOf(calls.createIdentity(GRANT));
    expect(client.deleteIdentity).toHaveBeenCalledTimes(2);
    expect(logged).toEqual([]);
  });

  test("that cannot be deleted either is told to the log; the caller hears of the token", async () => {
    const { calls, client, refusalOf, logged } = setUp("a");
    client.issueToken.mockRejectedValue(failure("throttled", { retryAfterSeconds: 30 }));
    client.deleteIdentity.mockRejectedValue(failure("unexpected"));
    const error = await refusalOf(calls.createIdentity(GRANT));
    expect(error).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 30 });
    expect(logged).toMatchObject([{ level: "error", id: ID, error: { code: "InternalError" } }]);
  });

  test("is deleted in time when the token does not come", async () => {
    const { calls, client, refusalOf, elapsed } = setUp("a");
    client.issueToken.mockImplementation(forever);
    expect((await refusalOf(calls.createIdentity(GRANT))).code).toBe("UpstreamTimeout");
    expect(client.deleteIdentity).toHaveBeenCalledTimes(1);
    expect(elapsed()).toBeLessThan(BUDGET_MS);
  });

  test("ends at the deadline when neither comes", async () => {
    const { calls, client, refusalOf, elapsed, logged } = setUp("a");
    client.issueToken.mockImplementation(forever);
    client.deleteIdentity.mockImplementation(forever);
    await refusalOf(calls.createIdentity(GRANT));
    expect(elapsed()).toBeLessThanOrEqual(BUDGET_MS);
    expect(client.deleteIdentity).toHaveBeenCalled();
    expect(logged).toHaveLength(1);
  });

  test("is deleted at once when its creation left no time for a token", async () => {
    const { calls, client, clock, refusalOf, elapsed } = setUp("a");
    client.createIdentity.mockImplementation(async () => {
      await clock.sleep(7_000);
      return { id: ID };
    });
    expect((await refusalOf(calls.createIdentity(GRANT))).code).toBe("UpstreamTimeout");
    expect(client.issueToken).not.toHaveBeenCalled();
    expect(client.deleteIdentity).toHaveBeenCalledTimes(1);
    expect(elapsed()).toBe(7_000);
  });
});

describe("a rotated key", () => {
  /** The old key is in use, and refused from now on; the vault has the new one. */
  async function rotated() {
    const world = setUp("old", "new");
    const { gateway, deadline, vault, clientOf } = world;
    await gateway.host(deadline());
    vault.value = keyed("new");
    const [before, after] = [clientOf("old"), clientOf("new")];
    ACTIONS.forEach((action) => before[action].mockRejectedValue(failure("credentialRefused")));
    return { ...world, before, after };
  }

  test.each(ACTIONS)("costs nobody a failed request: %s is called with the new key, from then on", async (action) => {
    const { calls, before, after, vault, createClient } = await rotated();
    await calls[action]();
    expect(argumentsOf(before[action])).toEqual([GIVEN[action]]);
    expect(argumentsOf(after[action])).toEqual([GIVEN[action]]);
    await calls[action]();
    expect(before[action]).toHaveBeenCalledTimes(1);
    expect(after[action]).toHaveBeenCalledTimes(2);
    expect(createClient.mock.calls.map(([connection]) => keyOf(connection))).toEqual(["old", "new"]);
    expect(vault.reads).toBe(2);
  });

  test("of which twenty learn at once is read once", async () => {
    const { calls, vault, clock, createClient } = await rotated();
    const all = Promise.all(Array.from({ length: 20 }, () => calls.issueToken()));
    await expect(clock.run(all)).resolves.toHaveLength(20);
    expect(vault.reads).toBe(2);
    expect(createClient).toHaveBeenCalledTimes(2);
  });

  test("that is refused as well is not followed by a third", async () => {
    const { calls, after, refusalOf, vault } = await rotated();
    after.issueToken.mockRejectedValue(failure("credentialRefused"));
    expect((await refusalOf(calls.issueToken())).code).toBe("UpstreamRejected");
    expect(after.issueToken).toHaveBeenCalledTimes(1);
    expect(vault.reads).toBe(2);
  });
});

describe("a refused key that is still the one of the vault", () => {
  test("is UpstreamRejected, after one fresh read and no further call", async () => {
    const { calls, client, refusalOf, vault } = setUp("a");
    const refused = failure("credentialRefused");
    client.issueToken.mockRejectedValue(refused);
    const error = await refusalOf(calls.issueToken());
    expect(error).toMatchObject({ code: "UpstreamRejected", status: 502 });
    expect(error.cause).toBe(refused);
    expect(client.issueToken).toHaveBeenCalledTimes(1);
    expect(vault.reads).toBe(2);
  });

  test("is UpstreamRejected too when the vault cannot be read", async () => {
    const { calls, client, refusalOf, vault, logged } = setUp("a");
    await calls.revokeTokens();
    client.issueToken.mockRejectedValue(failure("credentialRefused"));
    vault.value = new ApiError("UpstreamUnavailable", "Key Vault cannot be reached.");
    expect((await refusalOf(calls.issueToken())).code).toBe("UpstreamRejected");
    expect(logged).toHaveLength(1);
  });
});

test("one client lives as long as its connection string, by how many it is used, and though the same is read again", async () => {
  const { calls, createClient, vault, clock } = setUp("a");
  await Promise.all([calls.createIdentity(GRANT), calls.issueToken(), calls.revokeTokens()]);
  vault.value = keyed("a");
  await clock.advance(300_000);
  await calls.deleteIdentity();
  await clock.advance(0);
  await calls.deleteIdentity();
  expect(vault.reads).toBe(2);
  expect(createClient).toHaveBeenCalledTimes(1);
});

describe("the audit", () => {
  const IDENTITY = `pseudonym of ${ID}`;

  test("has what was done: a new identity, its token, a revoke, a delete", async () => {
    const { calls, client, audited } = setUp("a");
    client.createIdentity.mockResolvedValueOnce({ id: ID, accessToken: TOKEN });
    await calls.createIdentity(GRANT);
    await calls.createIdentity();
    await calls.issueToken();
    await calls.revokeTokens();
    await calls.deleteIdentity();
    const token = { scopes: GRANT.scopes, expiresOn: TOKEN.expiresOn };
    expect(audited).toEqual([
      { action: "createIdentity", outcome: "done", identity: IDENTITY, ...token },
      { action: "createIdentity", outcome: "done", identity: IDENTITY },
      { action: "issueToken", outcome: "done", identity: IDENTITY, ...token },
      { action: "revokeTokens", outcome: "done", identity: IDENTITY },
      { action: "deleteIdentity", outcome: "done", identity: IDENTITY },
    ]);
  });

  test("has what may have been done", async () => {
    const { calls, client, refusalOf, audited } = setUp("a");
    client.createIdentity.mockRejectedValue(failure("timedOut", { mayHaveActed: true }));
    client.revokeTokens.mockRejectedValueOnce(failure("unavailable", { mayHaveActed: true }));
    client.revokeTokens.mockRejectedValue(failure("throttled", { retryAfterSeconds: 30 }));
    await refusalOf(calls.createIdentity());
    await refusalOf(calls.revokeTokens());
    expect(audited).toEqual([
      { action: "createIdentity", outcome: "unknown", identity: undefined },
      { action: "revokeTokens", outcome: "unknown", identity: IDENTITY },
    ]);
  });

  test("has one name for an identity, in whichever letter case it was sent", async () => {
    const { calls, audited } = setUp("a");
    await calls.issueToken(ID.toUpperCase());
    await calls.revokeTokens();
    expect(audited.map(({ identity }) => identity)).toEqual([IDENTITY, IDENTITY]);
  });

  test("has nothing of what was refused", async () => {
    const { calls, client, refusalOf, audited } = setUp("a");
    client.issueToken.mockRejectedValue(failure("notFound"));
    await refusalOf(calls.issueToken());
    expect(audited).toEqual([]);
  });
});

describe("when ACS throttles", () => {
  const throttled = failure("throttled", { retryAfterSeconds: 30 });

  test("the operation is left alone until the time is over, and callers are told how long that is", async () => {
    const { calls, client, clock, refusalOf } = setUp("a");
    client.issueToken.mockRejectedValueOnce(throttled);
    await refusalOf(calls.issueToken());
    await clock.advance(10_500);
    expect(await refusalOf(calls.issueToken())).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 20 });
    expect(client.issueToken).toHaveBeenCalledTimes(1);
    await clock.advance(19_500);
    await expect(calls.issueToken()).resolves.toMatchObject({ token: "a token" });
  });

  test("a wait that fits is waited, once for all", async () => {
    const { calls, client, clock, elapsed } = setUp("a");
    client.issueToken.mockRejectedValueOnce(failure("throttled", { retryAfterSeconds: 2 }));
    await clock.run(Promise.all([calls.issueToken(), calls.issueToken(), calls.issueToken()]));
    expect(elapsed()).toBe(2_000);
  });

  test("neither the other operations are meant, since ACS counts each by itself, nor another resource", async () => {
    const { calls, clientOf, client, vault, refusalOf } = setUp("a", "b");
    client.issueToken.mockRejectedValueOnce(throttled);
    await refusalOf(calls.issueToken());
    await calls.revokeTokens();
    client.revokeTokens.mockRejectedValueOnce(failure("credentialRefused"));
    vault.value = keyed("b");
    await calls.revokeTokens();
    await expect(calls.issueToken()).resolves.toEqual(ISSUED);
    expect(clientOf("b").issueToken).toHaveBeenCalledTimes(1);
  });
});

test("a burst is bounded: what neither runs nor waits is refused at once", async () => {
  const { calls, client, clock } = setUp("a");
  client.issueToken.mockImplementation(forever);
  const { maxCalls, maxWaiting, maxWaitMs } = BULKHEAD_LIMITS;
  const refused: number[] = [];
  const issue = async () => {
    const error = await errorFrom(ApiError, calls.issueToken);
    if (error.code === "ServerBusy") {
      refused.push(error.retryAfterSeconds ?? 0);
    }
  };
  const all = Array.from({ length: maxCalls + maxWaiting + 7 }, issue);
  await clock.advance(0);
  expect(refused).toEqual(Array(7).fill(2));
  expect(client.issueToken).toHaveBeenCalledTimes(maxCalls);
  await clock.advance(maxWaitMs);
  expect(refused).toHaveLength(7 + maxWaiting);
  await clock.run(Promise.all(all));
});

describe("why ACS does not have an identity", () => {
  const OTHER = "8:acs:99999999-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";

  /** In whose resource there is no identity `id`, and how to learn why. */
  async function without(id: string, world = setUp("a")) {
    world.client.issueToken.mockRejectedValue(failure("notFound"));
    const gone = await errorFrom(IdentityGoneError, () => world.calls.issueToken(id));
    return { ...world, gone, whyGone: () => world.gateway.whyGone(id, gone, world.deadline()) };
  }

  test("it is deleted when it is of the resource that was asked, as an identity that was created there shows", async () => {
    const world = setUp("a");
    await world.calls.createIdentity();
    const { whyGone, client, vault } = await without(ID, world);
    expect(await whyGone()).toEqual({ why: "deleted" });
    expect(client.createIdentity).toHaveBeenCalledTimes(1);
    expect(vault.reads).toBe(1);
  });

  test("an identity is created and deleted to learn the resource, once for all who ask", async () => {
    const { whyGone, client, audited } = await without(ID);
    const reasons = Promise.all(Array.from({ length: 5 }, whyGone));
    expect(await reasons).toEqual(Array(5).fill({ why: "deleted" }));
    expect(client.createIdentity).toHaveBeenCalledTimes(1);
    expect(argumentsOf(client.deleteIdentity)).toEqual([[ID]]);
    expect(audited.map(({ action }) => action)).toEqual(["createIdentity", "deleteIdentity"]);
  });

  test("who joins in another's asking waits no longer than their own time, and is told to come again", async () => {
    const world = await without(ID);
    world.client.createIdentity.mockImplementation(forever);
    const early = world.deadline();
    await world.clock.advance(BUDGET_MS - 1_000);
    const others = world.whyGone();
    const refused = errorFrom(ApiError, () => world.gateway.whyGone(ID, world.gone, early));
    await world.clock.advance(1_000);
    const hasEnded = await Promise.race([refused, nextTurn("not yet")]);
    expect(hasEnded).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 5 });
    expect(await world.refusalOf(others)).toMatchObject({ code: "UpstreamTimeout" });
  });

  test("what was created for it is named in the log when it cannot be deleted", async () => {
    const { whyGone, client, logged } = await without(ID);
    client.deleteIdentity.mockRejectedValue(failure("unexpected"));
    expect(await whyGone()).toEqual({ why: "deleted" });
    expect(logged).toMatchObject([{ level: "error", id: ID }]);
  });

  test.each([
    ["the secret says so once more", true, 2],
    ["no secret is there to say otherwise", false, 1],
  ])("it has moved when it is of another resource, and %s", async (_, mayMove, reads) => {
    const { whyGone, vault } = await without(OTHER);
    vault.mayMove = mayMove;
    expect(await whyGone()).toEqual({ why: "moved", resource: "188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0" });
    expect(vault.reads).toBe(reads);
  });

  test("nobody can tell when it is of another resource, and the secret cannot be read", async () => {
    const { whyGone, vault } = await without(OTHER);
    vault.value = new ApiError("UpstreamUnavailable", "Key Vault cannot be reached.");
    await expect(whyGone()).rejects.toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 2 });
  });

  test("nobody can tell when no identity can be created to learn the resource", async () => {
    const { whyGone, client } = await without(ID);
    client.createIdentity.mockRejectedValue(failure("unavailable", { mayHaveActed: true }));
    await expect(whyGone()).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  });

  test("the wrong resource was asked when the secret has changed since", async () => {
    const { whyGone, vault } = await without(OTHER, setUp("a", "b"));
    vault.value = keyed("b");
    expect(await whyGone()).toEqual({ why: "askedElsewhere" });
  });

  test("the resource that was asked counts, whatever the secret says by now", async () => {
    const { whyGone, clientOf, calls, client, vault, clock } = await without(OTHER, setUp("a", "b"));
    clientOf("b").createIdentity.mockResolvedValue({ id: OTHER });
    client.revokeTokens.mockRejectedValueOnce(failure("credentialRefused"));
    vault.value = keyed("b");
    await calls.revokeTokens();
    expect(await clock.run(whyGone())).toEqual({ why: "askedElsewhere" });
  });
});

describe("users and holders of a function key do not stand in each other's way", () => {
  const refused = { code: "TooManyRequests" };
  const shareOf = (action: (typeof ACTIONS)[number]) => ACS_GRANTS[action] * USERS_SHARE;

  /** Spends calls one by one. */
  async function spend(times: number, call: () => Promise<unknown>): Promise<void> {
    for (let i = 0; i < times; i++) {
      await call();
    }
  }

  it.each(ACTIONS)("%s: ACS's 429 to the one is not held against the other", async (action) => {
    const { users, calls, client, clock } = setUp("a");
    client[action].mockRejectedValueOnce(failure("throttled", { retryAfterSeconds: 30 }));
    await expect(users[action]()).rejects.toMatchObject(refused);
    await calls[action]();
    await expect(users[action]()).rejects.toMatchObject(refused);

    client[action].mockRejectedValueOnce(failure("throttled", { retryAfterSeconds: 60 }));
    await expect(calls[action]()).rejects.toMatchObject(refused);
    await clock.advance(30_000);
    await expect(calls[action]()).rejects.toMatchObject(refused);
    expect(client[action]).toHaveBeenCalledTimes(3);
  });

  it.each(ACTIONS)("%s: users together spend 80 %% of what ACS grants, and not one call more", async (action) => {
    const { users, calls, client, clock, gateway } = setUp("a");
    await spend(shareOf(action), users[action]);
    await expect(users[action]()).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/together .* try again in 30 seconds/) as string,
      retryAfterSeconds: GRANT_WINDOW_MS / 1000,
    });
    expect(client[action]).toHaveBeenCalledTimes(shareOf(action));
    // Which says nothing of ACS's health.
    expect(gateway.latest?.outcome).toBe("done");
    await calls[action]();

    for (const other of ACTIONS.filter((each) => each !== action)) {
      await users[other]();
    }
    await clock.advance(GRANT_WINDOW_MS);
    await users[action]();
  });

  test("each try counts, also those that fail, and a try beyond the share is not made", async () => {
    const { users, client, refusalOf } = setUp("a");
    await spend(shareOf("revokeTokens") - 2, users.revokeTokens);
    client.revokeTokens.mockRejectedValue(failure("unavailable"));
    expect((await refusalOf(users.revokeTokens())).code).toBe("TooManyRequests");
    expect(client.revokeTokens).toHaveBeenCalledTimes(shareOf("revokeTokens"));
  });

  test("what cleans up is called whatever the users have spent, and counts all the same", async () => {
    const { users, client } = setUp("a");
    await spend(shareOf("deleteIdentity") - 1, users.deleteIdentity);
    await users.discardIdentity();
    await expect(users.deleteIdentity()).rejects.toMatchObject(refused);
    await users.discardIdentity();
    expect(client.deleteIdentity).toHaveBeenCalledTimes(shareOf("deleteIdentity") + 1);
  });

  test("a burst of users that waits for its turn leaves the key holders theirs", async () => {
    const { users, calls, client } = setUp("a");
    client.revokeTokens.mockImplementation(forever);
    for (let i = 0; i < BULKHEAD_LIMITS.maxCalls + BULKHEAD_LIMITS.maxWaiting; i++) {
      users.revokeTokens().catch(() => undefined);
    }
    await expect(users.revokeTokens()).rejects.toMatchObject({ code: "ServerBusy" });
    client.revokeTokens.mockResolvedValue();
    await calls.revokeTokens();
  });
});

test.each([
  [0, 9],
  [0.5, 8],
  [0.999999, 7],
])("with the random number %d, a token of ten hours is to be refreshed after %d", (random, hours) => {
  const accessToken = { token: "a token", expiresOn: new Date(36_000_000) };
  const { refreshOn, ...rest } = withRefreshOn(accessToken, 0, () => random);
  expect(rest).toEqual(accessToken);
  expect(refreshOn.getTime() / 3_600_000).toBeCloseTo(hours, 3);
});
