import { IdentityGoneError } from "../../../../shared/acs/acsApiError";
import type { AccessToken, AcsClient, CreatedIdentity, TokenGrant } from "../../../../shared/acs/AcsClient";
import { AcsGateway } from "../../../../shared/acs/AcsGateway";
import { AcsIdentities, type IssuedToken, withRefreshOn } from "../../../../shared/acs/AcsIdentities";
import type { CreateAcsClient } from "../../../../shared/acs/loadAcsSdk";
import { ACS_GRANTS, GRANT_WINDOW_MS, USERS_SHARE } from "../../../../shared/acs/parties";
import type { AcsConnection } from "../../../../shared/connection/AcsConnection";
import { ConnectionSource } from "../../../../shared/connection/ConnectionSource";
import { keyVaultOrigin } from "../../../../shared/connection/origins";
import type { ConnectionString } from "../../../../shared/connection/parseConnectionString";
import { type Deadline, deadlineIn } from "../../../../shared/deadline";
import { ApiError, type ErrorCode } from "../../../../shared/errors";
import { BULKHEAD_LIMITS } from "../../../../shared/resilience/Bulkhead";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";
import type { AuditEntry } from "../../../../shared/telemetry/audit";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";
import { recordLog } from "../../../support/recordLog";

const BUDGET_MS = 7_500;
const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
const GRANT: TokenGrant = { scopes: ["chat", "voip"], expiresInMinutes: 60 };
const TOKEN: AccessToken = { token: "a token", expiresOn: new Date(Date.UTC(2026, 0, 31, 13)) };
const ISSUED: IssuedToken = { ...TOKEN, refreshOn: new Date(Date.UTC(2026, 0, 31, 12, 54)) };

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

