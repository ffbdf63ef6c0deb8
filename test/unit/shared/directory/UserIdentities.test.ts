import type { Deadline } from "../../../../shared/deadline";
import { UserIdentities } from "../../../../shared/directory/UserIdentities";
import { ApiError } from "../../../../shared/errors";
import { deferred } from "../../../support/deferred";
import { errorFrom } from "../../../support/errorFrom";
import { ManualClock } from "../../../support/ManualClock";
import { recordLog } from "../../../support/recordLog";
import { type Fault, FakeWorld, type Operation } from "./support/FakeWorld";

const USER = "https://issuer.example alice";
const CHAT = { scopes: ["chat"] } as const;
const DEADLINE: Deadline = { remaining: () => 7_500 };

function setUp() {
  const world = new FakeWorld();
  const { log, logged } = recordLog();
  const users = new UserIdentities({ table: world.table, identities: world.acs, clock: new ManualClock(), log });
  return {
    world,
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
      resource: "a.communication.azure.com",
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
    expect(world.orphans()).toEqual(["8:acs:1"]);
    expect(logged).toMatchObject([{ level: "error", id: "8:acs:1" }]);

    landing.resolve(undefined);
    expect((await issue()).id).toBe(fault === "late" ? "8:acs:1" : "8:acs:2");
  });

  test("keeps and logs an identity when the table cannot be read after a write without an answer", async () => {
    const { world, issue, logged } = setUp();
    const faults: Partial<Record<Operation, (Fault | undefined)[]>> = {
      insert: ["unanswered"],
      read: [undefined, "refused"],
    };
    world.nextFault = (operation) => faults[operation]?.shift();

    await errorFrom(ApiError, issue);

    expect(logged).toMatchObject([{ level: "error", id: "8:acs:1" }]);
    expect((await issue()).id).toBe("8:acs:1");
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

    expect(logged).toMatchObject([{ level: "error", id: "8:acs:1" }]);
    expect(world.orphans()).toEqual(["8:acs:1"]);
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

  test("gives a new identity after a move to another ACS resource, without asking it for the old one", async () => {
    const { world, issue } = setUp();
    const { id } = await issue();
    world.resource = "b.communication.azure.com";
    world.calls.length = 0;

    const moved = await issue();

    expect(moved.id).not.toBe(id);
    expect(world.calls).not.toContain(`issue ${id}`);
    expect(world.rows.get(USER)).toMatchObject({ identityId: moved.id, resource: "b.communication.azure.com" });
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
    const world = new FakeWorld();
    const given: Record<string, number> = {};
    const users = new UserIdentities({
      table: {
        ...world.table,
        read: (user, deadline) => {
          given["read"] = deadline.remaining();
          return world.table.read(user, deadline);
        },
        insert: (user, row, deadline) => {
          given["insert"] = deadline.remaining();
          return world.table.insert(user, row, deadline);
        },
      },
      identities: {
        ...world.acs,
        createIdentity: (grant, deadline) => {
          given["create"] = deadline.remaining();
          return world.acs.createIdentity(grant, deadline);
        },
      },
      clock: new ManualClock(),
      log: recordLog().log,
    });

    await users.issueToken(USER, CHAT, DEADLINE);

    expect(given).toEqual({ read: 4_500, create: 4_500, insert: 6_000 });
  });
});

describe("revokeTokens", () => {
  test("asks ACS for the user's identity", async () => {
    const { world, issue, revoke } = setUp();
    const { id } = await issue();
    await revoke();
    expect(world.calls.at(-1)).toBe(`revoke ${id}`);
  });

  test("succeeds for a user without an identity, and creates none", async () => {
    const { world, revoke } = setUp();
    await revoke();
    expect(world.calls).toEqual([`read ${USER}`]);
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

describe("deleteIdentity", () => {
  test("deletes the identity first, then the row, and can be repeated", async () => {
    const { world, issue, remove } = setUp();
    const { id } = await issue();
    world.calls.length = 0;

    await remove();
    await remove();

    expect(world.calls).toEqual([`read ${USER}`, `delete ${id}`, `remove ${USER}`, `read ${USER}`]);
    expect(world.orphans()).toEqual([]);
  });

  test("leads to a new identity", async () => {
    const { issue, remove } = setUp();
    const { id } = await issue();
    await remove();
    expect((await issue()).id).not.toBe(id);
  });

  test.each(["refused", "unanswered"] as const)("keeps the row when ACS's deletion is %s", async (fault) => {
    const { world, issue, remove, fail } = setUp();
    await issue();
    fail("delete", fault);

    await errorFrom(ApiError, remove);

    expect(world.rows.has(USER)).toBe(true);
    await remove();
    expect(world.rows.has(USER)).toBe(false);
    expect(world.orphans()).toEqual([]);
  });

  test("heals when it broke off between the two deletes: by the next token", async () => {
    const { world, issue, remove, fail } = setUp();
    const { id } = await issue();
    fail("remove", "refused");
    await errorFrom(ApiError, remove);

    const healed = await issue();

    expect(healed.id).not.toBe(id);
    expect(world.rows.get(USER)?.identityId).toBe(healed.id);
  });

  test("heals when it broke off between the two deletes: by the next deletion", async () => {
    const { world, issue, remove, fail } = setUp();
    await issue();
    fail("remove", "refused");
    await errorFrom(ApiError, remove);

    await remove();

    expect(world.rows.has(USER)).toBe(false);
  });

  test("leaves alone a row that somebody has healed in between", async () => {
    const { world, users, issue, remove, before } = setUp();
    await issue();
    before(`remove ${USER}`, async () => {
      await users.issueToken(USER, CHAT, DEADLINE);
    });

    await remove();

    expect(world.rows.get(USER)?.identityId).toBe("8:acs:2");
    expect(world.orphans()).toEqual([]);
  });
});
