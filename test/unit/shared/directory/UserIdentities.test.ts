import type { Deadline } from "../../../../shared/deadline";
import { KNOWN_FOR_MS, knowUsers } from "../../../../shared/directory/knowUsers";
import { UserIdentities } from "../../../../shared/directory/UserIdentities";
import { ApiError } from "../../../../shared/errors";
import type { AuditEntry } from "../../../../shared/telemetry/audit";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { deferred } from "../../../support/deferred";
import { errorFrom } from "../../../support/errorFrom";
import { recordLog } from "../../../support/recordLog";
import { FakeWorld, type Fault, idOf, type Operation, RESOURCE_A, RESOURCE_B } from "./support/FakeWorld";

const USER = "https://issuer.example alice";
const CHAT = { scopes: ["chat"], scopesBy: "caller" } as const;
const DEADLINE: Deadline = { remaining: () => 7_500 };

function setUp() {
  const world = new FakeWorld();
  const { log, logged } = recordLog();
  const audited: AuditEntry[] = [];
  const clock = new ManualClock();
  const users = new UserIdentities({
    table: knowUsers(world.table, clock),
    identities: world.acs,
    gateway: world.gateway,
    clock,
    log,
    audit: (entry) => audited.push(entry),
    pseudonym: (id) => `pseudonym of ${id}`,
  });
  return {
    world,
    clock,
    audited,
    logged,
    users,
    issue: () => users.issueToken(USER, CHAT, DEADLINE),
    revoke: () => users.revokeTokens(USER, DEADLINE),
    remove: () => users.deleteIdentity(USER, DEADLINE),
    /** The faults of the next operations of a kind, one each. */
    fail: (operation: Operation, ...faults: (Fault | undefined)[]) => {
      world.nextFault = (asked) => (asked === operation ? faults.shift() : undefined);
    },
    /** Does something else just before an operation, once. */
    before: (label: string, act: () => void | Promise<void>) => {
      world.pause = async (now) => {
        if (now === label) {
          world.pause = () => Promise.resolve();
          await act();
        }
      };
    },
  };
}