/** The service's way to ACS, with Key Vault holding `vault.value`, and one fake client for each access key. */
function setUp(...accessKeys: [string, ...string[]]) {
  const clock = new ManualClock();
  const { log, logged } = recordLog();
  const audited: AuditEntry[] = [];
  const started = clock.now();
  const vault: { value: ConnectionString | Error; reads: number } = { value: keyed(accessKeys[0]), reads: 0 };
  const clients = new Map<string, FakeClient>(accessKeys.map((key) => [key, acsClient()]));
  const clientOf = (key: string): FakeClient => {
    const client = clients.get(key);
    if (!client) {
      throw new Error(`No client is expected for the key ${key}.`);
    }
    return client;
  };
  const createClient = jest.fn<AcsClient, Parameters<CreateAcsClient>>((connection) => clientOf(keyOf(connection)));
  const random = () => 0;
  const gateway = new AcsGateway({
    connections: new ConnectionSource({
      origin: keyVaultOrigin(() => {
        vault.reads++;
        return vault.value instanceof Error ? Promise.reject(vault.value) : Promise.resolve(vault.value);
      }, 300),
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
  const identities = new AcsIdentities({ gateway, party: "keyHolders", clock, random, log });
  const usersIdentities = new AcsIdentities({ gateway, party: "users", clock, random, log });
  return {
    audited,
    clock,
    logged,
    vault,
    identities,
    usersIdentities,
    gateway,
    createClient,
    client: clientOf(accessKeys[0]),
    clientOf,
    deadline: deadlineIn(BUDGET_MS, clock),
    elapsed: () => clock.now() - started,
  };
}

/** Each operation; the first is about no identity yet. */
function operationsOf(identities: AcsIdentities, deadline: Deadline): (() => Promise<unknown>)[] {
  return [
    () => identities.createIdentity(undefined, deadline),
    () => identities.issueToken(ID, GRANT, deadline),
    () => identities.revokeTokens(ID, deadline),
    () => identities.deleteIdentity(ID, deadline),
  ];
}

describe("each operation", () => {
  test("is one call of the SDK, with what it is about", async () => {
    const { identities, client, deadline } = setUp("a");
    await expect(identities.createIdentity(undefined, deadline)).resolves.toEqual({ id: ID });
    await expect(identities.issueToken(ID, GRANT, deadline)).resolves.toEqual(ISSUED);
    await identities.revokeTokens(ID, deadline);
    await identities.deleteIdentity(ID, deadline);
    const given = Object.values(client).map(({ mock }) => mock.calls.map((args: unknown[]) => args.slice(0, -1)));
    expect(given).toEqual([[[undefined]], [[ID, GRANT]], [[ID]], [[ID]]]);
  });

  it.each<[UpstreamFailureKind, ErrorCode]>([
    ["throttled", "TooManyRequests"],
    ["unavailable", "UpstreamUnavailable"],
    ["timedOut", "UpstreamTimeout"],
    ["unexpected", "InternalError"],
  ])("rejects with an ApiError when it is %s: %s", async (kind, code) => {
    const { identities, client, clock, deadline, vault } = setUp("a");
    Object.values(client).forEach((operation) => operation.mockRejectedValue(failure(kind)));
    for (const operation of operationsOf(identities, deadline)) {
      const error = await errorFrom(ApiError, () => clock.run(operation()));
      expect(error.code).toBe(code);
      expect(error.cause).toBeInstanceOf(UpstreamFailure);
    }
    expect(vault.reads).toBe(1);
  });

  test("about an identity that ACS does not have says so", async () => {
    const { identities, client, deadline } = setUp("a");
    Object.values(client).forEach((operation) => operation.mockRejectedValue(failure("notFound")));
    for (const operation of operationsOf(identities, deadline).slice(1)) {
      const error = await errorFrom(IdentityGoneError, operation);
      expect(error).toMatchObject({ code: "IdentityNotFound", refusedBy: keyed("a") });
      expect(error.message).toContain("create one");
    }
  });

  test("that is about no identity cannot fail for want of one", async () => {
    const { identities, client, deadline } = setUp("a");
    client.createIdentity.mockRejectedValue(failure("notFound"));
    const error = await errorFrom(ApiError, () => identities.createIdentity(undefined, deadline));
    expect(error).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 5 });
    expect(client.createIdentity).toHaveBeenCalledTimes(1);
  });

  test("is not begun without a connection string", async () => {
    const { identities, deadline, vault, createClient } = setUp("a");
    vault.value = new ApiError("Misconfigured", "The secret is disabled.");
    await expect(identities.issueToken(ID, GRANT, deadline)).rejects.toBe(vault.value);
    expect(createClient).not.toHaveBeenCalled();
  });
});

describe("what is tried again", () => {
  it.each(["issueToken", "revokeTokens", "deleteIdentity"] as const)(
    "%s, for twice is the same as once",
    async (name) => {
      const { identities, client, clock, deadline } = setUp("a");
      client[name].mockRejectedValueOnce(failure("unavailable", { mayHaveActed: true }));
      const operation = {
        issueToken: () => identities.issueToken(ID, GRANT, deadline),
        revokeTokens: () => identities.revokeTokens(ID, deadline),
        deleteIdentity: () => identities.deleteIdentity(ID, deadline),
      }[name];
      await clock.run(Promise.allSettled([operation()]));
      expect(client[name]).toHaveBeenCalledTimes(2);
    },
  );

  it.each([
    [true, 1],
    [false, 2],
  ])("createIdentity, unless it may have been done: %s, %d calls", async (mayHaveActed, calls) => {
    const { identities, client, clock, deadline } = setUp("a");
    client.createIdentity.mockRejectedValueOnce(failure("unavailable", { mayHaveActed }));
    await clock.run(Promise.allSettled([identities.createIdentity(undefined, deadline)]));
    expect(client.createIdentity).toHaveBeenCalledTimes(calls);
  });

  test("not when Retry-After does not fit: it is passed on at once", async () => {
    const { identities, client, clock, deadline, elapsed } = setUp("a");
    client.issueToken.mockRejectedValue(failure("throttled", { retryAfterSeconds: 30 }));
    const error = await errorFrom(ApiError, () => clock.run(identities.issueToken(ID, GRANT, deadline)));
    expect(error).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 30 });
    expect(elapsed()).toBe(0);
  });

  test("nothing is waited for beyond the deadline", async () => {
    const { identities, client, clock, deadline, elapsed } = setUp("a");
    client.createIdentity.mockImplementation(forever);
    client.revokeTokens.mockImplementation(forever);
    const create = errorFrom(ApiError, () => identities.createIdentity(GRANT, deadline));
    const revoke = errorFrom(ApiError, () => identities.revokeTokens(ID, deadline));
    expect((await clock.run(create)).code).toBe("UpstreamTimeout");
    expect((await clock.run(revoke)).code).toBe("UpstreamTimeout");
    expect(elapsed()).toBe(BUDGET_MS);
    expect(client.createIdentity).toHaveBeenCalledTimes(1);
  });
});

