import { readSettings, type Settings, SettingsError } from "../../../../shared/settings/settings";

const KEY_VAULT_URL = "https://contoso.vault.azure.net";

type Environment = Record<string, string | undefined>;

const read = (environment: Environment) => readSettings({ KEY_VAULT_URL, ...environment });

/** The message of the error; it is one line whatever is wrong. */
function complaint(environment: Environment): string {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof SettingsError) {
      expect(error.message).not.toContain("\n");
      return error.message;
    }
    throw error;
  }
  throw new Error("The settings were taken.");
}

const KEY_IN_VAULT = {
  access: "accessKey",
  keyVaultUrl: "https://contoso.vault.azure.net",
  connectionStringSecret: "acs-connection-string",
  connectionStringMaxAgeSeconds: 300,
} as const;

const TENANT = "0ac5de57-0000-4000-8000-00000000000a";
const OTHER = "0ac5de57-0000-4000-8000-0000000000ff";

const DEFAULTS = {
  acs: KEY_IN_VAULT,
  sdk: "identity",
  defaultScopes: ["chat", "voip"],
  defaultScopesBy: "default",
  allowedScopes: ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"],
  maxExpiresInMinutes: 1440,
  acsLimitFactor: 1,
  teamsAccessTenants: [],
};

test("with nothing but the vault's address, everything has its default", () => {
  expect(readSettings({ KEY_VAULT_URL })).toEqual(DEFAULTS);
});

it.each(["", "  ", undefined])("a setting that is %j counts as not set", (value) => {
  const names = ["ACS_CONNECTION_STRING_SECRET", "ACS_CONNECTION_STRING_MAX_AGE_SECONDS", "ACS_SDK", "LOG_SALT"];
  names.push("ACS_DEFAULT_SCOPES", "ACS_ALLOWED_SCOPES", "ACS_MAX_EXPIRES_IN_MINUTES", "ACS_LIMIT_FACTOR");
  names.push("TEAMS_ACCESS_TENANTS");
  expect(read(Object.fromEntries(names.map((name) => [name, value])))).toEqual(DEFAULTS);
  expect(() => readSettings({ KEY_VAULT_URL: value })).toThrow("KEY_VAULT_URL is missing: it must be the vault's");
});

test("with the resource's address in place of the vault's, ACS is called as the app's identity", () => {
  const acs = { access: "identity", endpoint: "https://contoso.communication.azure.com" };
  expect(readSettings({ ACS_ENDPOINT: "https://contoso.communication.azure.com/" })).toEqual({ ...DEFAULTS, acs });
});

test.each(["https://localhost:7443", "https://contoso.unitedstates.communication.azure.com"])(
  "%s may be where ACS is called as the app's identity",
  (endpoint) => {
    expect(readSettings({ ACS_ENDPOINT: endpoint }).acs).toEqual({ access: "identity", endpoint });
  },
);

test("variables that are no settings of ours are left alone", () => {
  expect(read({ PATH: "/bin", ACS_CONNECTION_STRING: "x" })).toEqual(DEFAULTS);
});

test("nobody can change the settings once they are read", () => {
  const settings = read({});
  const frozen = [settings, settings.defaultScopes, settings.allowedScopes].map((it) => Object.isFrozen(it));
  expect(frozen).toEqual([true, true, true]);
});

const SALT_REFERENCE = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/log-salt/)";