describe("issueToken", () => {
  test("reads the table before it creates anything, and writes the row before it issues", async () => {
    const { world, issue } = setUp();

    const { id, accessToken } = await issue();

    expect(accessToken.token).toBe(`token of ${id}`);
    expect(world.calls).toEqual([`read ${USER}`, "create", `insert ${USER}`, `issue ${id}`]);
    expect(world.rows.get(USER)).toEqual({
      identityId: id,
      resource: "contoso.communication.azure.com",
      createdAt: "2026-01-31T12:00:00.000Z",
      etag: "etag 1",
    });
  });

  test("issues for the same identity from then on", async () => {
    const { world, issue } = setUp();
    const { id } = await issue();
    world.calls.length = 0;

    expect((await issue()).id).toBe(id);
    expect(world.calls).toEqual([`read ${USER}`, `issue ${id}`]);
  });

  test("asks ACS without the table for a user whose row was read in the last 5 minutes, however often they call", async () => {
    const { world, clock, issue } = setUp();
    const id = world.seed(USER);
    await issue();
    world.calls.length = 0;

    await clock.advance(KNOWN_FOR_MS - 1);
    expect((await issue()).id).toBe(id);
    expect(world.calls).toEqual([`issue ${id}`]);
    await clock.advance(1);
    await issue();
    expect(world.calls).toEqual([`issue ${id}`, `read ${USER}`, `issue ${id}`]);
  });

  test("reads the row of a known user afresh when ACS says that the identity is gone, before anything is created", async () => {
    const { world, issue } = setUp();
    const id = world.seed(USER);
    await issue();
    world.deleteBehind(USER);
    const another = world.seed(USER);
    world.calls.length = 0;

    expect((await issue()).id).toBe(another);
    expect(world.calls).toEqual([`issue ${id}`, `read ${USER}`, `issue ${another}`]);
  });

  test("serves a known user while the table is down, but creates nothing in place of what is gone", async () => {
    const { world, issue, fail } = setUp();
    const id = world.seed(USER);
    await issue();
    fail("read", "refused", "refused");

    expect((await issue()).id).toBe(id);
    world.deleteBehind(USER);
    expect(await errorFrom(ApiError, issue)).toMatchObject({ code: "UpstreamUnavailable" });
    expect(world.identities.size).toBe(1);
  });

  test("passes on what else ACS fails at for a known user, and asks it once", async () => {
    const { world, issue, fail } = setUp();
    world.seed(USER);
    await issue();
    world.calls.length = 0;
    fail("issue", "refused");

    expect(await errorFrom(ApiError, issue)).toMatchObject({ message: "issue failed" });
    expect(world.calls).toHaveLength(1);
  });

  test("creates nothing while the table cannot be read", async () => {
    const { world, issue, fail } = setUp();
    fail("read", "refused");

    expect(await errorFrom(ApiError, issue)).toMatchObject({ code: "UpstreamUnavailable" });
    expect(world.calls).toEqual([`read ${USER}`]);
  });

  test("uses the identity of whoever was first, and deletes its own", async () => {
    const { world, issue, before } = setUp();
    let winner = "";
    before(`insert ${USER}`, () => {
      winner = world.seed(USER);
    });

    expect((await issue()).id).toBe(winner);
    expect(world.orphans()).toEqual([]);
  });

  test("starts over when the winner's row is gone again", async () => {
    const { world, issue, before } = setUp();
    before(`insert ${USER}`, () => {
      world.seed(USER);
      before(`read ${USER}`, () => {
        world.deleteBehind(USER);
        world.rows.delete(USER);
      });
    });

    const { id } = await issue();

    expect(world.rows.get(USER)?.identityId).toBe(id);
    expect(world.orphans()).toEqual([]);
  });

  test("deletes the new identity when the table surely has not written its row", async () => {
    const { world, issue, fail, logged } = setUp();
    fail("insert", "refused");

    expect(await errorFrom(ApiError, issue)).toMatchObject({ code: "UpstreamUnavailable" });
    expect(world.orphans()).toEqual([]);
    expect(logged).toEqual([]);
  });

  test.each(["unanswered", "repeated"] as const)("goes on when its own write is done, though %s", async (fault) => {
    const { world, issue, fail } = setUp();
    fail("insert", fault);

    const { id } = await issue();

    expect(world.rows.get(USER)?.identityId).toBe(id);
    expect(world.identities.size).toBe(1);
  });

  test.each(["unsent", "late"] as const)("keeps and logs an identity whose write is %s", async (fault) => {
    const { world, issue, fail, logged } = setUp();
    const landing = deferred<undefined>();
    world.pause = async (label) => {
      await (label.startsWith("late") ? landing.promise : undefined);
    };
    fail("insert", fault);

    expect(await errorFrom(ApiError, issue)).toMatchObject({ code: "UpstreamUnavailable" });
    expect(world.orphans()).toEqual([idOf(1)]);
    expect(logged).toMatchObject([{ level: "error", id: idOf(1) }]);

    landing.resolve(undefined);
    expect((await issue()).id).toBe(fault === "late" ? idOf(1) : idOf(2));
  });

  test("keeps and logs an identity when the table cannot be read after a write without an answer", async () => {
    const { world, issue, logged } = setUp();
    const faults: Partial<Record<Operation, (Fault | undefined)[]>> = {
      insert: ["unanswered"],
      read: [undefined, "refused"],
    };
    world.nextFault = (operation) => faults[operation]?.shift();

    await errorFrom(ApiError, issue);

    expect(logged).toMatchObject([{ level: "error", id: idOf(1) }]);
    expect((await issue()).id).toBe(idOf(1));
  });

  test("deletes its identity after a write without an answer when another one is in the row", async () => {
    const { world, issue, fail, before } = setUp();
    fail("insert", "unsent");
    before(`read ${USER}`, () => {
      before(`read ${USER}`, () => {
        world.seed(USER);
      });
    });

    const { id } = await issue();

    expect(world.rows.get(USER)?.identityId).toBe(id);
    expect(world.orphans()).toEqual([]);
  });

  test("issues, and logs, when the loser's identity cannot be deleted", async () => {
    const { world, issue, fail, before, logged } = setUp();
    fail("delete", "refused");
    before(`insert ${USER}`, () => {
      world.seed(USER);
    });

    await issue();

    expect(logged).toMatchObject([{ level: "error", id: idOf(1) }]);
    expect(world.orphans()).toEqual([idOf(1)]);
  });

  test("gives a new identity to a user whom ACS no longer knows", async () => {
    const { world, issue } = setUp();
    const { id } = await issue();
    world.deleteBehind(USER);

    const healed = await issue();

    expect(healed.id).not.toBe(id);
    expect(world.rows.get(USER)?.identityId).toBe(healed.id);
    expect((await issue()).id).toBe(healed.id);
  });

  test("asks ACS, and not the row, whether the identity is still there", async () => {
    const { world, issue } = setUp();
    const { id } = await issue();
    world.change(USER, { resource: "contoso.switzerland.communication.azure.com" });

    expect((await issue()).id).toBe(id);
    expect(world.identities.size).toBe(1);
  });

  test.each([
    [
      "deleted",
      (world: FakeWorld): void => {
        world.deleteBehind(USER);
      },
    ],
    [
      "moved",
      (world: FakeWorld): void => {
        world.resource = RESOURCE_B;
      },
    ],
  ] as const)("records in the row and in the audit what it replaces: %s", async (reason, happen) => {
    const { world, issue, audited } = setUp();
    const { id } = await issue();
    happen(world);

    const replaced = await issue();

    const replacedAt = "2026-01-31T12:00:00.000Z";
    expect(replaced.id).not.toBe(id);
    expect(world.rows.get(USER)).toMatchObject({
      identityId: replaced.id,
      history: [{ identityId: id, replacedAt, reason }],
    });
    expect(audited).toEqual([
      {
        action: "replaceIdentity",
        outcome: "done",
        identity: `pseudonym of ${replaced.id}`,
        replaced: `pseudonym of ${id}`,
        reason,
        ...(reason === "moved" && { note: expect.stringContaining("24 hours") as string }),
      },
    ]);
  });

  test("gives a user back the identity of the resource that the service comes back to", async () => {
    const { world, issue } = setUp();
    const first = await issue();
    world.resource = RESOURCE_B;
    const second = await issue();
    world.resource = RESOURCE_A;

    expect((await issue()).id).toBe(first.id);
    world.resource = RESOURCE_B;
    expect((await issue()).id).toBe(second.id);
    expect(world.identities.size).toBe(2);
    expect(world.rows.get(USER)?.history?.map(({ identityId }) => identityId)).toEqual([first.id, second.id, first.id]);
  });

  test.each(["unanswered", "repeated"] as const)("gives it back though the write is %s", async (fault) => {
    const { world, issue, fail, audited } = setUp();
    const first = await issue();
    world.resource = RESOURCE_B;
    await issue();
    world.resource = RESOURCE_A;
    fail("replace", fault);

    expect((await issue()).id).toBe(first.id);
    expect(audited).toHaveLength(2);
  });

  test("gives it back another time when the write has left the row as it was", async () => {
    const { world, issue, fail, audited } = setUp();
    const first = await issue();
    world.resource = RESOURCE_B;
    const second = await issue();
    world.resource = RESOURCE_A;
    fail("replace", "unsent");

    expect(await errorFrom(ApiError, issue)).toMatchObject({ code: "UpstreamUnavailable" });
    expect(world.rows.get(USER)?.identityId).toBe(second.id);
    expect(audited).toHaveLength(1);
    expect((await issue()).id).toBe(first.id);
  });

  test("gives a new identity when the one to come back to was deleted meanwhile", async () => {
    const { world, issue } = setUp();
    const first = await issue();
    world.resource = RESOURCE_B;
    await issue();
    world.identities.set(first.id, { resource: RESOURCE_A, isDeleted: true });
    world.resource = RESOURCE_A;

    const third = await issue();

    expect([first.id]).not.toContain(third.id);
    expect(world.identities.get(third.id)?.resource).toBe(RESOURCE_A);
    expect(world.rows.get(USER)?.history?.at(-1)).toMatchObject({ identityId: first.id, reason: "deleted" });
  });

  test("discards a new identity that is not of the resource that the service has moved to", async () => {
    const { world, issue, before } = setUp();
    const { id } = await issue();
    world.resource = RESOURCE_B;
    before("create ", () => {
      world.resource = RESOURCE_A;
    });

    expect((await issue()).id).toBe(id);
    expect(world.rows.get(USER)?.history).toBeUndefined();
    expect(world.orphans()).toEqual([]);
  });

  test("forgets of a full history what ACS says is gone, before what can still be given back", async () => {
    const { world, issue } = setUp();
    await issue();
    const replacedAt = "2026-01-01T00:00:00.000Z";
    const former = (n: number, reason: "moved" | "deleted") => ({
      identityId: idOf(n, RESOURCE_B),
      replacedAt,
      reason,
    });
    const history = Array.from({ length: 50 }, (_, n) => former(n + 100, n === 20 ? "deleted" : "moved"));
    world.change(USER, { history });
    world.deleteBehind(USER);

    await issue();

    const kept = world.rows.get(USER)?.history ?? [];
    expect(kept).toHaveLength(50);
    expect(kept.slice(0, 49)).toEqual(history.filter(({ reason }) => reason === "moved"));
  });

  test("reads rows of before there was a history, and works beside who writes such rows", async () => {
    const { world, issue } = setUp();
    const id = world.seed(USER);
    expect((await issue()).id).toBe(id);
    world.deleteBehind(USER);
    const { id: replaced } = await issue();
    const row = world.rows.get(USER);
    if (row) {
      const { identityId, resource, createdAt } = row;
      world.put(USER, { identityId, resource, createdAt });
    }
    expect((await issue()).id).toBe(replaced);
  });

  test("is of one mind with others who heal the same row", async () => {
    const { world, issue } = setUp();
    await issue();
    world.deleteBehind(USER);

    const healed = await Promise.all([issue(), issue(), issue()]);

    expect(new Set(healed.map(({ id }) => id)).size).toBe(1);
    expect(world.orphans()).toEqual([]);
  });

  test("gives up when ACS knows none of the identities that it creates", async () => {
    const { world, issue } = setUp();
    world.pause = (label) => {
      if (label.startsWith("issue")) {
        world.deleteBehind(USER);
      }
      return Promise.resolve();
    };

    expect(await errorFrom(ApiError, issue)).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 1 });
  });

  test("passes on what ACS fails at", async () => {
    const { issue, fail } = setUp();
    fail("create", "refused");
    expect(await errorFrom(ApiError, issue)).toMatchObject({ message: "create failed" });
    fail("issue", "refused");
    expect(await errorFrom(ApiError, issue)).toMatchObject({ message: "issue failed" });
  });

  test("leaves time to create the identity, to write the row, and to delete what did not get in", async () => {
    const { world, issue } = setUp();

    await issue();

    expect(world.timeLeft).toMatchObject({ read: 4_500, create: 4_500, insert: 6_000 });
  });
});