describe("an identity with its first token", () => {
  test("is one call where the SDK can", async () => {
    const { identities, client, deadline } = setUp("a");
    client.createIdentity.mockResolvedValue({ id: ID, accessToken: TOKEN });
    await expect(identities.createIdentity(GRANT, deadline)).resolves.toEqual({ id: ID, accessToken: ISSUED });
    expect(client.createIdentity.mock.calls.map(([grant]) => grant)).toEqual([GRANT]);
    expect(client.issueToken).not.toHaveBeenCalled();
  });

  test("is two calls where the SDK cannot", async () => {
    const { identities, client, deadline } = setUp("a");
    await expect(identities.createIdentity(GRANT, deadline)).resolves.toEqual({ id: ID, accessToken: ISSUED });
    expect(client.issueToken.mock.calls.map(([id, grant]) => [id, grant])).toEqual([[ID, GRANT]]);
    expect(client.deleteIdentity).not.toHaveBeenCalled();
  });

  test("is deleted again when it gets none, and the reason is told", async () => {
    const { identities, client, clock, deadline, logged } = setUp("a");
    const refused = failure("unexpected");
    client.issueToken.mockRejectedValue(refused);
    const error = await errorFrom(ApiError, () => clock.run(identities.createIdentity(GRANT, deadline)));
    expect(error.code).toBe("InternalError");
    expect(error.cause).toBe(refused);
    expect(client.deleteIdentity.mock.calls.map(([id]) => id)).toEqual([ID]);
    expect(logged).toEqual([]);
  });

  test("that can be deleted at the second try is deleted", async () => {
    const { identities, client, clock, deadline, logged } = setUp("a");
    client.issueToken.mockRejectedValue(failure("unavailable"));
    client.deleteIdentity.mockRejectedValueOnce(failure("unavailable"));
    await errorFrom(ApiError, () => clock.run(identities.createIdentity(GRANT, deadline)));
    expect(client.deleteIdentity).toHaveBeenCalledTimes(2);
    expect(logged).toEqual([]);
  });

  test("that cannot be deleted either is told to the log; the caller hears of the token", async () => {
    const { identities, client, clock, deadline, logged } = setUp("a");
    client.issueToken.mockRejectedValue(failure("throttled", { retryAfterSeconds: 30 }));
    client.deleteIdentity.mockRejectedValue(failure("unexpected"));
    const error = await errorFrom(ApiError, () => clock.run(identities.createIdentity(GRANT, deadline)));
    expect(error).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 30 });
    expect(logged).toMatchObject([{ level: "error", id: ID, error: { code: "InternalError" } }]);
  });

  test("is deleted in time when the token does not come", async () => {
    const { identities, client, clock, deadline, elapsed } = setUp("a");
    client.issueToken.mockImplementation(forever);
    const error = await errorFrom(ApiError, () => clock.run(identities.createIdentity(GRANT, deadline)));
    expect(error.code).toBe("UpstreamTimeout");
    expect(client.deleteIdentity).toHaveBeenCalledTimes(1);
    expect(elapsed()).toBeLessThan(BUDGET_MS);
  });

  test("ends at the deadline when neither comes", async () => {
    const { identities, client, clock, deadline, elapsed, logged } = setUp("a");
    client.issueToken.mockImplementation(forever);
    client.deleteIdentity.mockImplementation(forever);
    await errorFrom(ApiError, () => clock.run(identities.createIdentity(GRANT, deadline)));
    expect(elapsed()).toBeLessThanOrEqual(BUDGET_MS);
    expect(client.deleteIdentity).toHaveBeenCalled();
    expect(logged).toHaveLength(1);
  });

  test("is deleted at once when its creation left no time for a token", async () => {
    const { identities, client, clock, deadline, elapsed } = setUp("a");
    client.createIdentity.mockImplementation(async () => {
      await clock.sleep(7_000);
      return { id: ID };
    });
    const error = await errorFrom(ApiError, () => clock.run(identities.createIdentity(GRANT, deadline)));
    expect(error.code).toBe("UpstreamTimeout");
    expect(client.issueToken).not.toHaveBeenCalled();
    expect(client.deleteIdentity).toHaveBeenCalledTimes(1);
    expect(elapsed()).toBe(7_000);
  });
});

