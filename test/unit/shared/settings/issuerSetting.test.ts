import { areOfOneCloudEach, isIssuer } from "../../../../shared/settings/issuerSetting";
import { readSettings } from "../../../../shared/settings/settings";

const T = "0ac5de57-0000-4000-8000-00000000000a";
const T2 = "0ac5de57-0000-4000-8000-00000000000b";

const NAMES = [
  "common",
  "organizations",
  "consumers",
  "{tenantid}",
  "{tenant}",
  "TENANT_ID",
  "<tenant-id>",
  "tenant-id",
];
const MORE_NAMES = ["YOUR_TENANT_ID", "your-tenant", "$TENANT", "%7Btenantid%7D", "contoso.onmicrosoft.com", "t", ""];
const NIL = "00000000-0000-0000-0000-000000000000";

const FORMS = [
  (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`,
  (tenant: string) => `https://sts.windows.net/${tenant}/`,
  (tenant: string) => `https://login.microsoftonline.us/${tenant}/v2.0`,
  (tenant: string) => `https://login.partner.microsoftonline.cn/${tenant}/v2.0`,
  (tenant: string) => `https://contoso.ciamlogin.com/${tenant}/v2.0`,
  (tenant: string) => `https://contoso.b2clogin.com/${tenant}/v2.0/`,
  (tenant: string) => `https://contoso.b2clogin.com/tfp/${tenant}/b2c_1_sign_in/v2.0/`,
];

describe.each(FORMS.map((form) => [form("…"), form] as const))("an issuer like %s", (_, form) => {
  test.each([...NAMES, ...MORE_NAMES, NIL])(
    "with %j for the tenant stops the start, and is told what to write",
    (name) => {
      const settings = {
        KEY_VAULT_URL: "https://contoso.vault.azure.net",
        IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net",
        USER_AUTH: "jwt",
        JWT_AUDIENCES: "api",
        JWT_REQUIRED_SCOPE: "Tokens.Read",
      };
      const start = (...issuers: string[]) => readSettings({ ...settings, JWT_ISSUERS: issuers.join(",") });

      expect(() => start(form(T), form(name))).toThrow(/^.*JWT_ISSUERS is not valid.*GUID/s);
      expect(start(form(T)).users?.jwt?.issuers).toEqual([form(T)]);
    },
  );
});

test.each([
  "https://issuer.example/{tenant}",
  "https://TENANT_ID.issuer.example",
  "https://your-domain.auth0.com/",
  "https://<domain>/",
  "http://issuer.example",
  `https://login.microsoftonline.com/${T}`,
  `https://login.microsoftonline.com/${T}/v2.0/.well-known/openid-configuration`,
  `https://sts.windows.net/${T}`,
])("tokens are never of %s", (issuer) => {
  expect(isIssuer(issuer)).toBe(false);
});

test.each([
  "https://contoso.auth0.com/",
  "https://sso.contoso.com/realms/tenant",
  "https://localhost:8443/tenant/v2.0",
  "https://securetoken.google.com/contoso",
  "https://common.contoso.com/organizations",
  `https://login.contoso.com/${T}/v2.0/`,
])("tokens may be of %s", (issuer) => {
  expect(isIssuer(issuer)).toBe(true);
});

test.each<[string[], boolean]>([
  [[`https://login.microsoftonline.com/${T}/v2.0`, `https://sts.windows.net/${T}/`], true],
  [[`https://login.microsoftonline.us/${T}/v2.0`, `https://sts.windows.net/${T}/`], true],
  [[`https://login.partner.microsoftonline.cn/${T}/v2.0`, `https://sts.chinacloudapi.cn/${T}/`], true],
  [[`https://login.microsoftonline.com/${T}/v2.0`, `https://login.microsoftonline.us/${T2}/v2.0`], true],
  [[`https://${T}.ciamlogin.com/${T}/v2.0`, `https://login.microsoftonline.com/${T}/v2.0`], true],
  [[`https://login.microsoftonline.com/${T}/v2.0`, `https://login.microsoftonline.us/${T.toUpperCase()}/v2.0`], false],
  [[`https://sts.windows.net/${T}/`, `https://sts.chinacloudapi.cn/${T}/`], false],
  [
    [
      `https://sts.windows.net/${T}/`,
      `https://login.microsoftonline.us/${T}/v2.0`,
      `https://${T}.ciamlogin.com/${T}/v2.0`,
    ],
    false,
  ],
])("of %j each tenant is in one cloud: %j", (issuers, isSo) => {
  expect(areOfOneCloudEach(issuers)).toBe(isSo);
});
