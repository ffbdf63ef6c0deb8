import { b2cTenantOf, entraTenantOf } from "../../../../shared/callers/microsoftIssuer";

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
])("%s is not an issuer of Entra", (issuer) => {
  expect(entraTenantOf(issuer)).toBeUndefined();
});

test.each([
  [`https://contoso.b2clogin.com/${TENANT}/v2.0/`, "b2clogin.com"],
  [`https://contoso.b2clogin.com/tfp/${TENANT}/b2c_1_sign_in/v2.0/`, "b2clogin.com"],
  [`https://Contoso.B2CLogin.com/tfp/${TENANT.toUpperCase()}/B2C_1A_sign_in/v2.0/`, "b2clogin.com"],
  [`https://contoso.b2clogin.cn/${TENANT}/v2.0/`, "b2clogin.cn"],
  [`https://login.contoso.com/${TENANT}/v2.0/`, "login.contoso.com"],
  [`https://login.contoso.com/tfp/${TENANT}/b2c_1_sign_in/v2.0/`, "login.contoso.com"],
  [`https://login.microsoftonline.com/${TENANT}/v2.0/`, "login.microsoftonline.com"],
  [`https://b2clogin.com.evil.example/${TENANT}/v2.0/`, "b2clogin.com.evil.example"],
  [`https://evilb2clogin.com/${TENANT}/v2.0/`, "evilb2clogin.com"],
])("%s is an issuer of Azure AD B2C, on the word of %s", (issuer, authority) => {
  expect(b2cTenantOf(issuer)).toEqual({ authority, tenantId: TENANT });
  expect(entraTenantOf(issuer)).toBeUndefined();
});

test.each([
  `https://login.microsoftonline.com/${TENANT}/v2.0`,
  `https://sts.windows.net/${TENANT}/`,
  `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`,
  "https://contoso.b2clogin.com/contoso.onmicrosoft.com/v2.0/",
  `https://issuer.example/a/${TENANT}/v2.0/`,
  `http://contoso.b2clogin.com/${TENANT}/v2.0/`,
  "https://issuer.example",
])("%s is none of Azure AD B2C", (issuer) => {
  expect(b2cTenantOf(issuer)).toBeUndefined();
});
