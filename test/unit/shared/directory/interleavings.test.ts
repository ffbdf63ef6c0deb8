import fc from "fast-check";
import type { Deadline } from "../../../../shared/deadline";
import { UserIdentities } from "../../../../shared/directory/UserIdentities";
import { casesOf } from "../../../support/cases";
import { ManualClock } from "../../../support/ManualClock";
import { recordLog } from "../../../support/recordLog";
import { type Fault, FakeWorld, RESOURCE_B } from "./support/FakeWorld";

const CHAT = { scopes: ["chat"] } as const;
const DEADLINE: Deadline = { remaining: () => 7_500 };
const USERS = ["alice", "bob"] as const;
const RUNS = casesOf(1_000);

type User = (typeof USERS)[number];
type Act = "issue" | "revoke" | "delete" | "deleteBehind" | "move";

/** What happens at the same time: acts, in an order of steps that `scheduler` chooses, while these operations fail. */
interface Story {
  scheduler: fc.Scheduler;
  seeded: readonly User[];
  acts: readonly (readonly [Act, User])[];
  faults: readonly (Fault | undefined)[];
}

function stories(acts: readonly Act[], faults: fc.Arbitrary<Fault | undefined>): fc.Arbitrary<Story> {
  return fc.record({
    scheduler: fc.scheduler(),
    seeded: fc.subarray([...USERS]),
    acts: fc.array(fc.tuple(fc.constantFrom(...acts), fc.constantFrom(...USERS, "alice" as const)), {
      minLength: 2,
      maxLength: 6,
    }),
    faults: fc.array(faults, { maxLength: 40, size: "max" }),
  });
}

const noFaults = fc.constant(undefined);
const aFault = fc.constantFrom<Fault>("refused", "unsent", "unanswered", "repeated", "late");
const anyFault = fc.oneof({ weight: 4, arbitrary: noFaults }, { weight: 1, arbitrary: aFault });

/** Tells a story to its end, and then what the world has come to. */
async function tell({ scheduler, seeded, acts, faults }: Story) {
  const world = new FakeWorld();
  seeded.forEach((user) => world.seed(user));
  const { log, logged } = recordLog();
  const telemetry = { log, audit: () => undefined, pseudonym: (id: string) => id };
  const clock = new ManualClock();
  const users = new UserIdentities({
    table: world.table,
    identities: world.acs,
    gateway: world.gateway,
    clock,
    ...telemetry,
  });
  const left = [...faults];
  world.nextFault = () => left.shift();
  world.pause = (label) => scheduler.schedule(Promise.resolve(), label);
  const issued: [User, string][] = [];
  const does: Record<Act, (user: User) => Promise<void>> = {
    issue: async (user) => {
      issued.push([user, (await users.issueToken(user, CHAT, DEADLINE)).id]);
    },
    revoke: (user) => users.revokeTokens(user, DEADLINE),
    delete: (user) => users.deleteIdentity(user, DEADLINE),
    deleteBehind: async (user) => {
      await world.pause("deleteBehind");
      world.deleteBehind(user);
    },
    move: async () => {
      await world.pause("move");
      world.resource = RESOURCE_B;
    },
  };
  const outcomes = await scheduler.waitFor(Promise.allSettled(acts.map(([act, user]) => does[act](user))));
  await scheduler.waitIdle();
  world.nextFault = () => undefined;
  world.pause = () => Promise.resolve();
  return { world, users, issued, logged, outcomes };
}

type Told = Awaited<ReturnType<typeof tell>>;

function property(arbitrary: fc.Arbitrary<Story>, holds: (told: Told) => void | Promise<void>): Promise<void> {
  const told = fc.asyncProperty(arbitrary, async (story) => {
    await holds(await tell(story));
  });
  return fc.assert(told, { numRuns: RUNS });
}

/** Each user's identities among those that tokens were issued for. */
function idsOf(user: User, issued: readonly [User, string][]): string[] {
  return [...new Set(issued.filter(([of]) => of === user).map(([, id]) => id))];
}

test("without deletions, each user has one identity, whatever fails and whoever is first", async () => {
  await property(stories(["issue", "issue", "revoke"], anyFault), ({ issued, world }) => {
    for (const user of USERS) {
      const ids = idsOf(user, issued);
      expect(ids.length).toBeLessThanOrEqual(1);
      expect(ids).toEqual(ids.length === 0 ? [] : [world.rows.get(user)?.identityId]);
    }
  });
});

test("without deletions, no row names an identity that was deleted", async () => {
  await property(stories(["issue", "issue", "revoke"], anyFault), ({ world }) => {
    for (const { identityId } of world.rows.values()) {
      expect(world.identities.get(identityId)?.isDeleted).toBe(false);
    }
  });
});

test("without failures, everybody is served and no identity is left without a user", async () => {
  await property(stories(["issue", "issue", "revoke", "delete"], noFaults), ({ world, outcomes }) => {
    expect(world.orphans()).toEqual([]);
    for (const outcome of outcomes) {
      // Three deletions in the middle of one issue are the only reason to send a caller away.
      expect(outcome.status === "fulfilled" || String(outcome.reason).includes("keep changing")).toBe(true);
    }
  });
});

const everything: readonly Act[] = ["issue", "issue", "revoke", "delete", "deleteBehind", "move"];

test("no token is ever issued for an identity that was in no row, nor for another user's", async () => {
  await property(stories(everything, anyFault), ({ world, issued }) => {
    expect(world.violations).toEqual([]);
    const [alices, bobs] = [idsOf("alice", issued), idsOf("bob", issued)];
    expect(alices.filter((id) => bobs.includes(id))).toEqual([]);
  });
});

test("an identity is left without a user only when it was logged, or nobody could know of it", async () => {
  await property(stories(everything, anyFault), ({ world, logged }) => {
    const known = new Set([...world.unheardOf, ...logged.map(({ id }) => id)]);
    expect(world.orphans().filter((id) => !known.has(id))).toEqual([]);
  });
});

test("whatever has happened, the next call heals it, and the one after finds the same", async () => {
  await property(stories(everything, anyFault), async ({ world, users }) => {
    const { id } = await users.issueToken("alice", CHAT, DEADLINE);
    expect(world.rows.get("alice")?.identityId).toBe(id);
    expect(world.identities.get(id)).toEqual({ resource: world.resource, isDeleted: false });
    expect((await users.issueToken("alice", CHAT, DEADLINE)).id).toBe(id);

    await users.deleteIdentity("alice", DEADLINE);
    await users.deleteIdentity("alice", DEADLINE);
    expect(world.rows.has("alice")).toBe(false);
    expect(world.identities.get(id)?.isDeleted).toBe(true);
  });
});