describe("revokeTokens", () => {
  test("asks ACS for the user's identity", async () => {
    const { world, issue, revoke } = setUp();
    const { id } = await issue();
    await revoke();
    expect(world.calls.at(-1)).toBe(`revoke ${id}`);
  });

  test("goes by the row, and forgets the user: the next token does so, too", async () => {
    const { world, issue, revoke } = setUp();
    const id = world.seed(USER);
    await issue();
    world.calls.length = 0;

    await revoke();
    await issue();

    expect(world.calls).toEqual([`read ${USER}`, `revoke ${id}`, `read ${USER}`, `issue ${id}`]);
  });

  test("succeeds for an identity that ACS no longer knows", async () => {
    const { world, issue, revoke } = setUp();
    await issue();
    world.deleteBehind(USER);
    await expect(revoke()).resolves.toBeUndefined();
  });

  test("passes on what fails", async () => {
    const { issue, revoke, fail } = setUp();
    await issue();
    fail("revoke", "refused");
    expect(await errorFrom(ApiError, revoke)).toMatchObject({ code: "UpstreamUnavailable" });
  });
});

describe.each(["revoke", "remove"] as const)("signing out and deletion: %s", (name) => {
  test("succeeds for a user without an identity, and creates none", async () => {
    const { world, [name]: call } = setUp();
    await call();
    expect(world.calls).toEqual([`read ${USER}`]);
  });

  test("is refused, and leaves the row as it was, when the identity is of a resource that is out of reach", async () => {
    const { world, issue, logged, [name]: call } = setUp();
    const { id } = await issue();
    world.resource = RESOURCE_B;

    expect(await errorFrom(ApiError, call)).toMatchObject({ code: "IdentityMoved", status: 409 });
    expect(world.rows.get(USER)).toMatchObject({ identityId: id });
    expect(world.rows.get(USER)?.deleting).toBeUndefined();
    expect(logged).toMatchObject([{ level: "warn", id }]);

    world.resource = RESOURCE_A;
    expect((await issue()).id).toBe(id);
  });
});