describe("a rotated key", () => {
  test("costs nobody a failed request: the secret is read afresh, and the call made with the new key", async () => {
    const { identities, clientOf, vault, deadline } = setUp("old", "new");
    await identities.revokeTokens(ID, deadline);
    clientOf("old").issueToken.mockRejectedValue(failure("credentialRefused"));
    vault.value = keyed("new");
    await expect(identities.issueToken(ID, GRANT, deadline)).resolves.toEqual(ISSUED);
    expect(clientOf("old").issueToken).toHaveBeenCalledTimes(1);
    expect(clientOf("new").issueToken.mock.calls.map(([id, grant]) => [id, grant])).toEqual([[ID, GRANT]]);
    expect(vault.reads).toBe(2);
  });

  test("does not keep an identity from being created", async () => {
    const { identities, clientOf, vault, deadline } = setUp("old", "new");
    clientOf("old").createIdentity.mockRejectedValue(failure("credentialRefused"));
    const creating = identities.createIdentity(undefined, deadline);
    vault.value = keyed("new");
    await expect(creating).resolves.toEqual({ id: ID });
    expect(clientOf("old").createIdentity).toHaveBeenCalledTimes(1);
    expect(clientOf("new").createIdentity).toHaveBeenCalledTimes(1);
  });

  test("is used from then on", async () => {
    const { identities, clientOf, vault, deadline, createClient } = setUp("old", "new");
    clientOf("old").issueToken.mockRejectedValue(failure("credentialRefused"));
    const issuing = identities.issueToken(ID, GRANT, deadline);
    vault.value = keyed("new");
    await issuing;
    await identities.issueToken(ID, GRANT, deadline);
    expect(clientOf("old").issueToken).toHaveBeenCalledTimes(1);
    expect(clientOf("new").issueToken).toHaveBeenCalledTimes(2);
    expect(createClient.mock.calls.map(([connection]) => keyOf(connection))).toEqual(["old", "new"]);
  });

  test("of which twenty learn at once is read once", async () => {
    const { identities, clientOf, vault, clock, deadline, createClient } = setUp("old", "new");
    await identities.revokeTokens(ID, deadline);
    clientOf("old").issueToken.mockRejectedValue(failure("credentialRefused"));
    vault.value = keyed("new");
    const all = Promise.all(Array.from({ length: 20 }, () => identities.issueToken(ID, GRANT, deadline)));
    await expect(clock.run(all)).resolves.toHaveLength(20);
    expect(vault.reads).toBe(2);
    expect(createClient).toHaveBeenCalledTimes(2);
  });

  test("that is refused as well is not followed by a third", async () => {
    const { identities, clientOf, vault, deadline } = setUp("old", "new");
    clientOf("old").issueToken.mockRejectedValue(failure("credentialRefused"));
    clientOf("new").issueToken.mockRejectedValue(failure("credentialRefused"));
    const issuing = errorFrom(ApiError, () => identities.issueToken(ID, GRANT, deadline));
    vault.value = keyed("new");
    expect((await issuing).code).toBe("UpstreamRejected");
    expect(clientOf("new").issueToken).toHaveBeenCalledTimes(1);
    expect(vault.reads).toBe(2);
  });
});

