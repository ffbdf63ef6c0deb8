import { readSettings } from "../../../../shared/settings/settings";

const TENANT = "0ac5de57-0000-4000-8000-00000000000a";
const BASE = { KEY_VAULT_URL: "https://contoso.vault.azure.net" };
const TABLE = { IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net" };
const JWT = {
  ...BASE,
  ...TABLE,
  USER_AUTH: "jwt",
  JWT_ISSUERS: `https://login.microsoftonline.com/${TENANT}/v2.0, https://sts.windows.net/${TENANT}/`,
  JWT_AUDIENCES: "api://calls,7d4e",
  JWT_REQUIRED_SCOPE: "Tokens.Read",
};
const EASYAUTH = { ...BASE, ...TABLE, USER_AUTH: "easyauth" };
const DEVELOPMENT = { AZURE_FUNCTIONS_ENVIRONMENT: "Development" };
const GUARDED = { WEBSITE_AUTH_ENABLED: "True" };

test("nobody signs in by default, whatever else is set", () => {
  expect(readSettings({ ...JWT, USER_AUTH: "", IDENTITY_TABLE_ENDPOINT: "nonsense" }).users).toBeUndefined();
});

test("jwt takes lists of issuers and audiences", () => {
  expect(readSettings(JWT).users).toEqual({
    methods: ["jwt"],
    jwt: {
      issuers: [`https://login.microsoftonline.com/${TENANT}/v2.0`, `https://sts.windows.net/${TENANT}/`],
      audiences: ["api://calls", "7d4e"],
      requiredScope: "Tokens.Read",
    },
    trustsUnguardedPrincipals: false,
    tableEndpoint: "https://contoso.table.core.windows.net",
    tableName: "AcsIdentities",
    scopes: ["chat", "voip"],
    scopesBy: "default",
    tokensPerMinute: 30,
    signOutsPerMinute: 3,
  });
});

describe.each([
  `https://login.microsoftonline.com/${TENANT}/v2.0`,
  `https://sts.windows.net/${TENANT}/`,
  `https://login.microsoftonline.us/${TENANT}/v2.0`,
  `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`,
  `https://login.contoso.com,https://sts.windows.net/${TENANT}/`,
])("with the issuer %s of Microsoft Entra", (JWT_ISSUERS) => {
  test.each([undefined, "", " "])("there is no start with JWT_REQUIRED_SCOPE=%j", (JWT_REQUIRED_SCOPE) => {
    expect(() => readSettings({ ...JWT, JWT_ISSUERS, JWT_REQUIRED_SCOPE })).toThrow(
      /^JWT_REQUIRED_SCOPE is missing: it must be the scope or role .*such as Tokens\.Read$/,
    );
  });

  test("easyauth alone needs no scope", () => {
    const settings = { ...JWT, ...GUARDED, USER_AUTH: "easyauth", JWT_ISSUERS, JWT_REQUIRED_SCOPE: undefined };

    expect(readSettings(settings).users?.methods).toEqual(["easyauth"]);
  });
});

test("issuers other than Microsoft Entra may do without a required scope", () => {
  const JWT_ISSUERS = "https://login.contoso.com";
  const settings = readSettings({ ...JWT, JWT_ISSUERS, JWT_REQUIRED_SCOPE: undefined });

  expect(settings.users?.jwt).not.toHaveProperty("requiredScope");
});

test.each(["JWT_ISSUERS", "JWT_AUDIENCES", "IDENTITY_TABLE_ENDPOINT"])("USER_AUTH=jwt needs the setting %s", (name) => {
  expect(() => readSettings({ ...JWT, [name]: undefined })).toThrow(`${name} is missing`);
});

test("easyauth needs neither issuers nor audiences", () => {
  expect(readSettings({ ...EASYAUTH, ...GUARDED }).users).toMatchObject({ methods: ["easyauth"] });
  expect(readSettings({ ...EASYAUTH, ...GUARDED }).users).not.toHaveProperty("jwt");
});

test("in development easyauth is known to be unguarded", () => {
  expect(readSettings({ ...EASYAUTH, ...DEVELOPMENT }).users?.trustsUnguardedPrincipals).toBe(true);
});

/** What tells the places apart that an app can run in. Source: EnvironmentExtensions.cs of the Functions host. */
const PLACES: Record<string, Record<string, string>> = {
  "a dedicated or Windows plan": { WEBSITE_INSTANCE_ID: "abc" },
  "Linux Consumption": { CONTAINER_NAME: "abc" },
  "Flex Consumption": { CONTAINER_NAME: "abc", LEGION_SERVICE_HOST: "abc", WEBSITE_SKU: "FlexConsumption" },
  "a container anywhere": {},
  "Azure, told that it is development": { WEBSITE_INSTANCE_ID: "abc", ...DEVELOPMENT },
};

describe.each(Object.entries(PLACES))("in %s", (_, place) => {
  test.each([undefined, "", "False", "0"])("easyauth does not start with WEBSITE_AUTH_ENABLED=%j", (value) => {
    const open = { ...EASYAUTH, ...place, WEBSITE_AUTH_ENABLED: value };

    expect(() => readSettings(open)).toThrow(/WEBSITE_AUTH_ENABLED.*App Service Authentication/);
  });

  test("easyauth starts behind App Service Authentication, and is guarded by it", () => {
    expect(readSettings({ ...EASYAUTH, ...place, ...GUARDED }).users?.trustsUnguardedPrincipals).toBe(false);
  });

  test("jwt asks nothing of App Service Authentication", () => {
    expect(readSettings({ ...JWT, ...place }).users?.methods).toEqual(["jwt"]);
  });
});

test.each([
  ["USER_AUTH", "password"],
  ["USER_AUTH", "jwt,saml"],
  ["JWT_ISSUERS", "http://login.contoso.com"],
  ["JWT_AUDIENCES", ","],
  ["JWT_REQUIRED_SCOPE", "two scopes"],
  ["IDENTITY_TABLE_ENDPOINT", "http://contoso.table.core.windows.net"],
  ["IDENTITY_TABLE_NAME", "1st"],
  ["MY_TOKEN_SCOPES", "chat,film"],
  ["MY_TOKENS_PER_MINUTE", "-7"],
  ["MY_SIGN_OUTS_PER_MINUTE", "-7"],
  ["TEAMS_CLIENT_ID", "calls"],
  ["TEAMS_CLIENT_ID", "00000000-0000-0000-0000-000000000000"],
])("%s=%s stops the start, and its value is not told", (name, value) => {
  const start = () => readSettings({ ...JWT, ...GUARDED, USER_AUTH: "easyauth,jwt", [name]: value });

  expect(start).toThrow(`${name} is not valid`);
  expect(start).not.toThrow(new RegExp(`${name}[^;]*${value}`));
});

test("Teams users' tokens are exchanged by the identity SDK alone", () => {
  const teams = { ...JWT, TEAMS_CLIENT_ID: "7d4e1c00-0000-4000-8000-000000000001" };

  expect(readSettings(teams).users?.teamsClientId).toBe(teams.TEAMS_CLIENT_ID);
  expect(() => readSettings({ ...teams, ACS_SDK: "administration" })).toThrow("it needs ACS_SDK=identity");
});