test.each(["issue", "revoke", "remove"] as const)(
  "nothing is claimed, and the row is kept, while nobody can tell why ACS does not have the identity: %s",
  async (name) => {
    const { world, issue, fail, [name]: call } = setUp();
    const { id } = await issue();
    world.resource = RESOURCE_B;
    fail("whyGone", "refused");

    expect(await errorFrom(ApiError, call)).toMatchObject({ code: "UpstreamUnavailable" });
    expect(world.rows.get(USER)).toMatchObject({ identityId: id });
    expect(world.identities.size).toBe(1);
  },
);

describe.each([
  ["before ACS's deletion", "delete", "refused"],
  ["in ACS's deletion", "delete", "unanswered"],
  ["between the two deletes", "remove", "refused"],
] as const)("a deletion that broke off %s", (_, operation, fault) => {
  test.each(["issue", "revoke", "remove"] as const)("is finished by the user's next call: %s", async (name) => {
    const { world, issue, remove, fail, [name]: next } = setUp();
    const { id } = await issue();
    fail(operation, fault);
    await errorFrom(ApiError, remove);
    expect(world.rows.has(USER)).toBe(true);

    await next();

    expect(world.identities.get(id)?.isDeleted).toBe(true);
    expect(world.rows.has(USER)).toBe(name === "issue");
    expect(world.rows.get(USER)?.identityId).not.toBe(id);
    expect(world.rows.get(USER)?.history).toBeUndefined();
    expect(world.orphans()).toEqual([]);
  });
});