describe("a refused key that is still the one of the vault", () => {
  test("is UpstreamRejected, after one fresh read and no further call", async () => {
    const { identities, client, vault, deadline } = setUp("a");
    const refused = failure("credentialRefused");
    client.issueToken.mockRejectedValue(refused);
    const error = await errorFrom(ApiError, () => identities.issueToken(ID, GRANT, deadline));
    expect(error).toMatchObject({ code: "UpstreamRejected", status: 502 });
    expect(error.cause).toBe(refused);
    expect(client.issueToken).toHaveBeenCalledTimes(1);
    expect(vault.reads).toBe(2);
  });

  test("is UpstreamRejected too when the vault cannot be read", async () => {
    const { identities, client, vault, deadline, logged } = setUp("a");
    await identities.revokeTokens(ID, deadline);
    client.issueToken.mockRejectedValue(failure("credentialRefused"));
    vault.value = new ApiError("UpstreamUnavailable", "Key Vault cannot be reached.");
    const error = await errorFrom(ApiError, () => identities.issueToken(ID, GRANT, deadline));
    expect(error.code).toBe("UpstreamRejected");
    expect(logged).toHaveLength(1);
  });
});

describe("one client lives as long as its connection string", () => {
  test("whatever is asked of it, and by how many at once", async () => {
    const { identities, createClient, deadline } = setUp("a");
    await Promise.all([
      identities.createIdentity(GRANT, deadline),
      identities.issueToken(ID, GRANT, deadline),
      identities.revokeTokens(ID, deadline),
    ]);
    await identities.deleteIdentity(ID, deadline);
    expect(createClient).toHaveBeenCalledTimes(1);
  });

  test("also when the same one is read again", async () => {
    const { identities, createClient, vault, clock } = setUp("a");
    await identities.revokeTokens(ID, deadlineIn(BUDGET_MS, clock));
    vault.value = keyed("a");
    await clock.advance(300_000);
    await identities.revokeTokens(ID, deadlineIn(BUDGET_MS, clock));
    await clock.advance(0);
    await identities.revokeTokens(ID, deadlineIn(BUDGET_MS, clock));
    expect(vault.reads).toBe(2);
    expect(createClient).toHaveBeenCalledTimes(1);
  });
});

describe("the audit", () => {
  const IDENTITY = `pseudonym of ${ID}`;

  test("has what was done: a new identity, its token, a revoke, a delete", async () => {
    const { identities, client, deadline, audited } = setUp("a");
    client.createIdentity.mockResolvedValueOnce({ id: ID, accessToken: TOKEN });
    await identities.createIdentity(GRANT, deadline);
    await identities.createIdentity(undefined, deadline);
    await identities.issueToken(ID, GRANT, deadline);
    await identities.revokeTokens(ID, deadline);
    await identities.deleteIdentity(ID, deadline);
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
    const { identities, client, clock, deadline, audited } = setUp("a");
    client.createIdentity.mockRejectedValue(failure("timedOut", { mayHaveActed: true }));
    client.revokeTokens.mockRejectedValueOnce(failure("unavailable", { mayHaveActed: true }));
    client.revokeTokens.mockRejectedValue(failure("throttled", { retryAfterSeconds: 30 }));
    await errorFrom(ApiError, () => clock.run(identities.createIdentity(undefined, deadline)));
    await errorFrom(ApiError, () => clock.run(identities.revokeTokens(ID, deadline)));
    expect(audited).toEqual([
      { action: "createIdentity", outcome: "unknown", identity: undefined },
      { action: "revokeTokens", outcome: "unknown", identity: IDENTITY },
    ]);
  });

  test("has one name for an identity, in whichever letter case it was sent", async () => {
    const { identities, deadline, audited } = setUp("a");
    await identities.issueToken(ID.toUpperCase(), GRANT, deadline);
    await identities.revokeTokens(ID, deadline);
    expect(audited.map(({ identity }) => identity)).toEqual([IDENTITY, IDENTITY]);
  });

  test("has nothing of what was refused", async () => {
    const { identities, client, deadline, audited } = setUp("a");
    client.issueToken.mockRejectedValue(failure("notFound"));
    await errorFrom(ApiError, () => identities.issueToken(ID, GRANT, deadline));
    expect(audited).toEqual([]);
  });
});

