import * as fc from "fast-check";
import { callerOfClaims, entraCaller, standsForNobody, userKey } from "../../../../shared/callers/callerOfIds";
import { callerOfPrincipal } from "../../../../shared/callers/easyauth/callerOfPrincipal";
import { ApiError } from "../../../../shared/errors";
import { jsonLog } from "../../../../shared/log";
import { errorFrom } from "../../../support/errorFrom";
import { appService, staticWebApps } from "../../../support/principals";

const T = "0ac5de57-0000-4000-8000-00000000000a";
const T2 = "0ac5de57-0000-4000-8000-0000000000aa";
const ALICE = "0ac5de57-0000-4000-8000-00000000000b";
const BOB = "0ac5de57-0000-4000-8000-0000000000bb";
const NOT_SUPPORTED = "Not supported currently. Use oid claim.";

interface Ids {
  iss: string;
  sub: string;
  tid?: string;
  oid?: string;
}

const defined = (ids: Ids) => Object.fromEntries(Object.entries(ids).filter(([, value]) => value !== undefined));

/** The ways in which the same user's ids can come. */
const WAYS: Record<string, (ids: Ids) => string> = {
  "by token": ({ iss, sub, tid, oid }) => callerOfClaims({ iss, sub, tid, oid }).key,
  "by a principal of Microsoft's provider": (ids) => callerOfPrincipal(appService("aad", defined(ids))).key,
  "by a principal of a custom provider": (ids) => callerOfPrincipal(appService("b2c", defined(ids))).key,
};

const NOBODIES = [
  NOT_SUPPORTED,
  ` ${NOT_SUPPORTED} `,
  NOT_SUPPORTED.toUpperCase(),
  "not supported currently. use oid claim",
  "Not supported  currently.\tUse oid claim.",
  "anonymous",
  "anonymousUser",
  "00000000-0000-0000-0000-000000000000",
  "null",
  "undefined",
  " ",
];

describe.each(Object.entries(WAYS))("%s", (_, keyOf) => {
  const B2C = `https://contoso.b2clogin.com/${T}/v2.0/`;

  describe.each(NOBODIES)("the subject %j stands for nobody", (sub) => {
    test.each<[string, Omit<Ids, "sub">]>([
      ["of an issuer that is not Microsoft's", { iss: "https://issuer.example", oid: ALICE, tid: T }],
      ["of Azure AD B2C without an object id", { iss: B2C }],
      ["of Azure AD B2C with one that is none", { iss: B2C, oid: "alice" }],
      ["of Azure AD B2C with the one for none", { iss: B2C, oid: "00000000-0000-0000-0000-000000000000" }],
      ["of Azure AD B2C with another tenant", { iss: B2C, oid: ALICE, tid: T2 }],
    ])("is refused when it is %s", async (_what, ids) => {
      const error = await errorFrom(ApiError, () => keyOf({ ...ids, sub }));
      expect([error.code, error.status]).toEqual(["InvalidCredential", 401]);
    });

    test("but tenant and object id do not, with Azure AD B2C: one user in all its policies", () => {
      const issuers = [B2C, `https://contoso.b2clogin.com/tfp/${T}/b2c_1_edit/v2.0/`];
      for (const iss of issuers) {
        expect(keyOf({ iss, sub, oid: ALICE })).toBe(`b2c|b2clogin.com|${T}|${ALICE}`);
        expect(keyOf({ iss, sub, oid: ALICE.toUpperCase(), tid: T })).toBe(`b2c|b2clogin.com|${T}|${ALICE}`);
        expect(keyOf({ iss, sub, oid: BOB })).toBe(`b2c|b2clogin.com|${T}|${BOB}`);
      }
    });
  });
});

test("of two users whom their issuer gives one subject, the log tells why they are refused", async () => {
  const ids = { iss: "https://login.contoso.com", sub: NOT_SUPPORTED };
  const { cause: error } = await errorFrom(ApiError, () => callerOfClaims({ ...ids, tid: undefined, oid: undefined }));
  const lines: string[] = [];

  jsonLog((_, line) => lines.push(line))("info", { message: "GetMyToken 401", error });

  expect(lines.join()).toMatch(/Azure AD B2C.*ObjectID/);
});

test.each([NOT_SUPPORTED.replace(".", ""), "anonymous-1", "nullable", "0", "-", ALICE, "nobody@contoso.com"])(
  "the subject %j is somebody's",
  (subject) => {
    expect(standsForNobody(subject)).toBe(false);
  },
);

test("a user of Static Web Apps whose id stands for nobody is refused", async () => {
  const error = await errorFrom(ApiError, () => callerOfPrincipal(staticWebApps({ userId: NOT_SUPPORTED })));
  expect(error.code).toBe("InvalidCredential");
});

const CLOUDS = {
  public: (t: string) => [`https://sts.windows.net/${t}/`, `https://login.microsoftonline.com/${t}/v2.0`],
  china: (t: string) => [`https://sts.chinacloudapi.cn/${t}/`, `https://login.partner.microsoftonline.cn/${t}/v2.0`],
};