describe("deleteIdentity", () => {
  test("marks the row, deletes the identity, then the row, and can be repeated", async () => {
    const { world, issue, remove } = setUp();
    const { id } = await issue();
    world.calls.length = 0;

    await remove();
    await remove();

    const deletion = [`read ${USER}`, `replace ${USER}`, `delete ${id}`, `remove ${USER}`];
    expect(world.calls).toEqual([...deletion, `read ${USER}`]);
    expect(world.orphans()).toEqual([]);
  });

  test("leads to a new identity", async () => {
    const { issue, remove } = setUp();
    const { id } = await issue();
    await remove();
    expect((await issue()).id).not.toBe(id);
  });

  test("that broke off gives no token before it is finished", async () => {
    const { world, issue, remove, fail } = setUp();
    const { id } = await issue();
    fail("delete", "refused", "refused");
    await errorFrom(ApiError, remove);
    world.calls.length = 0;

    expect(await errorFrom(ApiError, issue)).toMatchObject({ code: "UpstreamUnavailable" });
    expect(world.calls).toEqual([`read ${USER}`, `delete ${id}`]);
  });

  test("that broke off before a move is told to the operator, and is not undone by coming back", async () => {
    const { world, issue, remove, fail, logged } = setUp();
    const { id } = await issue();
    fail("delete", "refused");
    await errorFrom(ApiError, remove);
    world.resource = RESOURCE_B;

    const next = await issue();

    expect(logged).toMatchObject([{ level: "warn", id }]);
    expect(world.rows.get(USER)?.history).toMatchObject([{ identityId: id, reason: "deletionUnfinished" }]);
    world.resource = RESOURCE_A;
    expect([id, next.id]).not.toContain((await issue()).id);
  });

  test("takes in what an operator has replaced at the same resource, and names what is elsewhere", async () => {
    const { world, issue, remove, logged } = setUp();
    const former = world.newIdentity();
    world.resource = RESOURCE_B;
    const elsewhere = world.newIdentity();
    world.resource = RESOURCE_A;
    await issue();
    const replacedAt = "2026-01-01T00:00:00.000Z";
    const history = [
      { identityId: former, replacedAt, reason: "restored" as const },
      { identityId: elsewhere, replacedAt, reason: "moved" as const },
    ];
    world.change(USER, { history });

    await remove();

    expect(world.identities.get(former)?.isDeleted).toBe(true);
    expect(logged).toMatchObject([{ level: "warn", ids: [elsewhere] }]);
    expect(world.rows.has(USER)).toBe(false);
  });

  test("gives way to a row that has changed meanwhile, and deletes what is there then", async () => {
    const { world, issue, remove, before } = setUp();
    const { id } = await issue();
    before(`replace ${USER}`, () => {
      world.change(USER, {});
    });

    await remove();

    expect(world.identities.get(id)?.isDeleted).toBe(true);
    expect(world.rows.has(USER)).toBe(false);
  });
});
