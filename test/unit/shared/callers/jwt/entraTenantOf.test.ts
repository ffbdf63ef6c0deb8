import { entraTenantOf } from "../../../../../shared/callers/jwt/entraTenantOf";

const TENANT = "0ac5de57-0000-4000-8000-00000000000a";

test.each([
  `https://sts.windows.net/${TENANT}/`,
  `https://login.microsoftonline.com/${TENANT}/v2.0`,
  `https://login.microsoftonline.us/${TENANT}/v2.0`,
  `https://login.partner.microsoftonline.cn/${TENANT}/v2.0`,
  `https://sts.chinacloudapi.cn/${TENANT}/`,
  `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`,
  `https://login.microsoftonline.com/${TENANT.toUpperCase()}/v2.0`,
])("%s is an issuer of Entra", (issuer) => {
  expect(entraTenantOf(issuer)).toBe(TENANT);
});

test.each([
  `https://sts.windows.net.evil.example/${TENANT}/`,
  `https://evil.example/https://sts.windows.net/${TENANT}/`,
  `https://evilsts.windows.net/${TENANT}/`,
  `https://login.microsoftonline.com.evil.example/${TENANT}/v2.0`,
  `https://contoso.b2clogin.com/${TENANT}/v2.0/`,
  `http://sts.windows.net/${TENANT}/`,
  `https://localhost:8443/${TENANT}/v2.0`,
  "https://evil.example/ciamlogin.com/x/v2.0",
])("%s is not", (issuer) => {
  expect(entraTenantOf(issuer)).toBeUndefined();
});
