import { ManualClock } from "../../../../tools/kit/ManualClock";
import { type Changes, TestIssuer } from "../../../../tools/testbed/identityProvider/TestIssuer";
import { callerOfHeaders } from "../../../support/callerOfHeaders";
import { appService, staticWebApps } from "../../../support/principals";

const T = "0ac5de57-0000-4000-8000-00000000000a";
const O = "0ac5de57-0000-4000-8000-00000000000b";
const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";
const ENTRA_KEY = `entra|${T}|${O}`;

const V1 = `https://sts.windows.net/${T}/`;
const V2 = `https://login.microsoftonline.com/${T}/v2.0`;
const V2_US = `https://login.microsoftonline.us/${T}/v2.0`;
const V1_CHINA = `https://sts.chinacloudapi.cn/${T}/`;
const V2_CHINA = `https://login.partner.microsoftonline.cn/${T}/v2.0`;
const CIAM = `https://${T}.ciamlogin.com/${T}/v2.0`;
const B2C = `https://contoso.b2clogin.com/${T}/v2.0/`;
const B2C_TFP = `https://contoso.b2clogin.com/tfp/${T}/b2c_1_sign_in/v2.0/`;
const B2C_OWN_DOMAIN = `https://login.contoso.com/${T}/v2.0/`;