/** A tenant is in one cloud: its id is given once, for all of them. */
const tenants = fc.constantFrom<{ cloud: keyof typeof CLOUDS; tenant: string }>(
  { cloud: "public", tenant: T },
  { cloud: "public", tenant: ALICE },
  { cloud: "china", tenant: T2 },
);
const ids = fc.constantFrom(ALICE, BOB, T);
const real = fc.constantFrom("a", "b", "a|b", "a%007cb", ALICE, T, `${T}|${ALICE}`);

/** Who somebody is, and all the keys that they have, whichever way they come. */
const users = fc.oneof(
  fc.tuple(tenants, ids, real).map(([{ cloud, tenant: tid }, oid, sub]) => {
    const all = CLOUDS[cloud](tid).flatMap((iss, nth) => {
      const claims = { iss, tid, oid, sub: `${sub}${nth}` };
      return [WAYS["by token"], WAYS["by a principal of Microsoft's provider"]].map((keyOf) => keyOf?.(claims));
    });
    return { who: ["entra", cloud, tid, oid], keys: all };
  }),
  fc
    .tuple(fc.constantFrom("contoso.b2clogin.com", "contoso.b2clogin.cn", "login.contoso.com"), ids, ids)
    .map(([host, tid, oid]) => {
      const issuers = [`https://${host}/${tid}/v2.0/`, `https://${host}/tfp/${tid}/b2c_1_a/v2.0/`];
      const claims = issuers.map((iss) => ({ iss, oid, sub: NOT_SUPPORTED }));
      return { who: ["b2c", host, tid, oid], keys: claims.flatMap((one) => Object.values(WAYS).map((of) => of(one))) };
    }),
  fc
    .tuple(fc.constantFrom("https://issuer.example", `https://contoso.b2clogin.com/${T}/v2.0/`), real, ids)
    .map(([iss, sub, oid]) => ({ who: [iss, sub], keys: [callerOfClaims({ iss, sub, oid, tid: T }).key] })),
  fc.tuple(fc.constantFrom("google", "entra", "b2c", "swa"), real).map(([provider, sub]) => ({
    who: ["easyauth", provider, sub],
    keys: [callerOfPrincipal(appService(provider, { sub, oid: ALICE, tid: T })).key],
  })),
  fc.tuple(fc.constantFrom("google", "aad", "entra"), real).map(([identityProvider, userId]) => ({
    who: ["swa", identityProvider, userId],
    keys: [callerOfPrincipal(staticWebApps({ identityProvider, userId })).key],
  })),
);

test("users who differ in provider, cloud, tenant or id differ in key, and one user has one key", () => {
  fc.assert(
    fc.property(users, users, (one, other) => {
      expect(new Set(one.keys).size).toBe(1);
      const isSame = JSON.stringify(one.who) === JSON.stringify(other.who);
      expect(one.keys[0] === other.keys[0]).toBe(isSame);
    }),
    { numRuns: 2_000 },
  );
});

const TENANT_ID = "0AC5DE57-0000-4000-8000-00000000000A";
const OBJECT_ID = "0ac5de57-0000-4000-8000-00000000000B";

test("an Entra user is the same in either letter case", () => {
  const caller = {
    key: "entra|0ac5de57-0000-4000-8000-00000000000a|0ac5de57-0000-4000-8000-00000000000b",
    entra: { tenantId: TENANT_ID.toLowerCase(), objectId: OBJECT_ID.toLowerCase() },
  };
  expect(entraCaller(TENANT_ID, OBJECT_ID)).toEqual(caller);
  expect(entraCaller(TENANT_ID.toLowerCase(), OBJECT_ID.toUpperCase())).toEqual(caller);
});

test.each([
  [undefined, OBJECT_ID],
  [TENANT_ID, undefined],
  ["", OBJECT_ID],
  ["contoso.com", OBJECT_ID],
  [TENANT_ID, "alice"],
  [TENANT_ID, `${OBJECT_ID}|`],
  [`${TENANT_ID}\n`, OBJECT_ID],
])("%j and %j are nobody's ids", (tenantId, objectId) => {
  expect(entraCaller(tenantId, objectId)).toBeUndefined();
});

/** Texts of the characters that mean something in a key, or look like it. */
const parts = fc.array(
  fc.oneof(fc.string({ unit: fc.constantFrom("|", "%", "7", "c", "0", "\ud800", "é") }), fc.string()),
);

describe("a key", () => {
  test("is its ids, when they need no escaping", () => {
    expect(userKey("https://issuer.example/t/v2.0", "alice@x_1~")).toBe("https://issuer.example/t/v2.0|alice@x_1~");
  });

  test("has no delimiter but its own", () => {
    expect(userKey("a|b", "c%d")).toBe("a%007cb|c%0025d");
  });

  test("differs wherever ids differ", () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other) && one.length > 0 && other.length > 0);
        return userKey(...one) !== userKey(...other);
      }),
    );
  });

  test("is visible ASCII, whatever the ids are", () => {
    const anything = fc.array(fc.string({ unit: "binary" }));
    fc.assert(fc.property(anything, (given) => /^[\x21-\x7e]*$/.test(userKey(...given))));
  });
});
