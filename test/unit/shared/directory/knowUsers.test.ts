import type { Deadline } from "../../../../shared/deadline";
import { knowUsers, MOST_KNOWN } from "../../../../shared/directory/knowUsers";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { deferred } from "../../../support/deferred";
import { FakeWorld } from "./support/FakeWorld";

const USER = "alice";
const DEADLINE: Deadline = { remaining: () => 7_500 };

/** The table with a user whose row was read. */
async function setUp() {
  const world = new FakeWorld();
  const table = knowUsers(world.table, new ManualClock());
  const id = world.seed(USER);
  const row = await table.read(USER, DEADLINE);
  if (!row) {
    throw new Error("The user has been seeded.");
  }
  return { world, table, id, row };
}

test("a user is known by a row that was read, and by none that is not there or whose deletion has begun", async () => {
  const { world, table, id } = await setUp();
  expect(table.knownIdentity(USER)).toBe(id);

  world.change(USER, { deleting: true });
  await table.read(USER, DEADLINE);
  expect(table.knownIdentity(USER)).toBeUndefined();

  world.rows.delete(USER);
  await table.read(USER, DEADLINE);
  expect(table.knownIdentity(USER)).toBeUndefined();
});

const changes: [string, (it: Awaited<ReturnType<typeof setUp>>) => unknown][] = [
  ["a row that is written", ({ table, row }) => table.insert(USER, row, DEADLINE)],
  ["a row that is replaced", ({ table, row }) => table.replace(USER, row, row.etag, DEADLINE)],
  ["a row that is deleted", ({ table, row }) => table.delete(USER, row.etag, DEADLINE)],
  [
    "a sign-out",
    ({ table }) => {
      table.forget(USER);
    },
  ],
];

describe.each(changes)("%s", (_, change) => {
  test("makes the user forgotten", async () => {
    const it = await setUp();
    await change(it);
    expect(it.table.knownIdentity(USER)).toBeUndefined();
  });

  test("also where it fails", async () => {
    const it = await setUp();
    it.world.nextFault = () => "unanswered";
    await Promise.allSettled([change(it)]);
    expect(it.table.knownIdentity(USER)).toBeUndefined();
  });

  test("counts for more than a read that began before it and ends after it", async () => {
    const it = await setUp();
    const held = deferred<undefined>();
    it.world.pause = (label) => (label === `read ${USER} done` ? held.promise : Promise.resolve());
    const read = it.table.read(USER, DEADLINE);
    await change(it);
    held.resolve(undefined);
    await read;
    expect(it.table.knownIdentity(USER)).toBeUndefined();
  });
});

test("nobody is known while their row is being written, and what is read meanwhile makes nobody known once that is done", async () => {
  const { world, table, row } = await setUp();
  const held = deferred<undefined>();
  world.pause = (label) => (label === `replace ${USER}` ? held.promise : Promise.resolve());
  const write = table.replace(USER, { ...row, deleting: true }, row.etag, DEADLINE);
  expect(table.knownIdentity(USER)).toBeUndefined();
  await table.read(USER, DEADLINE);
  held.resolve(undefined);
  await write;
  expect(table.knownIdentity(USER)).toBeUndefined();
});

test("of more than 10,000 users, those are forgotten that called longest ago", async () => {
  const { world, table, id } = await setUp();
  for (let nth = 1; nth <= MOST_KNOWN; nth++) {
    table.knownIdentity(USER);
    world.seed(`user ${nth}`);
    await table.read(`user ${nth}`, DEADLINE);
  }
  expect(table.knownIdentity(USER)).toBe(id);
  expect(table.knownIdentity("user 1")).toBeUndefined();
  expect(table.knownIdentity("user 2")).toBeDefined();
});
