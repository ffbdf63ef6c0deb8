import type { TeamsAccess, TeamsAccessClient } from "../../shared/acs/AcsClient";
import { loadAcsSdk } from "../../shared/acs/loadAcsSdk";
import { systemClock } from "../../shared/clock";
import type { AcsConnection } from "../../shared/connection/AcsConnection";
import { callOptions } from "../../shared/resilience/callOptions";
import type { UpstreamFailureKind } from "../../shared/resilience/UpstreamFailure";
import { type Emulator, startEmulator } from "../../tools/emulator/index";
import { ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { foreignReplies } from "../../tools/kit/injection";
import type { Fault } from "../../tools/testbed/faults/Fault";
import { FaultProxy } from "../../tools/testbed/faults/FaultProxy";
import { connectionTo, failure, untilDone, WAYS, wrong } from "./support/ways";

const TENANT_ID = "0ac5de57-0000-4000-8000-00000000000a";
const APP = "0ac5de57-0000-4000-8000-00000000000c";
const OTHER_APP = "0ac5de57-0000-4000-8000-00000000000d";

let accounts = 0;

/** An account that nobody has let in. */
const newAccount = () => ({
  tenantId: TENANT_ID,
  objectId: `0ac5de57-0001-4000-8000-${String(++accounts).padStart(12, "0")}`,
});

const newAccess = (): TeamsAccess => ({ ...newAccount(), principalType: "user", clientIds: [APP] });

type Call = (client: TeamsAccessClient, access: TeamsAccess) => Promise<unknown>;

const deletion: Call = (client, access) => client.deleteTeamsAccess(access, untilDone());

/** Each operation, on an account that has access. */
const CALLS: readonly [string, Call][] = [
  ["putTeamsAccess", (client, access) => client.putTeamsAccess(access, untilDone())],
  ["getTeamsAccess", (client, access) => client.getTeamsAccess(access, untilDone())],
  ["deleteTeamsAccess", deletion],
];

describe.each(WAYS)("access assignments beside the $sdk SDK, by $by", ({ sdk, by }) => {
  let emulator: Emulator;
  let proxy: FaultProxy;
  let connection: AcsConnection;
  let client: TeamsAccessClient;
  /** Of the same resource, with what may go wrong on the way. */
  let troubled: TeamsAccessClient;

  beforeAll(async () => {
    const ca = await ensureDevelopmentCa();
    emulator = await startEmulator({ log: () => undefined });
    proxy = await FaultProxy.start({ ca, target: emulator.endpoints.acs });
    connection = await connectionTo(emulator, by);
    client = await clientOf(connection);
    troubled = await clientOf({ ...connection, endpoint: proxy.origin });
  });

  afterAll(async () => {
    await proxy.stop();
    await emulator.stop();
  });

  async function clientOf(to: AcsConnection): Promise<TeamsAccessClient> {
    const create = await loadAcsSdk(sdk);
    return create(to, systemClock);
  }

  test("one is made, replaced as a whole, read, and deleted: once and again", async () => {
    const access = newAccess();
    const replaced = { ...access, clientIds: [OTHER_APP] };
    expect(await client.getTeamsAccess(access, untilDone())).toBeUndefined();

    expect(await client.putTeamsAccess(access, untilDone())).toEqual({ access, isNew: true });
    expect(await client.putTeamsAccess(replaced, untilDone())).toEqual({ access: replaced, isNew: false });
    expect(await client.getTeamsAccess(access, untilDone())).toEqual(replaced);

    await client.deleteTeamsAccess(access, untilDone());
    expect(await client.getTeamsAccess(access, untilDone())).toBeUndefined();
    await client.deleteTeamsAccess(access, untilDone());
  });

  test("a resource account's is made and read, without applications", async () => {
    const access = { ...newAccount(), principalType: "resourceAccount", clientIds: [] };

    expect(await client.putTeamsAccess(access, untilDone())).toEqual({ access, isNew: true });
    expect(await client.getTeamsAccess(access, untilDone())).toEqual(access);
  });

  test.each([
    ["User", "user"],
    ["USER", "user"],
    ["teamsresourceaccount", "resourceAccount"],
    ["RESOURCEACCOUNT", "resourceAccount"],
  ])("who wrote %s has made one of a %s", async (principalType, known) => {
    const access = { ...newAccess(), principalType };

    expect(await client.putTeamsAccess(access, untilDone())).toMatchObject({ access: { principalType: known } });
    expect(await client.getTeamsAccess(access, untilDone())).toMatchObject({ principalType: known });
  });

  test.each(["group", "Group", "users", "BOT"])(
    "none can be made of a %s, and the refusal names the field",
    async (type) => {
      await expect(client.putTeamsAccess({ ...newAccess(), principalType: type }, untilDone())).rejects.toMatchObject(
        failure("inputRefused", { target: "principaltype", mayHaveActed: false }),
      );
    },
  );

  test.each<[string, Partial<TeamsAccess>, string]>([
    ["tenant", { tenantId: "contoso" }, "tenantid"],
    ["account", { objectId: "alice" }, "objectid"],
    ["application", { clientIds: ["calls"] }, "clientids"],
  ])("no id of an %s but a GUID is taken, and the refusal names it", async (_, changes, target) => {
    await expect(client.putTeamsAccess({ ...newAccess(), ...changes }, untilDone())).rejects.toMatchObject(
      failure("inputRefused", { target }),
    );
  });

  /** What a call through the proxy is rejected with, which has met the fault once. */
  async function refusal(fault: Fault, call: Call, kind: UpstreamFailureKind, rest = {}) {
    const access = newAccess();
    await client.putTeamsAccess(access, untilDone());
    const injected = await proxy.inject(fault);
    try {
      await expect(call(troubled, access)).rejects.toMatchObject(failure(kind, rest));
      expect(injected.met).toBe(1);
    } finally {
      await injected.remove();
    }
    return access;
  }

  const refused = (status: number, code: string, target?: string): Fault => ({
    kind: "status",
    status,
    body: { error: { code, message: "No.", target } },
  });

  describe.each(CALLS)("%s", (_, call) => {
    test("is refused with a right that the resource does not grant", async () => {
      const stranger = await clientOf(wrong(connection));
      await expect(call(stranger, newAccess())).rejects.toMatchObject(failure("credentialRefused"));
    });

    test.each<[Fault, UpstreamFailureKind, object]>([
      [refused(401, "Denied"), "credentialRefused", { mayHaveActed: false }],
      [refused(403, "Forbidden"), "credentialRefused", { mayHaveActed: false }],
      [
        refused(403, "SubscriptionNotAllowed"),
        "notOffered",
        { mayHaveActed: false, advice: expect.stringContaining("subscription") as unknown },
      ],
      [
        refused(400, "UnsupportedApiVersion"),
        "notOffered",
        { mayHaveActed: false, advice: expect.stringContaining("2025-06-30") as unknown },
      ],
      [refused(404, "UnsupportedApiVersion"), "notOffered", {}],
      [refused(400, "ValidationError", "ClientIds[0]"), "inputRefused", { target: "clientids" }],
      [refused(400, "ValidationError", "another"), "unexpected", {}],
      [refused(409, "Conflict"), "unexpected", {}],
      [{ kind: "status", status: 429, retryAfter: 30 }, "throttled", { retryAfterSeconds: 30 }],
      [{ kind: "status", status: 503, retryAfter: 7 }, "unavailable", { retryAfterSeconds: 7, mayHaveActed: false }],
      [{ kind: "status", status: 500 }, "unavailable", { mayHaveActed: true }],
      // A 204 has no body by which anybody could tell whose it is.
      ...[200, 201, 401, 403, 404, 410].flatMap((status) =>
        foreignReplies.map((foreign): [Fault, UpstreamFailureKind, object] => [
          { kind: "status", status, foreign },
          "unavailable",
          { mayHaveActed: true },
        ]),
      ),
    ])("that meets %j ends in one try, told for what it is", async (fault, kind, rest) => {
      await refusal(fault, call, kind, rest);
    });
  });

  test("a 404 of somebody else is no verdict: who has access still has it", async () => {
    for (const foreign of foreignReplies) {
      const access = await refusal({ kind: "status", status: 404, foreign }, deletion, "unavailable");
      expect(await client.getTeamsAccess(access, untilDone())).toEqual(access);
    }
  });

  test("an answer about another account is none", async () => {
    const body = { ...newAccess(), objectId: newAccount().objectId };
    for (const [, call] of CALLS.slice(0, 2)) {
      await refusal({ kind: "status", status: 200, body }, call, "unavailable", { mayHaveActed: true });
    }
  });

  test("gives up when told to", async () => {
    const patience = new AbortController();
    const injected = await proxy.inject({ kind: "silent" });
    const call = troubled.getTeamsAccess(newAccount(), callOptions(patience.signal));
    patience.abort();
    await expect(call).rejects.toMatchObject(failure("unavailable"));
    await injected.remove();
  });
});
