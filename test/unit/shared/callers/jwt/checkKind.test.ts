import { ApiError } from "../../../../../shared/errors";
import { ManualClock } from "../../../../../tools/kit/ManualClock";
import { type Changes, TestIssuer, USUAL } from "../../../../../tools/testbed/identityProvider/TestIssuer";
import { callerOfHeaders } from "../../../../support/callerOfHeaders";
import { errorFrom } from "../../../../support/errorFrom";

const T = "0ac5de57-0000-4000-8000-00000000000a";
const O = "0ac5de57-0000-4000-8000-00000000000b";
const APP = "7d4e1c00-0000-4000-8000-000000000001";

const ENTRA = {
  v1: `https://sts.windows.net/${T}/`,
  v2: `https://login.microsoftonline.com/${T}/v2.0`,
  "External ID": `https://${T}.ciamlogin.com/${T}/v2.0`,
};
const B2C = {
  default: `https://contoso.b2clogin.com/${T}/v2.0/`,
  own: `https://login.contoso.com/tfp/${T}/b2c_1_a/v2.0/`,
};
const OTHERS = { other: "https://issuer.example" };

const ids = { sub: "a-user", tid: T, oid: O };
const none = { scp: undefined };

/** Tokens that are no user's access token: what each is, who sends such ones, and what is told. */
const KINDS: readonly [what: string, issuers: Record<string, string>, claims: Changes, told: RegExp][] = [
  ["an ID token", ENTRA, { ...none, aud: APP, nonce: "n" }, /ID token/],
  ["an ID token with the code's hash", ENTRA, { ...none, aud: APP, c_hash: "c" }, /ID token/],
  ["an ID token without a nonce", ENTRA, { ...none, aud: APP }, /scp/],
  ["an app-only token that says so", ENTRA, { ...none, idtyp: "app", azp: APP, roles: ["a"] }, /app-only/],
  ["an app-only token of version 1", ENTRA, { ...none, appid: APP, roles: ["a"] }, /app-only/],
  ["an app-only token of version 2", ENTRA, { ...none, azp: APP, roles: ["a"] }, /app-only/],
  ["a token with roles only", ENTRA, { ...none, roles: ["a"] }, /scp/],
  ["a token with an empty scope", ENTRA, { scp: " " }, /scp/],
  ["an ID token", B2C, { ...none, aud: APP, nonce: "n", tfp: "b2c_1_a" }, /ID token/],
  ["an ID token of a mobile app", B2C, { ...none, aud: APP, tfp: "b2c_1_a" }, /ID token/],
  ["an app-only token", B2C, { ...none, azp: APP, roles: ["a"] }, /app-only/],
  ["an ID token with a nonce", OTHERS, { ...none, nonce: "n" }, /ID token/],
  ["an ID token with the access token's hash", OTHERS, { ...none, azp: APP, aud: APP, at_hash: "h" }, /ID token/],
  ["an ID token of Keycloak", OTHERS, { ...none, typ: "ID", azp: APP, aud: APP }, /ID token/],
  ["an ID token of Cognito", OTHERS, { ...none, token_use: "id", aud: APP }, /ID token/],
  ["a refresh token of Keycloak", OTHERS, { typ: "Refresh" }, /another token of the session/],
  ["an offline token of Keycloak", OTHERS, { typ: "Offline" }, /another token of the session/],
  ["a logout token of the type JWT", OTHERS, { events: {}, ...none }, /another token of the session/],
  ["an app-only token of Auth0", OTHERS, { sub: "a@clients", gty: "client-credentials", scope: "a" }, /app-only/],
  ["an app-only token of Okta", OTHERS, { sub: APP, cid: APP, scp: ["a"] }, /app-only/],
  ["an app-only token of Cognito", OTHERS, { sub: APP, client_id: APP, token_use: "access" }, /app-only/],
  ["an app-only token of Spring", OTHERS, { sub: APP, aud: [APP] }, /app-only/],
  ...[ENTRA, B2C, OTHERS].flatMap((issuers): [string, Record<string, string>, Changes, RegExp][] => [
    ["a token bound by DPoP", issuers, { cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }, /cnf/],
    [
      "a token bound to a certificate",
      issuers,
      { cnf: { "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" } },
      /cnf/,
    ],
    ["a token bound in some other form", issuers, { cnf: "kid" }, /cnf/],
  ]),
];

/** Access tokens of users that look like others in part. */
const USERS: readonly [what: string, issuers: Record<string, string>, claims: Changes][] = [
  ["for the very app that calls", ENTRA, { azp: APP, aud: APP }],
  ["that say so", ENTRA, { idtyp: "user", azp: APP, roles: ["a"] }],
  ["with a nonce, as they have there", B2C, { nonce: "n", azp: APP }],
  ["for the very app that calls, without a scope", B2C, { ...none, nonce: "n", azp: APP, aud: APP }],
  ["of Keycloak up to version 24, with a nonce", OTHERS, { ...none, nonce: "n", typ: "Bearer" }],
  ["with a nonce and a scope", OTHERS, { ...none, nonce: "n", scope: "openid" }],
  ["of RFC 9068", OTHERS, { ...none, nonce: "n", client_id: APP }],
  ["of Cognito", OTHERS, { ...none, token_use: "access", client_id: APP }],
  ["with roles only", OTHERS, { ...none, roles: ["a"], azp: APP }],
  ["that show no kind", OTHERS, none],
  ["with an empty cnf", OTHERS, { cnf: null }],
];

const byIssuer = <Rest extends [Changes, ...unknown[]]>(
  rows: readonly (readonly [string, Record<string, string>, ...Rest])[],
) => rows.flatMap(([what, issuers, ...rest]) => Object.values(issuers).map((iss) => [what, iss, ...rest] as const));

const clock = new ManualClock();
let tokens: TestIssuer;

beforeAll(async () => {
  tokens = await TestIssuer.create("https://issuer.example", clock);
});

describe.each(["Authorization", "X-Authorization"])("in %s", (header) => {
  async function identify(iss: string, claims: Changes, requiredScope?: string) {
    const token = await tokens.mint({ ...ids, ...claims, iss });
    const trust = { issuers: [iss], audiences: [USUAL.audience, APP], requiredScope, tokens, clock };
    return await callerOfHeaders(trust)({ [header]: `Bearer ${token}` });
  }

  test.each(byIssuer(KINDS))("%s of %s is refused, and told what it is", async (_, iss, claims, told) => {
    for (const requiredScope of [undefined, "a"]) {
      const error = await errorFrom(ApiError, () => identify(iss, claims, requiredScope));
      expect([error.code, error.status]).toEqual(["InvalidCredential", 401]);
      expect(error.message).toMatch(told);
      expect(error.wwwAuthenticate).toMatch(/^Bearer error="invalid_token"/);
    }
  });

  test.each(byIssuer(USERS))("access tokens %s, of %s, are users'", async (_, iss, claims) => {
    await expect(identify(iss, claims)).resolves.toBeDefined();
  });
});
