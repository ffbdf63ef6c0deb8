import { Client, orphansIn } from "../../../../../tools/soak/walk/Client";
import { issueMine } from "../../../../../tools/soak/walk/steps";
import { created, fakeWorld, granted, NOT_FOUND } from "./fakeWorld";

const A = "8:acs:a";
const USERS = "8:acs:users";

/** A client who was told of the identity A, and whose user has one, too. */
async function clientBeforeKill(): Promise<Client> {
  const always = {
    ...fakeWorld(created(A)).random,
    chance: () => false,
    pick: <T>(choices: readonly T[]) => first(choices),
  };
  const client = new Client(
    "client",
    { bearer: "bearer", keepsIdentity: false },
    { ...fakeWorld(created(A)), random: always },
  );
  await client.step();
  await issueMine(client.user, undefined, fakeWorld(granted(USERS)));
  return client;
}

function first<T>(choices: readonly T[]): T {
  const [choice] = choices;
  if (choice === undefined) {
    throw new TypeError("There is nothing to pick from.");
  }
  return choice;
}

test("all is as it was", async () => {
  const world = fakeWorld(granted(A), granted(USERS));
  await (await clientBeforeKill()).checkSurvival(world);
  expect(world.asked.map(({ operation, expected }) => [operation, expected])).toEqual([
    ["IssueToken", ["200"]],
    ["GetMyToken", ["200"]],
  ]);
  expect(world.violations.explained).toEqual([]);
});

test("a user's identity that has become another one is found", async () => {
  const world = fakeWorld(granted(A), granted("8:acs:other"));
  await (await clientBeforeKill()).checkSurvival(world);
  expect(world.violations.explained.join()).toMatch(/was 8:acs:users, and is 8:acs:other now/);
});

test("a token that has ended by itself is found", async () => {
  const world = fakeWorld(granted(A), granted(USERS));
  world.verdict = "unknownIdentity";
  await (await clientBeforeKill()).checkSurvival(world);
  expect(world.violations.explained.join()).toMatch(/not valid: unknownIdentity/);
});

test("a revoke that was undone is found", async () => {
  const client = await clientBeforeKill();
  client.user.identity?.tokensEnded(true);
  const world = fakeWorld(granted(A), granted(USERS));
  await client.checkSurvival(world);
  expect(world.violations.explained.join()).toMatch(/8:acs:users is valid, though the call that ends it/);
});

test("a deletion that was undone would be found: 404 alone is right", async () => {
  const client = await clientBeforeKill();
  for (const identity of client.identities) {
    identity.fate = "deleted";
  }
  const world = fakeWorld(NOT_FOUND, granted(USERS));
  await client.checkSurvival(world);
  expect(world.asked[0]?.expected).toEqual(["404 IdentityNotFound"]);
});

test("orphans are those that no client and no user knows of", async () => {
  const clients = [await clientBeforeKill()];
  expect(orphansIn([A, USERS, "8:acs:nobodys"], clients)).toEqual(["8:acs:nobodys"]);
});
