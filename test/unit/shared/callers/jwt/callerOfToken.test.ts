import * as fc from "fast-check";
import type { JWK } from "jose";
import { type CallerOfTokenOptions, createCallerOfToken } from "../../../../../shared/callers/jwt/callerOfToken";
import {
  FAILED_READ_COOLDOWN_MS,
  KEYS_DROP_AFTER_MS,
  KEYS_REFRESH_AFTER_MS,
} from "../../../../../shared/callers/jwt/IssuerKeys";
import { readKeySetFrom } from "../../../../../shared/callers/jwt/readKeySet";
import { systemClock } from "../../../../../shared/clock";
import { deadlineIn } from "../../../../../shared/deadline";
import { ApiError } from "../../../../../shared/errors";
import { ManualClock } from "../../../../../tools/kit/ManualClock";
import { IdentityProvider } from "../../../../../tools/testbed/identityProvider/IdentityProvider";
import { type Changes, newKey, TestIssuer, USUAL } from "../../../../../tools/testbed/identityProvider/TestIssuer";
import { BAD_TOKENS } from "../../../../support/badTokens";
import { errorFrom } from "../../../../support/errorFrom";
import { recordLog } from "../../../../support/recordLog";

const TENANT = "0ac5de57-0000-4000-8000-00000000000a";
const OBJECT = "0ac5de57-0000-4000-8000-00000000000b";
const V1 = `https://sts.windows.net/${TENANT}/`;
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const OTHER = "https://issuer.example";

const clock = new ManualClock();

/** Of all issuers here that no test sees beside each other. */
let keys: TestIssuer;