describe("when ACS throttles", () => {
  const throttled = failure("throttled", { retryAfterSeconds: 30 });

  test("the operation is left alone until the time is over, and callers are told how long that is", async () => {
    const { identities, client, clock } = setUp("a");
    const issue = () => identities.issueToken(ID, GRANT, deadlineIn(BUDGET_MS, clock));
    client.issueToken.mockRejectedValueOnce(throttled);
    await errorFrom(ApiError, issue);
    await clock.advance(10_500);
    const error = await errorFrom(ApiError, issue);
    expect(error).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 20 });
    expect(client.issueToken).toHaveBeenCalledTimes(1);
    await clock.advance(19_500);
    await expect(issue()).resolves.toMatchObject({ token: "a token" });
  });

  test("a wait that fits is waited, once for all", async () => {
    const { identities, client, clock, deadline, elapsed } = setUp("a");
    client.issueToken.mockRejectedValueOnce(failure("throttled", { retryAfterSeconds: 2 }));
    await clock.run(Promise.all([1, 2, 3].map(() => identities.issueToken(ID, GRANT, deadline))));
    expect(elapsed()).toBe(2_000);
  });

  test("the other operations go on, since ACS counts each by itself", async () => {
    const { identities, client, deadline } = setUp("a");
    client.issueToken.mockRejectedValueOnce(throttled);
    await errorFrom(ApiError, () => identities.issueToken(ID, GRANT, deadline));
    await expect(identities.revokeTokens(ID, deadline)).resolves.toBeUndefined();
  });

  test("another resource is not meant", async () => {
    const { identities, client, vault, deadline } = setUp("a", "b");
    client.issueToken.mockRejectedValueOnce(throttled);
    await errorFrom(ApiError, () => identities.issueToken(ID, GRANT, deadline));
    client.revokeTokens.mockRejectedValueOnce(failure("credentialRefused"));
    vault.value = keyed("b");
    await identities.revokeTokens(ID, deadline);
    await expect(identities.issueToken(ID, GRANT, deadline)).resolves.toEqual(ISSUED);
  });
});

