import type { AcsClient } from "../../shared/acs/AcsClient";
import { loadAcsSdk } from "../../shared/acs/loadAcsSdk";
import { ACS_SDKS, type AcsSdk } from "../../shared/acs/sdks";
import { systemClock } from "../../shared/clock";
import type { AcsConnection } from "../../shared/connection/AcsConnection";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { callOptions } from "../../shared/resilience/callOptions";
import type { UpstreamFailureKind } from "../../shared/resilience/UpstreamFailure";
import { type Control, type Emulator, startEmulator } from "../../tools/emulator/index";
import { ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { FaultProxy } from "../../tools/testbed/faults/FaultProxy";
import { connectionTo, failure, untilDone, WAYS, wrong } from "./support/ways";

const FOREIGN_ID = "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000000";
const CHAT = { scopes: ["chat"] } as const;
const MINUTE_MS = 60_000;

const sdks: AcsSdk[] = ["identity", "administration"];

/** An ACS resource, real or emulated, and a client of it. */
interface Subject {
  endpoint: string;
  client: AcsClient;
  /** A client of the same resource, by a right that it does not grant. */
  stranger: AcsClient;
}

async function subjectOf(sdk: AcsSdk, connection: AcsConnection): Promise<Subject> {
  const create = await loadAcsSdk(sdk);
  const { endpoint } = connection;
  return { endpoint, client: create(connection, systemClock), stranger: create(wrong(connection), systemClock) };
}

/** What any ACS has to do, the real one as well as the emulator. */
function behavesAsAcs(subject: () => Subject, sdk: AcsSdk): void {
  const client = () => subject().client;
  let id: string;

  beforeEach(async () => {
    ({ id } = await client().createIdentity(undefined, untilDone()));
  });

  afterEach(async () => {
    await client().deleteIdentity(id, untilDone());
  });

  test("creates identities, each with an id of its own and no token", async () => {
    const other = await client().createIdentity(undefined, untilDone());

    expect(other).toEqual({ id: other.id });
    expect(other.id).toMatch(/^8:[a-z-]*acs:[0-9a-f-]{36}_[0-9a-f-]{36}$/);
    expect(other.id).not.toBe(id);
    await client().deleteIdentity(other.id, untilDone());
  });

  test("creates an identity with a token, or leaves the token to the caller", async () => {
    const created = await client().createIdentity(CHAT, untilDone());

    expect(created.accessToken !== undefined).toBe(sdk === "identity");
    await client().deleteIdentity(created.id, untilDone());
  });

  test("issues a token that expires in 24 hours", async () => {
    const { token, expiresOn } = await client().issueToken(id, CHAT, untilDone());

    expect(token.split(".")).toHaveLength(3);
    expect(Math.abs(expiresOn.getTime() - Date.now() - 24 * 60 * MINUTE_MS)).toBeLessThan(5 * MINUTE_MS);
  });

  test.each(ACS_SDKS[sdk].scopes)("issues the scope %s", async (scope) => {
    await expect(client().issueToken(id, { scopes: [scope] }, untilDone())).resolves.toMatchObject({});
  });

  test("revokes, and issues again", async () => {
    await client().revokeTokens(id, untilDone());

    await expect(client().issueToken(id, CHAT, untilDone())).resolves.toMatchObject({});
  });

  test("deletes for good", async () => {
    const { id: deleted } = await client().createIdentity(undefined, untilDone());
    await client().deleteIdentity(deleted, untilDone());

    await expect(client().issueToken(deleted, CHAT, untilDone())).rejects.toMatchObject(failure("notFound"));
  });

  test.each<[string, (client: AcsClient) => Promise<unknown>]>([
    ["issueToken", (client) => client.issueToken(FOREIGN_ID, CHAT, untilDone())],
    ["revokeTokens", (client) => client.revokeTokens(FOREIGN_ID, untilDone())],
    ["deleteIdentity", (client) => client.deleteIdentity(FOREIGN_ID, untilDone())],
  ])("%s does not find an identity of another resource", async (_, call) => {
    await expect(call(client())).rejects.toMatchObject(failure("notFound"));
  });

  test("tells a refused key or token from a refused id", async () => {
    await expect(subject().stranger.createIdentity(undefined, untilDone())).rejects.toMatchObject(
      failure("credentialRefused"),
    );
  });
}

describe.each(WAYS)("the ACS client of $sdk by $by on the emulator", ({ sdk, by }) => {
  let emulator: Emulator;
  let subject: Subject;

  beforeAll(async () => {
    emulator = await startEmulator({ log: () => undefined });
    subject = await subjectOf(sdk, await connectionTo(emulator, by));
  });

  afterAll(async () => {
    await emulator.stop();
  });

  afterEach(async () => {
    emulator.control.clearFaults();
    await emulator.control.listen("acs", true);
  });

  behavesAsAcs(() => subject, sdk);

  /** How many tries ACS has seen of an operation that fails. */
  async function triesOf(call: (client: AcsClient) => Promise<unknown>, kind: UpstreamFailureKind, rest = {}) {
    const before = totalCalls(emulator);
    await expect(call(subject.client)).rejects.toMatchObject(failure(kind, rest));
    return totalCalls(emulator) - before;
  }

  const create = (client: AcsClient) => client.createIdentity(undefined, untilDone());

  test.each([
    [{ status: 429, retryAfter: 30 }, "throttled", { retryAfterSeconds: 30, mayHaveActed: false }],
    [{ status: 429 }, "throttled", { retryAfterSeconds: undefined, mayHaveActed: false }],
    [{ status: 503, retryAfter: 7 }, "unavailable", { retryAfterSeconds: 7, mayHaveActed: false }],
    [{ status: 503 }, "unavailable", { mayHaveActed: true }],
    [{ status: 500 }, "unavailable", { mayHaveActed: true }],
    [{ drop: "before" }, "unavailable", { mayHaveActed: true }],
    [{ drop: "after" }, "unavailable", { mayHaveActed: true }],
    [{ status: 400 }, "unexpected", {}],
  ] as const)("%j ends in one try, as it is", async (fault, kind, rest) => {
    emulator.control.setFault("acs", fault);

    expect(await triesOf(create, kind, rest)).toBe(1);
  });

  test("a refused connection cannot have acted", async () => {
    await emulator.control.listen("acs", false);
    // The first call may find a kept-alive connection that closes under it, and then cannot know how far it came.
    await triesOf((client) => client.deleteIdentity(FOREIGN_ID, untilDone()), "unavailable");

    expect(await triesOf(create, "unavailable", { mayHaveActed: false })).toBe(0);
  });

  test.each([null, "", "soon", "2020-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 12345, 8.64e15, "12345"])(
    "a token of which ACS says that it ends at %j is none",
    async (value) => {
      const ca = await ensureDevelopmentCa();
      const proxy = await FaultProxy.start({ ca, target: emulator.endpoints.acs });
      try {
        await proxy.inject({ kind: "expiresOn", value });
        const { client } = await subjectOf(sdk, { ...(await connectionTo(emulator, by)), endpoint: proxy.origin });
        const { id } = await create(client);
        await expect(client.issueToken(id, CHAT, untilDone())).rejects.toMatchObject(failure("unavailable"));
        await expect(subject.client.issueToken(id, CHAT, untilDone())).resolves.toMatchObject({});
      } finally {
        await proxy.stop();
      }
    },
  );

  test("after 2028 tells which part of a call for a token is refused, and has done nothing", async () => {
    emulator.control.setAfter2028(true);
    try {
      const { id } = await create(subject.client);
      const before = emulator.control.state().identities.length;
      const refused = failure("scopesRefused", { mayHaveActed: false });
      await expect(subject.client.issueToken(id, { scopes: ["voip", "chat"] }, untilDone())).rejects.toMatchObject(
        refused,
      );
      if (sdk === "identity") {
        await expect(subject.client.createIdentity(CHAT, untilDone())).rejects.toMatchObject(refused);
      }
      expect(emulator.control.state().identities).toHaveLength(before);
      await expect(subject.client.issueToken(id, { scopes: ["voip"] }, untilDone())).resolves.toMatchObject({});
    } finally {
      emulator.control.setAfter2028(false);
    }
  });

  test("gives up when told to", async () => {
    emulator.control.setFault("acs", { delayMs: 60_000 });
    const patience = new AbortController();
    const call = subject.client.createIdentity(undefined, callOptions(patience.signal));
    patience.abort();

    await expect(call).rejects.toMatchObject(failure("unavailable"));
  });

  test("revoke ends the tokens issued so far, in the emulator's eyes too", async () => {
    const { id } = await create(subject.client);
    const { token } = await subject.client.issueToken(id, CHAT, untilDone());
    expect(emulator.control.validateToken(token).valid).toBe(true);

    await subject.client.revokeTokens(id, untilDone());

    expect(emulator.control.validateToken(token)).toEqual({ valid: false, reason: "revoked" });
  });
});

test.each(sdks)(
  "%s: a revoke ends a token of just before, also where this host's clock is two minutes slow",
  async (sdk) => {
    const ca = await ensureDevelopmentCa();
    const clock = { ...systemClock, now: () => systemClock.now() + 2 * MINUTE_MS };
    const emulator = await startEmulator({ ca, clock, log: () => undefined });
    try {
      const { client } = await subjectOf(sdk, await connectionTo(emulator, "key"));
      const { id } = await client.createIdentity(undefined, untilDone());
      const { token } = await client.issueToken(id, CHAT, untilDone());

      await client.revokeTokens(id, untilDone());

      expect(emulator.control.validateToken(token)).toEqual({ valid: false, reason: "revoked" });
      await expect(client.issueToken(id, CHAT, untilDone())).resolves.toMatchObject({});
    } finally {
      await emulator.stop();
    }
  },
);

test.each<[string, (control: Control) => void]>([
  [
    "without the role",
    (control) => {
      control.setAcsAccess(false);
    },
  ],
  [
    "of another tenant",
    (control) => {
      control.setIdentityTenant("7d4e1c00-0000-4000-8000-000000000009");
    },
  ],
])("a managed identity %s is refused, not an id", async (_, refuse) => {
  const emulator = await startEmulator({ log: () => undefined });
  try {
    refuse(emulator.control);
    const { client } = await subjectOf("identity", await connectionTo(emulator, "token"));
    const calls = [client.createIdentity(undefined, untilDone()), client.deleteIdentity(FOREIGN_ID, untilDone())];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ reason: failure("credentialRefused") });
    }
  } finally {
    await emulator.stop();
  }
});

const realConnectionString = process.env["ACS_TEST_CONNECTION_STRING"];
if (realConnectionString !== undefined) {
  describe.each(sdks)("the ACS client of %s on real ACS", (sdk) => {
    let subject: Subject;

    beforeAll(async () => {
      subject = await subjectOf(sdk, parseConnectionString(realConnectionString));
    });

    behavesAsAcs(() => subject, sdk);
  });
}

function totalCalls(emulator: Emulator): number {
  return Object.values(emulator.control.state().requests.acs).reduce((sum, count) => sum + count, 0);
}