async function setUp(issuer = OTHER, options: Partial<CallerOfTokenOptions> = {}) {
  const tokens = await TestIssuer.create(issuer, clock, keys);
  const asked: string[] = [];
  const callerOf = createCallerOfToken({
    issuers: [issuer],
    audiences: [USUAL.audience, "another-of-ours"],
    requiredScope: USUAL.scope,
    clock,
    log: recordLog().log,
    readKeySet: (from) => {
      asked.push(from);
      return Promise.resolve(tokens.keySet());
    },
    ...options,
  });
  const identify = (token: string) => callerOf(token, deadlineIn(7_500, clock));
  return { tokens, asked, identify, identifyWith: async (claims: Changes) => identify(await tokens.mint(claims)) };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

let it: SetUp;

beforeAll(async () => {
  keys = await TestIssuer.create(OTHER, clock);
  it = await setUp();
});

describe("a good token", () => {
  test("names its user", async () => {
    await expect(it.identifyWith({})).resolves.toEqual({ key: `${OTHER}|alice` });
  });

  test("may be signed with any published key", async () => {
    const token = await it.tokens.mint({}, { key: it.tokens.ec });
    await expect(it.identify(token)).resolves.toEqual({ key: `${OTHER}|alice` });
  });

  test("may be signed with PS256 by an RSA key", async () => {
    const key = await newKey("PS256");
    const own = await setUp(OTHER, { readKeySet: () => Promise.resolve({ keys: [key.publicJwk] }) });
    const token = await own.tokens.mint({}, { key });
    await expect(own.identify(token)).resolves.toEqual({ key: `${OTHER}|alice` });
  });

  test.each([
    { aud: "another-of-ours" },
    { aud: ["https://graph.microsoft.com", "another-of-ours"] },
    { nbf: undefined, iat: undefined },
    { scp: `openid ${USUAL.scope} profile` },
    { scp: ["openid", USUAL.scope] },
    { scp: undefined, scope: `openid ${USUAL.scope}` },
    { scp: undefined, roles: ["Admin", USUAL.scope] },
    { scp: 7, roles: [USUAL.scope] },
  ])("may carry the claims %j", async (claims) => {
    await expect(it.identifyWith(claims)).resolves.toEqual({ key: `${OTHER}|alice` });
  });

  test("may be of the type at+jwt, or of none", async () => {
    for (const typ of ["at+jwt", "application/at+jwt", "jwt", undefined]) {
      const token = await it.tokens.mint({}, { header: { typ } });
      await expect(it.identify(token)).resolves.toEqual({ key: `${OTHER}|alice` });
    }
  });

  test("need have no scope where none is asked for", async () => {
    const own = await setUp(OTHER, { requiredScope: undefined });
    await expect(own.identifyWith({ scp: undefined })).resolves.toEqual({ key: `${OTHER}|alice` });
  });

  test("counts for a minute more, and a minute earlier", async () => {
    const now = Math.floor(clock.now() / 1000);
    await expect(it.identifyWith({ exp: now - 59 })).resolves.toBeDefined();
    await expect(it.identifyWith({ nbf: now + 60 })).resolves.toBeDefined();
    await expect(it.identifyWith({ exp: now - 60 })).rejects.toMatchObject({ code: "ExpiredCredential" });
    await expect(it.identifyWith({ nbf: now + 61 })).rejects.toMatchObject({ code: "InvalidCredential" });
  });
});

describe("a bad token", () => {
  test.each(BAD_TOKENS)("with the fault %s is refused as %s", async (_, code, make) => {
    const token = await make(it.tokens);
    const error = await errorFrom(ApiError, () => it.identify(token));
    expect(error.code).toBe(code);
    expect(error.wwwAuthenticate).toMatch(
      code === "Forbidden"
        ? /^Bearer error="insufficient_scope", error_description="[^"\\]+", scope="Tokens.Read"$/
        : /^Bearer error="invalid_token", error_description="[^"\\]+"$/,
    );
    const told = `${error.message}${error.wwwAuthenticate ?? ""}`;
    expect(token.split(".").filter((part) => part.length > 20 && told.includes(part))).toEqual([]);
  });

  test("cannot write its own lines or quotes into the reply, nor a long story", async () => {
    const error = await errorFrom(ApiError, () =>
      it.identifyWith({ iss: `x"\r\nSet-Cookie: a=b\\${"y".repeat(5_000)}` }),
    );
    expect(error.message).toMatch(/^[\x20-\x7e]{1,400}$/);
    expect(error.wwwAuthenticate).toMatch(/^[\x20-\x7e]{1,600}$/);
  });

  test("of an unknown issuer, or with an algorithm that is not allowed, causes no fetch", async () => {
    const own = await setUp();
    for (const [what, code, make] of BAD_TOKENS) {
      if (code === "WrongIssuer" || code === "WrongAudience" || /malformed|alg=|HS256|EdDSA|expired/.test(what)) {
        const token = await make(own.tokens);
        await errorFrom(ApiError, () => own.identify(token));
      }
    }
    expect(own.asked).toEqual([]);
  });

  test("with any one character changed is refused", async () => {
    const token = await it.tokens.mint();
    const others = fc.constantFrom(
      ...("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=".match(/./g) ?? []),
    );
    // The last one has bits that mean nothing.
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 2), others, async (at, character) => {
        fc.pre(token[at] !== character);
        const changed = `${token.slice(0, at)}${character}${token.slice(at + 1)}`;
        await expect(it.identify(changed)).rejects.toBeInstanceOf(ApiError);
      }),
    );
  });
});