test("a burst is bounded: what neither runs nor waits is refused at once", async () => {
  const { identities, client, clock, deadline } = setUp("a");
  client.issueToken.mockImplementation(forever);
  const { maxCalls, maxWaiting, maxWaitMs } = BULKHEAD_LIMITS;
  const refused: number[] = [];
  const issue = async () => {
    const error = await errorFrom(ApiError, () => identities.issueToken(ID, GRANT, deadline));
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

  async function goneIn(world: ReturnType<typeof setUp>, id: string) {
    world.client.issueToken.mockRejectedValue(failure("notFound"));
    return await errorFrom(IdentityGoneError, () => world.identities.issueToken(id, GRANT, world.deadline));
  }

  test("it is deleted when it is of the resource that was asked, as an identity that was created there shows", async () => {
    const world = setUp("a");
    await world.identities.createIdentity(undefined, world.deadline);
    const gone = await goneIn(world, ID);

    expect(await world.gateway.whyGone(ID, gone, world.deadline)).toEqual({ why: "deleted" });
    expect(world.client.createIdentity).toHaveBeenCalledTimes(1);
    expect(world.vault.reads).toBe(1);
  });

  test("an identity is created and deleted to learn the resource, once for all who ask", async () => {
    const world = setUp("a");
    const gone = await goneIn(world, ID);

    const reasons = Array.from({ length: 5 }, () => world.gateway.whyGone(ID, gone, world.deadline));

    expect(await Promise.all(reasons)).toEqual(Array(5).fill({ why: "deleted" }));
    expect(world.client.createIdentity).toHaveBeenCalledTimes(1);
    expect(world.client.deleteIdentity.mock.calls.map(([id]) => id)).toEqual([ID]);
    expect(world.audited.map(({ action }) => action)).toEqual(["createIdentity", "deleteIdentity"]);
  });

  test("what was created for it is named in the log when it cannot be deleted", async () => {
    const world = setUp("a");
    const gone = await goneIn(world, ID);
    world.client.deleteIdentity.mockRejectedValue(failure("unexpected"));

    expect(await world.gateway.whyGone(ID, gone, world.deadline)).toEqual({ why: "deleted" });
    expect(world.logged).toMatchObject([{ level: "error", id: ID }]);
  });

  test("it has moved when it is of another resource, and the secret says so once more", async () => {
    const world = setUp("a");
    const gone = await goneIn(world, OTHER);
    const resource = "188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0";

    expect(await world.gateway.whyGone(OTHER, gone, world.deadline)).toEqual({ why: "moved", resource });
    expect(world.vault.reads).toBe(2);
  });

  test("nobody can tell when it is of another resource, and the secret cannot be read", async () => {
    const world = setUp("a");
    const gone = await goneIn(world, OTHER);
    world.vault.value = new ApiError("UpstreamUnavailable", "Key Vault cannot be reached.");

    const error = await errorFrom(ApiError, () => world.gateway.whyGone(OTHER, gone, world.deadline));

    expect(error).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 2 });
  });

  test("nobody can tell when no identity can be created to learn the resource", async () => {
    const world = setUp("a");
    const gone = await goneIn(world, ID);
    world.client.createIdentity.mockRejectedValue(failure("unavailable", { mayHaveActed: true }));
    const error = await errorFrom(ApiError, () => world.gateway.whyGone(ID, gone, world.deadline));
    expect(error.code).toBe("UpstreamUnavailable");
  });

  test("the wrong resource was asked when the secret has changed since", async () => {
    const world = setUp("a", "b");
    const gone = await goneIn(world, OTHER);
    world.vault.value = keyed("b");
    expect(await world.gateway.whyGone(OTHER, gone, world.deadline)).toEqual({ why: "askedElsewhere" });
  });

  test("the resource that was asked counts, whatever the secret says by now", async () => {
    const world = setUp("a", "b");
    world.clientOf("b").createIdentity.mockResolvedValue({ id: OTHER });
    const gone = await goneIn(world, OTHER);
    world.client.revokeTokens.mockRejectedValueOnce(failure("credentialRefused"));
    world.vault.value = keyed("b");
    await world.identities.revokeTokens(ID, world.deadline);
    expect(await world.clock.run(world.gateway.whyGone(OTHER, gone, world.deadline))).toEqual({
      why: "askedElsewhere",
    });
  });
});

