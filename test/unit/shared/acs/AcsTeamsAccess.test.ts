import type { AcsClient, TeamsAccess, TeamsAccessClient } from "../../../../shared/acs/AcsClient";
import { AcsGateway } from "../../../../shared/acs/AcsGateway";
import { AcsTeamsAccess } from "../../../../shared/acs/AcsTeamsAccess";
import { entraCaller } from "../../../../shared/callers/callerOfIds";
import { ConnectionSource } from "../../../../shared/connection/ConnectionSource";
import { keyVaultOrigin } from "../../../../shared/connection/origins";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError, type ErrorCode } from "../../../../shared/errors";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../../shared/resilience/UpstreamFailure";
import type { AuditEntry } from "../../../../shared/telemetry/audit";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";
import { recordLog } from "../../../support/recordLog";

const account = {
  tenantId: "0ac5de57-0000-4000-8000-00000000000a",
  objectId: "0ac5de57-0000-4000-8000-00000000000b",
};
const access: TeamsAccess = { ...account, principalType: "user", clientIds: ["0ac5de57-0000-4000-8000-00000000000c"] };
const KEYS = ["old", "new"];

const failure = (kind: UpstreamFailureKind, mayHaveActed = false) =>
  new UpstreamFailure(kind, { mayHaveActed, advice: "Do this.", cause: undefined });

const notHere = () => Promise.reject(new Error("This test is about Teams access alone."));

/** The way to ACS, with a key that the vault renews after its first read, and a stand-in for ACS. */
function setUp() {
  const clock = new ManualClock();
  const { log } = recordLog();
  const audited: AuditEntry[] = [];
  const client = {
    putTeamsAccess: jest
      .fn<ReturnType<TeamsAccessClient["putTeamsAccess"]>, unknown[]>()
      .mockResolvedValue({ access, isNew: true }),
    getTeamsAccess: jest.fn<ReturnType<TeamsAccessClient["getTeamsAccess"]>, unknown[]>().mockResolvedValue(access),
    deleteTeamsAccess: jest.fn<Promise<void>, unknown[]>().mockResolvedValue(),
  };
  const acs: AcsClient = {
    ...client,
    createIdentity: notHere,
    issueToken: notHere,
    revokeTokens: notHere,
    deleteIdentity: notHere,
  };
  const unread = [...KEYS];
  const readVault = () =>
    Promise.resolve({ endpoint: "https://contoso.communication.azure.com", accessKey: unread.shift() ?? "new" });
  const gateway = new AcsGateway({
    connections: new ConnectionSource({ origin: keyVaultOrigin(readVault, 300), clock, log }),
    createClient: () => Promise.resolve(() => acs),
    clock,
    random: () => 0,
    audit: (entry) => audited.push(entry),
    pseudonym: (id) => `pseudonym of ${id}`,
    log,
    limitFactor: 1,
  });
  const teamsAccess = new AcsTeamsAccess(gateway);
  const deadline = () => deadlineIn(7_500, clock);
  const calls = {
    putTeamsAccess: () => teamsAccess.put(access, deadline()),
    getTeamsAccess: () => teamsAccess.get(account, deadline()),
    deleteTeamsAccess: () => teamsAccess.delete(account, deadline()),
  };
  return { audited, client, calls, clock };
}

const ACTIONS = ["putTeamsAccess", "getTeamsAccess", "deleteTeamsAccess"] as const;
/** What each one is about, as ACS is told. */
const GIVEN = { putTeamsAccess: access, getTeamsAccess: account, deleteTeamsAccess: account };

test("each operation is one call of ACS, with what it is about", async () => {
  const { calls, client } = setUp();
  expect(await calls.putTeamsAccess()).toEqual({ access, isNew: true });
  expect(await calls.getTeamsAccess()).toEqual(access);
  await calls.deleteTeamsAccess();
  for (const action of ACTIONS) {
    expect(client[action].mock.calls.map(([given]) => given)).toEqual([GIVEN[action]]);
  }
});

test("what was given and taken back is audited, for whom by the pseudonym of such a user; reading is not", async () => {
  const { audited, calls } = setUp();
  await calls.putTeamsAccess();
  await calls.getTeamsAccess();
  await calls.deleteTeamsAccess();

  const whose = {
    account: `pseudonym of ${String(entraCaller(account.tenantId, account.objectId)?.key)}`,
    tenant: account.tenantId,
  };
  const { principalType, clientIds } = access;
  expect(audited).toEqual([
    { action: "putTeamsAccess", outcome: "done", ...whose, principalType, clientIds },
    { action: "deleteTeamsAccess", outcome: "done", ...whose },
  ]);
});

test.each(["putTeamsAccess", "deleteTeamsAccess"] as const)(
  "of a %s that ACS does not confirm, the audit says that it may have been done",
  async (action) => {
    const { audited, calls, client, clock } = setUp();
    client[action].mockRejectedValue(failure("timedOut", true));
    expect((await errorFrom(ApiError, () => clock.run<unknown>(calls[action]()))).code).toBe("UpstreamTimeout");
    expect(audited).toMatchObject([{ action, outcome: "unknown", tenant: account.tenantId }]);
  },
);

test.each(ACTIONS)("%s is tried again, whatever the first try may have done", async (action) => {
  const { calls, client, clock } = setUp();
  client[action].mockRejectedValueOnce(failure("unavailable", true));
  await clock.run<unknown>(calls[action]());
  expect(client[action]).toHaveBeenCalledTimes(2);
});

test.each(ACTIONS)("a rotated key costs no failed %s", async (action) => {
  const { calls, client } = setUp();
  client[action].mockRejectedValueOnce(failure("credentialRefused"));
  await calls[action]();
  expect(client[action]).toHaveBeenCalledTimes(2);
});

test.each<[UpstreamFailureKind, ErrorCode]>([
  ["throttled", "TooManyRequests"],
  ["unavailable", "UpstreamUnavailable"],
  // Who is told nothing of a missing assignment has found no ACS.
  ["notFound", "UpstreamUnavailable"],
  ["credentialRefused", "UpstreamRejected"],
  ["notOffered", "UpstreamRejected"],
  ["inputRefused", "InvalidRequest"],
  ["unexpected", "InternalError"],
])("a call that is %s is told as %s", async (kind, code) => {
  const { audited, calls, client, clock } = setUp();
  for (const action of ACTIONS) {
    client[action].mockRejectedValue(failure(kind));
    expect((await errorFrom(ApiError, () => clock.run<unknown>(calls[action]()))).code).toBe(code);
  }
  expect(audited.filter(({ outcome }) => outcome === "done")).toEqual([]);
});
