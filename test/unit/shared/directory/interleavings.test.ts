import fc from "fast-check";
import type { Deadline } from "../../../../shared/deadline";
import { knowUsers } from "../../../../shared/directory/knowUsers";
import { UserIdentities } from "../../../../shared/directory/UserIdentities";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { casesOf } from "../../../support/cases";
import { recordLog } from "../../../support/recordLog";
import { FakeWorld, type Fault, RESOURCE_B } from "./support/FakeWorld";

const CHAT = { scopes: ["chat"], scopesBy: "caller" } as const;
const DEADLINE: Deadline = { remaining: () => 7_500 };
const USERS = ["alice", "bob"] as const;
const RUNS = casesOf(1_000);

type User = (typeof USERS)[number];
type Act = "issue" | "revoke" | "delete" | "deleteBehind" | "move";

/** What happens at the same time: acts of two instances that know the seeded users, in an order of steps that `scheduler` chooses, while these operations fail. */
interface Story {
  scheduler: fc.Scheduler;
  seeded: readonly User[];
  acts: readonly (readonly [Act, User, 0 | 1])[];
  faults: readonly (Fault | undefined)[];
}

function stories(acts: readonly Act[], faults: fc.Arbitrary<Fault | undefined>): fc.Arbitrary<Story> {
  return fc.record({
    scheduler: fc.scheduler(),
    seeded: fc.subarray([...USERS]),
    acts: fc.array(
      fc.tuple(fc.constantFrom(...acts), fc.constantFrom(...USERS, "alice" as const), fc.constantFrom<0 | 1>(0, 1)),
      { minLength: 2, maxLength: 6 },
    ),
    faults: fc.array(faults, { maxLength: 40, size: "max" }),
  });
}

const noFaults = fc.constant(undefined);
const aFault = fc.constantFrom<Fault>("refused", "unsent", "unanswered", "repeated", "late");
const anyFault = fc.oneof({ weight: 4, arbitrary: noFaults }, { weight: 1, arbitrary: aFault });

/** Plays a story to its end: what the world has come to. */
async function play({ scheduler, seeded, acts, faults }: Story) {
  const world = new FakeWorld();
  seeded.forEach((user) => world.seed(user));
  const { log, logged } = recordLog();
  const telemetry = { log, audit: () => undefined, pseudonym: (id: string) => id };
  const clock = new ManualClock();
  const { acs: identities, gateway } = world;
  const instance = () =>
    new UserIdentities({ table: knowUsers(world.table, clock), identities, gateway, clock, ...telemetry });
  const instances = [instance(), instance()] as const;
  for (const user of seeded) {
    await Promise.all(instances.map((users) => users.issueToken(user, CHAT, DEADLINE)));
  }
  const left = [...faults];
  world.nextFault = () => left.shift();
  world.pause = (label) => scheduler.schedule(Promise.resolve(), label);
  const does: Record<Act, (user: User, users: UserIdentities) => Promise<void>> = {
    issue: async (user, users) => {
      await users.issueToken(user, CHAT, DEADLINE);
    },
    revoke: (user, users) => users.revokeTokens(user, DEADLINE),
    delete: (user, users) => users.deleteIdentity(user, DEADLINE),
    deleteBehind: async (user) => {
      await world.pause("deleteBehind");
      world.deleteBehind(user);
    },
    move: async () => {
      await world.pause("move");
      world.resource = RESOURCE_B;
    },
  };
  const outcomes = await scheduler.waitFor(
    Promise.allSettled(acts.map(([act, user, nth]) => does[act](user, instances[nth]))),
  );
  await scheduler.waitIdle();
  world.nextFault = () => undefined;
  world.pause = () => Promise.resolve();
  return { world, logged, outcomes };
}

type Outcome = Awaited<ReturnType<typeof play>>;

function property(arbitrary: fc.Arbitrary<Story>, holds: (outcome: Outcome) => void): Promise<void> {
  const played = fc.asyncProperty(arbitrary, async (story) => {
    holds(await play(story));
  });
  return fc.assert(played, { numRuns: RUNS });
}

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

test("an identity is left without a user only when it was logged, or nobody could know of it", async () => {
  await property(stories(everything, anyFault), ({ world, logged }) => {
    const known = new Set([...world.unheardOf, ...logged.map(({ id }) => id)]);
    expect(world.orphans().filter((id) => !known.has(id))).toEqual([]);
  });
});
