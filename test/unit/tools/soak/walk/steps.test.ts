import { create, issue, issueMine, remove, removeMine, revoke, revokeMine } from "../../../../../tools/soak/walk/steps";
import { KnownIdentity, type KnownUser } from "../../../../../tools/soak/walk/World";
import { created, fakeWorld, granted, NOT_FOUND, tokenFor, TROUBLE } from "./fakeWorld";

const A = "8:acs:a";
const B = "8:acs:b";

describe("create", () => {
  test("learns the identity, and its token where one was asked for", async () => {
    const world = fakeWorld(created(A), granted(B));
    expect((await create("me", undefined, world))?.id).toBe(A);
    expect((await create("me", { scopes: ["chat", "voip"] }, world))?.tokens).toHaveLength(1);
    expect(world.violations.explained).toEqual([]);
  });

  test("finds an identity that somebody else has", async () => {
    const world = fakeWorld(created(A), created(A));
    await create("me", undefined, world);
    await create("you", undefined, world);
    expect(world.violations.explained.join()).toMatch(/to you, though me has it/);
  });

  test("finds a token that is missing, or that nobody asked for", async () => {
    const world = fakeWorld(created(A), granted(B));
    await create("me", { scopes: ["chat"] }, world);
    await create("me", undefined, world);
    expect(world.violations.count).toBe(2);
  });
});

describe("issue", () => {
  test.each([
    ["of another identity", granted(B), /answered with 8:acs:b/],
    ["whose token is of another identity", granted(A, tokenFor(B)), /the token is of acs:b/],
    ["with other scopes", granted(A, tokenFor(A, { scopes: "voip" })), /asked for chat,voip, got voip/],
    ["with another lifetime", granted(A, tokenFor(A, { minutes: 60 }), 60), /asked for 1440 minutes, got 60/],
    ["that names another expiry than the token", granted(A, tokenFor(A), 60), /expiresOn is not/],
    ["without a token", created(A), /another shape/],
  ])("finds a reply %s", async (_, answer, fault) => {
    const world = fakeWorld(answer);
    await issue(new KnownIdentity(A), undefined, world);
    expect(world.violations.explained.join()).toMatch(fault);
  });

  test("finds a token that is not valid, unless that was asked for", async () => {
    const identity = new KnownIdentity(A);
    const world = fakeWorld(granted(A), granted(A), granted(A));
    world.verdict = "revoked";
    await issue(identity, undefined, world);
    expect(world.violations.explained.join()).toMatch(/not valid: revoked/);
    identity.isRevoking = true;
    await issue(identity, undefined, world);
    world.verdict = "keyRegenerated";
    await issue(identity, undefined, world);
    expect(world.violations.count).toBe(1);
  });

  test("expects 404 for a deleted identity only, and either where a deletion is under way", async () => {
    const identity = new KnownIdentity(A);
    const world = fakeWorld(TROUBLE, TROUBLE, NOT_FOUND, NOT_FOUND);
    await issue(identity, undefined, world);
    identity.fate = "deleting";
    await issue(identity, undefined, world);
    await issue(identity, undefined, world);
    await issue(identity, undefined, world);
    const gone = "404 IdentityNotFound";
    expect(world.asked.map(({ expected }) => expected)).toEqual([["200"], ["200", gone], ["200", gone], [gone]]);
  });
});

describe("revoke", () => {
  test("finds a token that it has not ended", async () => {
    const identity = new KnownIdentity(A);
    const world = fakeWorld(granted(A));
    await issue(identity, undefined, world);
    await revoke(identity, world);
    expect(world.violations.explained.join()).toMatch(/is valid, though/);
  });

  test("is content when the token has ended", async () => {
    const identity = new KnownIdentity(A);
    const world = fakeWorld(granted(A));
    await issue(identity, undefined, world);
    world.verdict = "revoked";
    await revoke(identity, world);
    expect([world.violations.count, identity.isRevoking]).toEqual([0, false]);
  });

  test("one that failed may act yet, and so may one whose first try was given up", async () => {
    const identity = new KnownIdentity(A);
    await revoke(identity, fakeWorld(TROUBLE));
    expect(identity.isRevoking).toBe(true);
    const other = new KnownIdentity(B);
    await revoke(other, fakeWorld({ excused: true }));
    expect(other.isRevoking).toBe(true);
  });
});

describe("remove", () => {
  test("asks for the identity afterwards, which must be gone", async () => {
    const identity = new KnownIdentity(A);
    const world = fakeWorld({}, NOT_FOUND);
    await remove(identity, world);
    expect(identity.fate).toBe("deleted");
    expect([...world.deleted]).toEqual([A]);
    expect(world.asked.map(({ operation }) => operation)).toEqual(["DeleteIdentity", "IssueToken"]);
    expect(world.asked[1]?.expected).toEqual(["404 IdentityNotFound"]);
  });

  test("one that failed leaves it open", async () => {
    const identity = new KnownIdentity(A);
    await remove(identity, fakeWorld(TROUBLE));
    expect(identity.fate).toBe("deleting");
  });
});

describe("a signed-in user", () => {
  test("keeps the identity", async () => {
    const world = fakeWorld(granted(A), granted(A), granted(B));
    const user: KnownUser = { bearer: "bearer" };
    await issueMine(user, undefined, world);
    await issueMine(user, undefined, world);
    expect(world.violations.count).toBe(0);
    await issueMine(user, undefined, world);
    expect(world.violations.explained.join()).toMatch(/was 8:acs:a, and is 8:acs:b now/);
    expect([world.violations.countOf("identity lost"), world.violations.countOf("false 204")]).toEqual([1, 0]);
  });

  test("gets another one after a deletion, never the same", async () => {
    const world = fakeWorld(granted(A), {}, granted(A));
    const user: KnownUser = { bearer: "bearer" };
    await issueMine(user, undefined, world);
    world.verdict = "deleted";
    await removeMine(user, world);
    world.verdict = "valid";
    await issueMine(user, undefined, world);
    expect(world.violations.explained.join()).toMatch(/was deleted, and is the user's again/);
  });

  test("may have either after a deletion that failed", async () => {
    const world = fakeWorld(granted(A), TROUBLE, granted(A), granted(B), granted(B));
    const user: KnownUser = { bearer: "bearer" };
    await issueMine(user, undefined, world);
    await removeMine(user, world);
    await issueMine(user, undefined, world);
    await issueMine(user, undefined, world);
    await issueMine(user, undefined, world);
    expect([world.violations.count, user.identity?.id]).toEqual([0, B]);
  });

  test("is never given an identity that another one has", async () => {
    const world = fakeWorld(granted(A), granted(A));
    await issueMine({ bearer: "alice" }, undefined, world);
    await issueMine({ bearer: "bob" }, undefined, world);
    expect(world.violations.explained.join()).toMatch(/8:acs:a was given to a user/);
  });

  test("is signed out everywhere by a revoke", async () => {
    const world = fakeWorld(granted(A));
    const user: KnownUser = { bearer: "bearer" };
    await issueMine(user, undefined, world);
    await revokeMine(user, world);
    expect(world.violations.explained.join()).toMatch(/is valid, though/);
    expect([world.violations.countOf("identity lost"), world.violations.countOf("false 204")]).toEqual([0, 1]);
  });
});
