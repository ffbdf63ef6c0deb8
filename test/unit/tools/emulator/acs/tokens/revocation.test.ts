import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { resetAccessKeys } from "../../../../../../tools/emulator/acs/accessKeys";
import type { AcsContext } from "../../../../../../tools/emulator/acs/AcsContext";
import { identityPrefix } from "../../../../../../tools/emulator/acs/identityId";
import { issueToken } from "../../../../../../tools/emulator/acs/tokens";
import { revokeTokens, validateToken } from "../../../../../../tools/emulator/acs/tokenValidity";
import { ecJwtKey, type JwtKey, newRsaKeyPem, rsaJwtKey } from "../../../../../../tools/emulator/jwt";
import { EntraTokens } from "../../../../../../tools/emulator/managedIdentity";
import { MemoryStore } from "../../../../../../tools/emulator/store/MemoryStore";
import { wellKnown } from "../../../../../../tools/emulator/wellKnown";
import { ecKeyPem } from "../../support/ecKeyPem";
import { ManualClock } from "../../support/ManualClock";

const id = `${identityPrefix(wellKnown.resourceId)}00000000-0000-0000-0000-000000000001`;
const clock = new ManualClock();
const newestRevocations = 50;
let tokenKey: JwtKey;
let entraTokens: EntraTokens;

beforeAll(async () => {
  tokenKey = rsaJwtKey(await newRsaKeyPem());
  entraTokens = new EntraTokens(ecJwtKey(ecKeyPem()), clock);
});

async function newContext(): Promise<AcsContext> {
  const store = new MemoryStore();
  await store.transact((tables) => {
    resetAccessKeys(tables);
    tables.identities.set(id, { id, deleted: false, sequence: 0, revocations: [] });
  });
  const { resourceId } = wellKnown;
  return { resourceId, store, clock, wallClock: clock, randomBytes, newIdentityId: () => id, tokenKey, entraTokens };
}

async function issue(context: AcsContext): Promise<string> {
  const grant = { scopes: ["chat"], expiresInMinutes: 60 };
  return (await issueToken(context, id, grant, "primary-1")).token;
}

function isValid(context: AcsContext, token: string): boolean {
  return validateToken(token, tokenKey, context.store, clock.now()).valid;
}

describe.each([
  ["at once", () => undefined],
  ["from the client's present millisecond", () => clock.now()],
])("revoked %s", (_, tokensValidFrom) => {
  test("in the millisecond of their issue: tokens before it end, tokens after it are valid", async () => {
    const context = await newContext();
    const before = await issue(context);
    await revokeTokens(context, id, tokensValidFrom());
    const after = await issue(context);
    expect(before).not.toBe(after);
    expect([before, after].map((token) => isValid(context, token))).toEqual([false, true]);
  });

  test("any interleaving, with the clock standing still or moving", async () => {
    const step = fc.oneof(fc.constant("issue"), fc.constant("revoke"), fc.constant("tick"));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const context = await newContext();
        const ended: string[] = [];
        const alive: string[] = [];
        for (const each of steps) {
          if (each === "issue") alive.push(await issue(context));
          else if (each === "tick") clock.milliseconds += 1;
          else {
            await revokeTokens(context, id, tokensValidFrom());
            ended.push(...alive.splice(0));
          }
        }
        expect(ended.filter((token) => isValid(context, token))).toEqual([]);
        expect(alive.filter((token) => !isValid(context, token))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

test("from an instant in the past: tokens issued after it stay valid", async () => {
  const context = await newContext();
  const early = await issue(context);
  const until = clock.now();
  clock.milliseconds += 1;
  const late = await issue(context);
  await revokeTokens(context, id, until);
  expect([early, late].map((token) => isValid(context, token))).toEqual([false, true]);
});

test("from an instant in the future: only what was issued before the call ends", async () => {
  const context = await newContext();
  const before = await issue(context);
  await revokeTokens(context, id, clock.now() + 60_000);
  expect([before, await issue(context)].map((token) => isValid(context, token))).toEqual([false, true]);
});

test("many revocations leave one behind", async () => {
  const context = await newContext();
  for (let i = 0; i < newestRevocations; i++) await revokeTokens(context, id, clock.now() + i);
  expect(context.store.read(({ identities }) => identities.get(id)?.revocations)).toHaveLength(1);
});