const entra = { tid: T, oid: O, sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ" };

/** What a token says of its user, and the key that its user has had ever since the first release. */
const TOKENS: readonly [iss: string, claims: Changes, key: string][] = [
  [V1, { ...entra, ver: "1.0", appid: O, idp: "https://sts.windows.net/other/" }, ENTRA_KEY],
  [V2, { ...entra, ver: "2.0", azp: O, idtyp: "user" }, ENTRA_KEY],
  [V2, { ...entra, sub: "another subject, of another app", roles: ["Admin"] }, ENTRA_KEY],
  [V2, { ...entra, tid: T.toUpperCase(), oid: O.toUpperCase() }, ENTRA_KEY],
  [V2_US, entra, ENTRA_KEY],
  [V1_CHINA, entra, ENTRA_KEY],
  [V2_CHINA, entra, ENTRA_KEY],
  [CIAM, entra, ENTRA_KEY],
  [
    `https://login.microsoftonline.com/${PERSONAL}/v2.0`,
    { ...entra, tid: PERSONAL, oid: "00000000-0000-0000-cd94-5ea8ae1c5b01" },
    `entra|${PERSONAL}|00000000-0000-0000-cd94-5ea8ae1c5b01`,
  ],
  [B2C, { sub: O, oid: O, tfp: "B2C_1_sign_in", nonce: "n", azp: T, ver: "1.0" }, `${B2C}|${O}`],
  [B2C, { sub: O, acr: "b2c_1a_sign_in" }, `${B2C}|${O}`],
  [B2C, { sub: "a-subject-of-a-custom-policy", oid: O, tid: T }, `${B2C}|a-subject-of-a-custom-policy`],
  [B2C_TFP, { sub: O, oid: O, tfp: "B2C_1_sign_in" }, `${B2C_TFP}|${O}`],
  [B2C_OWN_DOMAIN, { sub: O, oid: O }, `${B2C_OWN_DOMAIN}|${O}`],
  [
    "https://contoso.auth0.com/",
    { sub: "auth0|507f1f77", azp: "app", scope: "a" },
    "https://contoso.auth0.com/|auth0%007c507f1f77",
  ],
  [
    "https://contoso.okta.com/oauth2/default",
    { sub: "a@contoso.com", uid: "00u1", cid: "app", scp: ["a"] },
    "https://contoso.okta.com/oauth2/default|a@contoso.com",
  ],
  [
    "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A",
    { sub: O, token_use: "access", client_id: "app" },
    `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A|${O}`,
  ],
  [
    "https://sso.contoso.com/realms/main",
    { sub: O, typ: "Bearer", nonce: "n", azp: "app", scope: "openid" },
    `https://sso.contoso.com/realms/main|${O}`,
  ],
  [
    "https://securetoken.google.com/contoso",
    { sub: "pqrXYZ", user_id: "pqrXYZ", scp: undefined },
    "https://securetoken.google.com/contoso|pqrXYZ",
  ],
  ["https://issuer.example", { sub: "alice", tid: T, oid: O }, "https://issuer.example|alice"],
  ["https://issuer.example", { sub: "alice", scp: undefined }, "https://issuer.example|alice"],
  ["https://issuer.example", { sub: "Zoë | 100 %" }, "https://issuer.example|Zo%00eb%0020%007c%0020100%0020%0025"],
  ["https://issuer.example", { sub: "alice " }, "https://issuer.example|alice%0020"],
  ["https://issuer.example", { sub: "7" }, "https://issuer.example|7"],
];

const mapped = (claims: { tid: string; oid: string; sub: string }) => ({
  "http://schemas.microsoft.com/identity/claims/tenantid": claims.tid,
  "http://schemas.microsoft.com/identity/claims/objectidentifier": claims.oid,
  nameidentifier: claims.sub,
});

/** The same of principals. */
const PRINCIPALS: readonly [what: string, header: string, key: string][] = [
  ["aad, v1", appService("aad", { iss: V1, ...mapped(entra) }), ENTRA_KEY],
  ["aad, v2", appService("aad", { iss: V2, ...mapped(entra), nonce: "n", c_hash: "c" }), ENTRA_KEY],
  ["aad, unmapped claims", appService("aad", { iss: V2, ...entra }), ENTRA_KEY],
  ["aad, in capitals", appService("aad", { iss: V2, ...entra, oid: O.toUpperCase() }), ENTRA_KEY],
  ["aad, US government", appService("aad", { iss: V2_US, ...entra }), ENTRA_KEY],
  ["aad, China", appService("aad", { iss: V1_CHINA, ...entra }), ENTRA_KEY],
  ["aad, External ID", appService("aad", { iss: CIAM, ...entra }), ENTRA_KEY],
  ["aad that is B2C", appService("aad", { iss: B2C, oid: O, nameidentifier: O }), `easyauth|aad|${O}`],
  ["aad that is B2C, with a tenant", appService("aad", { ...entra, iss: B2C, sub: O }), `easyauth|aad|${O}`],
  ["aad that is B2C, without an object id", appService("aad", { iss: B2C, nameidentifier: O }), `easyauth|aad|${O}`],
  ["aad that is B2C, by policy", appService("aad", { iss: B2C_TFP, sub: O, oid: O }), `easyauth|aad|${O}`],
  ["aad that is AD FS", appService("aad", { iss: "https://fs.contoso.com/adfs", sub: "a=" }), "easyauth|aad|a="],
  ["a custom provider that is B2C", appService("b2c", { iss: B2C, nameidentifier: O }), `easyauth|b2c|${O}`],
  ["a custom provider that is Entra", appService("work", { iss: V2, ...entra }), `easyauth|work|${entra.sub}`],
  [
    "google",
    appService("google", { iss: "https://accounts.google.com", nameidentifier: "1154" }),
    "easyauth|google|1154",
  ],
  ["facebook", appService("facebook", { nameidentifier: "1001" }), "easyauth|facebook|1001"],
  ["github", appService("github", { nameidentifier: "583231" }), "easyauth|github|583231"],
  ["twitter", appService("twitter", { nameidentifier: "783214" }), "easyauth|twitter|783214"],
  ["apple", appService("apple", { iss: "https://appleid.apple.com", sub: "0018.a.1" }), "easyauth|apple|0018.a.1"],
  ["microsoftaccount", appService("microsoftaccount", { nameidentifier: "f00d" }), "easyauth|microsoftaccount|f00d"],
  ["Static Web Apps, aad", staticWebApps({ identityProvider: "aad", userId: "d75b" }), "swa|aad|d75b"],
  ["Static Web Apps, github", staticWebApps({ userId: "d75b" }), "swa|github|d75b"],
  ["Static Web Apps, custom", staticWebApps({ identityProvider: "b2c", userId: O }), `swa|b2c|${O}`],
];

/** Under these keys the identities of users stand in the tables of deployments: another key is another identity. */
describe("the key of a user stays what it was", () => {
  const clock = new ManualClock();
  let tokens: TestIssuer;

  beforeAll(async () => {
    tokens = await TestIssuer.create("https://issuer.example", clock);
  });

  const keyOf = async (headers: Record<string, string>) =>
    (await callerOfHeaders({ issuers: TOKENS.map(([iss]) => iss), tokens, clock })(headers)).key;

  test.each(TOKENS)("a token of %s with %j", async (iss, claims, key) => {
    const token = await tokens.mint({ ...claims, iss });

    expect(await keyOf({ Authorization: `Bearer ${token}` })).toBe(key);
    expect(await keyOf({ "X-Authorization": `Bearer ${token}` })).toBe(key);
  });

  test.each(PRINCIPALS)("a principal of %s", async (_, header, key) => {
    expect(await keyOf({ "x-ms-client-principal": header })).toBe(key);
  });
});