describe("the issuer's keys", () => {
  test("may be rotated", async () => {
    const it = await setUp();
    const before = await it.tokens.mint();
    await it.identify(before);
    await it.tokens.rotate({ keepOld: true });
    await expect(it.identifyWith({})).resolves.toBeDefined();
    await expect(it.identify(before)).resolves.toBeDefined();
    expect(it.asked).toEqual([OTHER, OTHER]);
  });

  test("that are withdrawn count no more", async () => {
    const it = await setUp();
    const before = await it.tokens.mint();
    await it.identify(before);
    await it.tokens.rotate();
    await it.identifyWith({});
    await expect(it.identify(before)).rejects.toMatchObject({ code: "InvalidCredential" });
  });

  test("are not mixed with another issuer's", async () => {
    const good = await TestIssuer.create(OTHER, clock);
    const evil = await TestIssuer.create("https://evil.example", clock);
    const { identify } = await setUp(OTHER, {
      issuers: [good.issuer, evil.issuer],
      readKeySet: (issuer) => Promise.resolve((issuer === good.issuer ? good : evil).keySet()),
    });
    await expect(identify(await evil.mint())).resolves.toEqual({ key: "https://evil.example|alice" });
    await expect(identify(await evil.mint({ iss: good.issuer }))).rejects.toMatchObject({
      code: "InvalidCredential",
    });
  });

  test("that cannot verify are the issuer's fault, not the caller's", async () => {
    const it: SetUp = await setUp(OTHER, {
      readKeySet: () => Promise.resolve({ keys: [{ kty: "RSA", kid: it.tokens.rsa.kid, n: "AQAB", e: "AQAB" }] }),
    });
    await expect(it.identifyWith({})).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      status: 503,
    });
  });
});

describe("a token of Entra", () => {
  test.each([V1, V2])("of %s names the same user", async (issuer) => {
    const it = await setUp(issuer);
    await expect(
      it.identifyWith({ sub: `pairwise-${issuer}`, tid: TENANT, oid: OBJECT.toUpperCase() }),
    ).resolves.toEqual({
      key: `entra|${TENANT}|${OBJECT}`,
      entra: { tenantId: TENANT, objectId: OBJECT },
    });
  });

  test("of another tenant than its issuer's is refused", async () => {
    const it = await setUp(V2);
    await expect(it.identifyWith({ tid: OBJECT, oid: OBJECT })).rejects.toMatchObject({ code: "InvalidCredential" });
  });

  test.each<[string, Changes]>([
    ["no object id", { tid: TENANT }],
    ["an object id that is none", { tid: TENANT, oid: "alice" }],
    ["no tenant", { oid: OBJECT }],
  ])("with %s is refused, and not known by its subject, of which each version has another", async (_, claims) => {
    for (const issuer of [V1, V2]) {
      const it = await setUp(issuer);
      await expect(it.identifyWith(claims)).rejects.toMatchObject({ code: "InvalidCredential" });
    }
  });
});