describe("users and holders of a function key do not stand in each other's way", () => {
  const operations = ["createIdentity", "issueToken", "revokeTokens", "deleteIdentity"] as const;

  function callsOf({ identities, usersIdentities, clock }: ReturnType<typeof setUp>) {
    const deadline = () => deadlineIn(BUDGET_MS, clock);
    const of = (party: AcsIdentities) => ({
      createIdentity: () => party.createIdentity(undefined, deadline()),
      issueToken: () => party.issueToken(ID, GRANT, deadline()),
      revokeTokens: () => party.revokeTokens(ID, deadline()),
      deleteIdentity: () => party.deleteIdentity(ID, deadline()),
    });
    return { users: of(usersIdentities), keyHolders: of(identities) };
  }

  it.each(operations)("%s: ACS's 429 to the one is not held against the other", async (operation) => {
    const world = setUp("a");
    const { users, keyHolders } = callsOf(world);
    world.client[operation].mockRejectedValueOnce(failure("throttled", { retryAfterSeconds: 30 }));
    await expect(users[operation]()).rejects.toMatchObject({ code: "TooManyRequests" });
    await keyHolders[operation]();
    await expect(users[operation]()).rejects.toMatchObject({ code: "TooManyRequests" });

    world.client[operation].mockRejectedValueOnce(failure("throttled", { retryAfterSeconds: 60 }));
    await expect(keyHolders[operation]()).rejects.toMatchObject({ code: "TooManyRequests" });
    await world.clock.advance(30_000);
    await expect(keyHolders[operation]()).rejects.toMatchObject({ code: "TooManyRequests" });
    expect(world.client[operation]).toHaveBeenCalledTimes(3);
  });

  it.each(operations)("%s: users together spend 80 %% of what ACS grants, and not one call more", async (operation) => {
    const world = setUp("a");
    const { users, keyHolders } = callsOf(world);
    const share = ACS_GRANTS[operation] * USERS_SHARE;
    for (let i = 0; i < share; i++) {
      await users[operation]();
    }
    await expect(users[operation]()).rejects.toMatchObject({
      code: "TooManyRequests",
      message: expect.stringMatching(/together .* try again in 30 seconds/) as string,
      retryAfterSeconds: GRANT_WINDOW_MS / 1000,
    });
    expect(world.client[operation]).toHaveBeenCalledTimes(share);
    await keyHolders[operation]();

    const others = operations.filter((other) => other !== operation);
    for (const other of others) {
      await users[other]();
    }
    await world.clock.advance(GRANT_WINDOW_MS);
    await users[operation]();
  });

  test("each try counts, also those that fail, and a try beyond the share is not made", async () => {
    const { usersIdentities, client, clock, deadline } = setUp("a");
    const share = ACS_GRANTS.revokeTokens * USERS_SHARE;
    for (let i = 0; i < share - 2; i++) {
      await usersIdentities.revokeTokens(ID, deadline);
    }
    client.revokeTokens.mockRejectedValue(failure("unavailable"));
    const error = await errorFrom(ApiError, () => clock.run(usersIdentities.revokeTokens(ID, deadline)));
    expect(error.code).toBe("TooManyRequests");
    expect(client.revokeTokens).toHaveBeenCalledTimes(share);
  });

  test("what cleans up is called whatever the users have spent, and counts all the same", async () => {
    const { usersIdentities, client, deadline } = setUp("a");
    const share = ACS_GRANTS.deleteIdentity * USERS_SHARE;
    for (let i = 0; i < share - 1; i++) {
      await usersIdentities.deleteIdentity(ID, deadline);
    }
    await usersIdentities.discardIdentity(ID, deadline);
    await expect(usersIdentities.deleteIdentity(ID, deadline)).rejects.toMatchObject({ code: "TooManyRequests" });
    await usersIdentities.discardIdentity(ID, deadline);
    expect(client.deleteIdentity).toHaveBeenCalledTimes(share + 1);
  });

  test("a burst of users that waits for its turn leaves the key holders theirs", async () => {
    const { usersIdentities, identities, client, deadline } = setUp("a");
    client.revokeTokens.mockImplementation(forever);
    for (let i = 0; i < BULKHEAD_LIMITS.maxCalls + BULKHEAD_LIMITS.maxWaiting; i++) {
      usersIdentities.revokeTokens(ID, deadline).catch(() => undefined);
    }
    await expect(usersIdentities.revokeTokens(ID, deadline)).rejects.toMatchObject({ code: "ServerBusy" });
    client.revokeTokens.mockResolvedValue();
    await identities.revokeTokens(ID, deadline);
  });

  test("that users have spent their share says nothing of ACS's health", async () => {
    const { usersIdentities, gateway, deadline } = setUp("a");
    for (let i = 0; i < ACS_GRANTS.revokeTokens * USERS_SHARE; i++) {
      await usersIdentities.revokeTokens(ID, deadline);
    }
    await expect(usersIdentities.revokeTokens(ID, deadline)).rejects.toMatchObject({ code: "TooManyRequests" });
    expect(gateway.latest?.outcome).toBe("done");
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