it.each<[Environment, Partial<Settings>]>([
  [{ KEY_VAULT_URL: "https://contoso.vault.azure.net/" }, {}],
  [{ KEY_VAULT_URL: "HTTPS://Contoso.Vault.Azure.Net" }, {}],
  [
    { KEY_VAULT_URL: "https://contoso.vault.azure.cn" },
    { acs: { ...KEY_IN_VAULT, keyVaultUrl: "https://contoso.vault.azure.cn" } },
  ],
  [{ KEY_VAULT_URL: "https://localhost:8443" }, { acs: { ...KEY_IN_VAULT, keyVaultUrl: "https://localhost:8443" } }],
  [{ KEY_VAULT_URL: "https://[::1]:8443" }, { acs: { ...KEY_IN_VAULT, keyVaultUrl: "https://[::1]:8443" } }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" }, {}],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://otlp.example.com/otlp" }, {}],
  [{ NODE_TLS_REJECT_UNAUTHORIZED: "1" }, {}],
  [{ LOG_SALT: "sixteen letters." }, { logSalt: "sixteen letters." }],
  // App Service could not read the reference: its text is no secret.
  [{ LOG_SALT: SALT_REFERENCE }, { logSalt: undefined }],
  ...["a", "7", "ACS-connection-string", "x".repeat(127)].map((name): [Environment, Partial<Settings>] => [
    { ACS_CONNECTION_STRING_SECRET: name },
    { acs: { ...KEY_IN_VAULT, connectionStringSecret: name } },
  ]),
  [{ ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1" }, { acs: { ...KEY_IN_VAULT, connectionStringMaxAgeSeconds: 1 } }],
  [
    { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "86400" },
    { acs: { ...KEY_IN_VAULT, connectionStringMaxAgeSeconds: 86_400 } },
  ],
  [{ ACS_SDK: "identity" }, { sdk: "identity" }],
  [{ ACS_SDK: "administration" }, { sdk: "administration", allowedScopes: ["chat", "voip", "pstn"] }],
  [
    { ACS_SDK: "administration", ACS_ALLOWED_SCOPES: "chat,voip,pstn", ACS_DEFAULT_SCOPES: "pstn" },
    { sdk: "administration", allowedScopes: ["chat", "voip", "pstn"], defaultScopes: ["pstn"] },
  ],
  [{ ACS_DEFAULT_SCOPES: "voip,chat" }, { defaultScopes: ["voip", "chat"] }],
  [{ ACS_DEFAULT_SCOPES: " chat ,\tvoip " }, {}],
  [{ ACS_DEFAULT_SCOPES: "chat,voip,chat" }, {}],
  [{ ACS_ALLOWED_SCOPES: "voip,chat" }, { allowedScopes: ["voip", "chat"] }],
  [
    { ACS_ALLOWED_SCOPES: " voip ,chat,voip", ACS_DEFAULT_SCOPES: "voip" },
    { allowedScopes: ["voip", "chat"], defaultScopes: ["voip"] },
  ],
  [{ ACS_MAX_EXPIRES_IN_MINUTES: "60" }, { maxExpiresInMinutes: 60 }],
  [{ ACS_MAX_EXPIRES_IN_MINUTES: "1440" }, {}],
  [
    { ACS_SDK: "administration", ACS_MAX_EXPIRES_IN_MINUTES: "1440" },
    { sdk: "administration", allowedScopes: ["chat", "voip", "pstn"] },
  ],
  [{ ACS_LIMIT_FACTOR: "10" }, { acsLimitFactor: 10 }],
  [{ TEAMS_ACCESS_TENANTS: TENANT }, { teamsAccessTenants: [TENANT] }],
  [{ TEAMS_ACCESS_TENANTS: ` ${TENANT.toUpperCase()} ,${OTHER}` }, { teamsAccessTenants: [TENANT, OTHER] }],
])("the setting %j is taken, and changes nothing but %j", (environment, changed) => {
  const by = environment["ACS_DEFAULT_SCOPES"] === undefined ? "default" : "ACS_DEFAULT_SCOPES";
  expect(read(environment)).toEqual({ ...DEFAULTS, defaultScopesBy: by, ...changed });
});

const VAULT_RULE = "it must be the vault's address, such as https://NAME.vault.azure.net";
const SECRET_RULE = "it must be a secret's name: 1 to 127 letters, digits and dashes";
const SCOPES_RULE = "it must be a comma-separated list of chat, voip, chat.join, chat.join.limited, voip.join";
const BAD_SCOPES = ["chat,video", "CHAT", "chat;voip", "chat voip", "chat,", ",", '["chat"]', "chat,pstn", "toString"];
const BAD_NUMBERS = ["0", "-1", "1.5", "5m", "1e3", "0x10", "NaN", "Infinity", "9".repeat(30)];

const REFUSED: readonly [name: string, rule: string, values: readonly string[]][] = [
  [
    "KEY_VAULT_URL",
    VAULT_RULE,
    [
      "contoso",
      "contoso.vault.azure.net",
      "http://contoso.vault.azure.net",
      "https://contoso.vault.azure.net/secrets/acs-connection-string",
      "https://contoso.vault.azure.net/?api-version=7.5",
      "https://contoso.vault.azure.net/#secrets",
      "https://user:password@contoso.vault.azure.net",
      "https://",
      "mailto:contoso@vault.azure.net",
    ],
  ],
  [
    "ACS_ENDPOINT",
    "it must be the resource's address, such as https://NAME.communication.azure.com",
    [
      "contoso",
      "contoso.communication.azure.com",
      "http://contoso.communication.azure.com",
      "https://contoso.communication.azure.com/identities",
      "https://communication.azure.com",
      "https://contoso.communication.azure.com.example",
      "https://evilcommunication.azure.com",
      "https://contoso.vault.azure.net",
      "https://localhost.example",
    ],
  ],
  [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "it must be the address of a collector that takes OTLP over HTTP",
    ["collector.example.com", "localhost:4318", "grpc://collector.example.com:4317"],
  ],
  [
    "AZURE_CLIENT_ID",
    "it must be the client id (a GUID) of a user-assigned managed identity",
    ["tokens", "00000000-0000-0000-0000-000000000000"],
  ],
  ["NODE_TLS_REJECT_UNAUTHORIZED", "it must not be 0, which turns off TLS checks", ["0"]],
  [
    "ACS_CONNECTION_STRING_SECRET",
    SECRET_RULE,
    ["x".repeat(128), "acs_connection", "acs/connection", "acs.connection", "ács", "a b", "../keys", "a\nb"],
  ],
  ["ACS_CONNECTION_STRING_MAX_AGE_SECONDS", "it must be a whole number from 1 to 86400", [...BAD_NUMBERS, "86401"]],
  ["ACS_MAX_EXPIRES_IN_MINUTES", "it must be a whole number from 60 to 1440", [...BAD_NUMBERS, "59", "1441"]],
  [
    "ACS_SDK",
    "it must be identity or administration",
    ["Identity", "@azure/communication-identity", "identity,administration", "constructor", "__proto__"],
  ],
  ["ACS_DEFAULT_SCOPES", SCOPES_RULE, BAD_SCOPES],
  ["ACS_ALLOWED_SCOPES", SCOPES_RULE, BAD_SCOPES],
  ["ACS_LIMIT_FACTOR", "it must be a whole number from 1 to 100", ["0", "101", "1.5"]],
  [
    "TEAMS_ACCESS_TENANTS",
    "it must be a comma-separated list of the ids (GUIDs) of Microsoft Entra tenants",
    [
      "TENANT_ID",
      "{tenantId}",
      "*",
      "common",
      "contoso.onmicrosoft.com",
      "00000000-0000-0000-0000-000000000000",
      `${TENANT},`,
      `${TENANT};${OTHER}`,
      `${TENANT},contoso`,
      TENANT.slice(1),
      `{${TENANT}}`,
    ],
  ],
];

it.each(REFUSED.flatMap(([name, rule, values]) => values.map((value) => [name, value, rule] as const)))(
  "%s=%j is refused, with what is allowed",
  (name, value, rule) => {
    expect(complaint({ [name]: value })).toContain(`${name} is not valid: ${rule}`);
  },
);

it.each(["ACS_DEFAULT_SCOPES", "ACS_ALLOWED_SCOPES"])("%s must be of the scopes of the SDK that is set", (name) => {
  expect(complaint({ ACS_SDK: "administration", [name]: "chat,chat.join" })).toContain(
    `${name} is not valid: it must be a comma-separated list of chat, voip, pstn`,
  );
});

it.each([
  { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "chat,voip" },
  { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "voip" },
  { ACS_ALLOWED_SCOPES: "chat" },
  { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "" },
])("what is not allowed cannot be the default: %j", (environment) => {
  expect(complaint(environment)).toMatch(
    /^ACS_DEFAULT_SCOPES is .*it must hold only scopes that ACS_ALLOWED_SCOPES allows \(if it is not set, it is chat,voip\)$/,
  );
});

it.each<[Environment, string[]]>([
  [
    {
      KEY_VAULT_URL: "",
      ACS_CONNECTION_STRING_SECRET: "a_b",
      ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "0",
      ACS_SDK: "x",
    },
    ["KEY_VAULT_URL", "ACS_CONNECTION_STRING_SECRET", "ACS_CONNECTION_STRING_MAX_AGE_SECONDS", "ACS_SDK"],
  ],
  [
    { ACS_DEFAULT_SCOPES: "film,video", ACS_ALLOWED_SCOPES: "film", ACS_MAX_EXPIRES_IN_MINUTES: "5" },
    ["ACS_DEFAULT_SCOPES", "ACS_ALLOWED_SCOPES", "ACS_MAX_EXPIRES_IN_MINUTES"],
  ],
  [
    { ACS_ALLOWED_SCOPES: "chat", ACS_MAX_EXPIRES_IN_MINUTES: "5" },
    ["ACS_DEFAULT_SCOPES", "ACS_MAX_EXPIRES_IN_MINUTES"],
  ],
])("of %j each bad setting is named, once", (environment, names) => {
  const named = complaint(environment)
    .split("; ")
    .map((problem) => problem.split(" ")[0]);
  expect(named.sort()).toEqual([...names].sort());
});

it.each([
  "KEY_VAULT_URL",
  "ACS_CONNECTION_STRING_SECRET",
  "ACS_CONNECTION_STRING_MAX_AGE_SECONDS",
  "ACS_SDK",
  "ACS_DEFAULT_SCOPES",
  "ACS_ALLOWED_SCOPES",
  "ACS_MAX_EXPIRES_IN_MINUTES",
  "ACS_LIMIT_FACTOR",
  "TEAMS_ACCESS_TENANTS",
])("a connection string pasted into %s is not repeated", (name) => {
  const message = complaint({
    [name]: "endpoint=https://fabrikam.communication.azure.com/;accesskey=c2VjcmV0c2VjcmV0",
  });
  expect(message).toContain(`${name} is not valid`);
  expect(message).not.toMatch(/fabrikam|accesskey|c2Vj/);
});