describe("a token that has been checked", () => {
  /** A clock of its own, and how often the issuer's keys were used. */
  async function setUpOwn(options: Partial<CallerOfTokenOptions> = {}) {
    const time = new ManualClock(clock.now());
    const own = await setUp(OTHER, { clock: time, ...options });
    const exp = Math.floor(time.now() / 1000) + 7_200;
    return { ...own, time, exp };
  }

  test("is not checked again: its user is the very same", async () => {
    const { tokens, identify } = await setUpOwn();
    const token = await tokens.mint();
    expect(await identify(token)).toBe(await identify(token));
    expect(await identify(await tokens.mint({ jti: "another" }))).not.toBe(await identify(token));
  });

  test("ends when it says, by the wall clock, also where that is set back and forth", async () => {
    const { tokens, identify, time } = await setUpOwn();
    const now = Math.floor(time.now() / 1000);
    const token = await tokens.mint({ nbf: now, exp: now + 600 });
    await identify(token);
    time.stepWall(659_999);
    await expect(identify(token)).resolves.toBeDefined();
    time.stepWall(1);
    await expect(identify(token)).rejects.toMatchObject({ code: "ExpiredCredential" });
    time.stepWall(-660_000 - 61_000);
    await expect(identify(token)).rejects.toMatchObject({ code: "InvalidCredential" });
    time.stepWall(61_000);
    await expect(identify(token)).resolves.toBeDefined();
  });

  test("counts no longer than the key that signed it, once the keys are read again", async () => {
    const { tokens, identify, time, exp, asked } = await setUpOwn();
    const token = await tokens.mint({ exp });
    await identify(token);
    await tokens.rotate();
    await time.advance(KEYS_REFRESH_AFTER_MS);
    await identify(token);
    await time.advance(0);
    expect(asked).toHaveLength(2);
    await expect(identify(token)).rejects.toMatchObject({ code: "InvalidCredential" });
  });

  test("counts no longer than keys that cannot be read again", async () => {
    let isDown = false;
    const { tokens, identify, time, exp } = await setUpOwn({
      readKeySet: () => (isDown ? Promise.reject(new Error("down")) : Promise.resolve(it.tokens.keySet())),
    });
    const token = await it.tokens.mint({ exp });
    expect(tokens.issuer).toBe(it.tokens.issuer);
    await identify(token);
    isDown = true;
    await time.advance(KEYS_DROP_AFTER_MS - 1);
    await expect(identify(token)).resolves.toBeDefined();
    await time.advance(FAILED_READ_COOLDOWN_MS);
    await expect(identify(token)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  });

  test("is good for the one service that has checked it, and no other audience, issuer or scope", async () => {
    const token = await it.tokens.mint();
    await it.identify(token);
    const readKeySet = () => Promise.resolve(it.tokens.keySet());
    for (const [options, code] of [
      [{ audiences: ["of-another"] }, "WrongAudience"],
      [{ issuers: ["https://another.example"] }, "WrongIssuer"],
      [{ requiredScope: "Another.Scope" }, "Forbidden"],
    ] as const) {
      const other = await setUp(OTHER, { readKeySet, ...options });
      await expect(other.identify(token)).rejects.toMatchObject({ code });
    }
  });

  test("lends nothing to another one that differs in a single character, and none that was refused is remembered", async () => {
    const token = await it.tokens.mint();
    await it.identify(token);
    const places = Array.from({ length: 20 }, (_, nth) => Math.floor(((nth + 0.5) * token.length) / 20));
    for (const place of places.filter((at) => token[at] !== ".")) {
      const other = token[place] === "A" ? "B" : "A";
      const forged = `${token.slice(0, place)}${other}${token.slice(place + 1)}`;
      for (let time = 1; time <= 2; time++) {
        await expect(it.identify(forged)).rejects.toBeInstanceOf(ApiError);
      }
    }
  });
});

test.each([{ issuers: [] }, { audiences: [] }])("options with %j are refused at once", async (options) => {
  await expect(setUp(OTHER, options)).rejects.toThrow(TypeError);
});

describe("a set of keys of which some are of no use", () => {
  let provider: IdentityProvider;
  let other: JWK;

  beforeAll(async () => {
    provider = await IdentityProvider.start();
    other = provider.tokens.rsa.publicJwk;
  });

  afterAll(async () => {
    await provider.stop();
  });

  async function identifyWithin(surroundings: (good: JWK) => readonly unknown[]) {
    provider.publish(surroundings(it.tokens.rsa.publicJwk));
    const readKeySet = readKeySetFrom({ clock: systemClock, random: () => 0 });
    const { tokens, identify } = await setUp(provider.issuer, { readKeySet });
    return await identify(await tokens.mint());
  }

  test.each<[string, (good: JWK) => readonly unknown[]]>([
    ["null", (good) => [null, good]],
    ["a text", (good) => ["key", good]],
    ["one without a type", (good) => [{ kid: "other" }, good]],
    ["one of an unknown type", (good) => [{ kty: "XYZ", kid: "other" }, good]],
    ["one without what its type needs", (good) => [{ kty: "RSA", kid: "other", use: "sig" }, good]],
    ["another one of the same name", (good) => [otherNamed(good), good]],
    ["another one of the same name behind it", (good) => [good, otherNamed(good)]],
    ["a malformed one of the same name", (good) => [{ kty: "RSA", kid: good.kid, use: "sig", n: 5 }, good]],
  ])("turns nobody away: %s", async (_, surroundings) => {
    expect((await identifyWithin(surroundings)).key).toMatch(/\|alice$/);
  });

  const otherNamed = ({ kid }: JWK): JWK => ({ ...other, ...(kid !== undefined && { kid }) });

  test("a token that none of the keys of its name has signed is refused", async () => {
    await expect(identifyWithin((good) => [otherNamed(good), otherNamed(good)])).rejects.toMatchObject({
      code: "InvalidCredential",
    });
  });
});
