import { readSettings, SettingsError } from "../../../shared/settings";

const KEY_VAULT_URL = "https://contoso.vault.azure.net";

type Environment = Record<string, string | undefined>;

const read = (environment: Environment) => readSettings({ KEY_VAULT_URL, ...environment });

/** The message of the error; it is one line whatever is wrong. */
function complaint(environment: Environment): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) {
      expect(error.message).not.toContain("\n");
      return error.message;
    }
    throw error;
  }
  throw new Error("The settings were taken.");
}

const complaintOf = (environment: Environment) => complaint({ KEY_VAULT_URL, ...environment });

test("with nothing but the vault's address, everything has its default", () => {
  expect(readSettings({ KEY_VAULT_URL })).toEqual({
    keyVaultUrl: "https://contoso.vault.azure.net",
    connectionStringSecret: "acs-connection-string",
    connectionStringMaxAgeSeconds: 300,
    sdk: "identity",
    defaultScopes: ["chat", "voip"],
    allowedScopes: ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"],
    maxExpiresInMinutes: 1440,
    acsLimitFactor: 1,
  });
});

test("every setting is read", () => {
  expect(
    readSettings({
      KEY_VAULT_URL: "https://fabrikam.vault.azure.net/",
      ACS_CONNECTION_STRING_SECRET: "Acs-2",
      ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "60",
      ACS_SDK: "identity",
      ACS_DEFAULT_SCOPES: "voip.join",
      ACS_ALLOWED_SCOPES: "chat,voip.join",
      ACS_MAX_EXPIRES_IN_MINUTES: "120",
      ACS_LIMIT_FACTOR: "10",
      LOG_SALT: "sixteen letters.",
    }),
  ).toEqual({
    keyVaultUrl: "https://fabrikam.vault.azure.net",
    connectionStringSecret: "Acs-2",
    connectionStringMaxAgeSeconds: 60,
    sdk: "identity",
    defaultScopes: ["voip.join"],
    allowedScopes: ["chat", "voip.join"],
    maxExpiresInMinutes: 120,
    acsLimitFactor: 10,
    logSalt: "sixteen letters.",
  });
});

it.each(["", "  ", undefined])("a setting that is %j counts as not set", (value) => {
  const names = [
    "ACS_CONNECTION_STRING_SECRET",
    "ACS_CONNECTION_STRING_MAX_AGE_SECONDS",
    "ACS_SDK",
    "ACS_DEFAULT_SCOPES",
    "ACS_ALLOWED_SCOPES",
    "ACS_MAX_EXPIRES_IN_MINUTES",
    "ACS_LIMIT_FACTOR",
    "LOG_SALT",
  ];
  expect(read(Object.fromEntries(names.map((name) => [name, value])))).toEqual(readSettings({ KEY_VAULT_URL }));
});

test("variables that are no settings of ours are left alone", () => {
  expect(read({ PATH: "/bin", ACS_CONNECTION_STRING: "x" })).toEqual(readSettings({ KEY_VAULT_URL }));
});

test("nobody can change them afterwards", () => {
  const settings = read({});
  expect([settings, settings.defaultScopes, settings.allowedScopes].map((it) => Object.isFrozen(it))).toEqual([
    true,
    true,
    true,
  ]);
});

describe("KEY_VAULT_URL", () => {
  it.each([
    ["https://contoso.vault.azure.net/", "https://contoso.vault.azure.net"],
    ["HTTPS://Contoso.Vault.Azure.Net", "https://contoso.vault.azure.net"],
    ["https://contoso.vault.azure.cn", "https://contoso.vault.azure.cn"],
    ["https://localhost:8443", "https://localhost:8443"],
    ["https://[::1]:8443", "https://[::1]:8443"],
  ])("takes %s", (value, origin) => {
    expect(readSettings({ KEY_VAULT_URL: value }).keyVaultUrl).toBe(origin);
  });

  it.each([
    "contoso",
    "contoso.vault.azure.net",
    "http://contoso.vault.azure.net",
    "https://contoso.vault.azure.net/secrets/acs-connection-string",
    "https://contoso.vault.azure.net/?api-version=7.5",
    "https://contoso.vault.azure.net/#secrets",
    "https://user:password@contoso.vault.azure.net",
    "https://",
    "mailto:contoso@vault.azure.net",
  ])("refuses %s", (value) => {
    expect(complaint({ KEY_VAULT_URL: value })).toBe(
      "KEY_VAULT_URL is not valid: it must be the vault's address, such as https://NAME.vault.azure.net",
    );
  });

  it.each([undefined, "", " "])("is required: %j", (value) => {
    expect(complaint({ KEY_VAULT_URL: value })).toBe(
      "KEY_VAULT_URL is missing: it must be the vault's address, such as https://NAME.vault.azure.net",
    );
  });
});

describe("OTEL_EXPORTER_OTLP_ENDPOINT", () => {
  it.each(["http://localhost:4318", "https://otlp.example.com/otlp"])("takes %s", (value) => {
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: value })).toEqual(read({}));
  });

  it.each(["collector.example.com", "localhost:4318", "grpc://collector.example.com:4317"])("refuses %s", (value) => {
    expect(complaintOf({ OTEL_EXPORTER_OTLP_ENDPOINT: value })).toBe(
      "OTEL_EXPORTER_OTLP_ENDPOINT is not valid: it must be the address of a collector that takes OTLP over HTTP, such as https://collector.example:4318",
    );
  });
});

describe("NODE_TLS_REJECT_UNAUTHORIZED", () => {
  it("is Node's own, and may be anything that leaves the checks on", () => {
    expect(read({ NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toEqual(read({}));
  });

  it("must not turn them off", () => {
    expect(complaintOf({ NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toBe(
      "NODE_TLS_REJECT_UNAUTHORIZED is not valid: it must not be 0, which turns off TLS checks; to trust one more CA set NODE_EXTRA_CA_CERTS",
    );
  });
});

test("a LOG_SALT that is a Key Vault reference which was not read counts as not set: its text is no secret", () => {
  const LOG_SALT = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/log-salt/)";
  expect(read({ LOG_SALT }).logSalt).toBeUndefined();
});

describe("ACS_CONNECTION_STRING_SECRET", () => {
  it.each(["a", "7", "ACS-connection-string", "x".repeat(127)])("takes %s", (value) => {
    expect(read({ ACS_CONNECTION_STRING_SECRET: value }).connectionStringSecret).toBe(value);
  });

  it.each(["x".repeat(128), "acs_connection", "acs/connection", "acs.connection", "ács", "a b", "../keys", "a\nb"])(
    "refuses %j",
    (value) => {
      expect(complaintOf({ ACS_CONNECTION_STRING_SECRET: value })).toBe(
        "ACS_CONNECTION_STRING_SECRET is not valid: it must be a secret's name: 1 to 127 letters, digits and dashes",
      );
    },
  );
});

describe("ACS_CONNECTION_STRING_MAX_AGE_SECONDS", () => {
  it.each([
    ["1", 1],
    ["300", 300],
    ["86400", 86_400],
  ])("takes %s", (value, seconds) => {
    expect(read({ ACS_CONNECTION_STRING_MAX_AGE_SECONDS: value }).connectionStringMaxAgeSeconds).toBe(seconds);
  });

  it.each(["0", "86401", "-1", "1.5", "5m", "1e3", "0x10", "NaN", "Infinity", "9".repeat(30)])(
    "refuses %s",
    (value) => {
      expect(complaintOf({ ACS_CONNECTION_STRING_MAX_AGE_SECONDS: value })).toBe(
        "ACS_CONNECTION_STRING_MAX_AGE_SECONDS is not valid: it must be a whole number from 1 to 86400",
      );
    },
  );
});

describe("ACS_SDK", () => {
  it.each(["identity", "administration"])("takes %s", (value) => {
    expect(read({ ACS_SDK: value }).sdk).toBe(value);
  });

  it.each(["Identity", "@azure/communication-identity", "identity,administration", "constructor", "__proto__"])(
    "refuses %s",
    (value) => {
      expect(complaintOf({ ACS_SDK: value })).toBe("ACS_SDK is not valid: it must be identity or administration");
    },
  );
});

describe.each(["ACS_DEFAULT_SCOPES", "ACS_ALLOWED_SCOPES"])("%s", (name) => {
  const others = { ACS_DEFAULT_SCOPES: "chat", ACS_ALLOWED_SCOPES: "chat,voip,chat.join" };
  const scopesIn = (value: string) => {
    const settings = read({ ...others, [name]: value });
    return name === "ACS_DEFAULT_SCOPES" ? settings.defaultScopes : settings.allowedScopes;
  };

  it.each([
    ["chat", ["chat"]],
    ["voip,chat", ["voip", "chat"]],
    [" chat ,\tvoip ", ["chat", "voip"]],
    ["chat,voip,chat", ["chat", "voip"]],
  ])("takes %j", (value, scopes) => {
    expect(scopesIn(value)).toEqual(scopes);
  });

  it.each(["chat,video", "CHAT", "chat;voip", "chat voip", "chat,", ",", '["chat"]', "chat,pstn", "toString"])(
    "refuses %j",
    (value) => {
      expect(complaintOf({ ...others, [name]: value })).toBe(
        `${name} is not valid: it must be a comma-separated list of chat, voip, chat.join, chat.join.limited, voip.join`,
      );
    },
  );

  test("knows the scopes of the administration SDK", () => {
    expect(read({ ...others, ACS_SDK: "administration", ACS_ALLOWED_SCOPES: "chat,pstn" }).allowedScopes).toContain(
      "pstn",
    );
    expect(complaintOf({ ACS_SDK: "administration", [name]: "chat,chat.join" })).toContain(
      `${name} is not valid: it must be a comma-separated list of chat, voip, pstn`,
    );
  });
});

describe("default and allowed scopes", () => {
  test("the administration SDK has its own scopes to allow", () => {
    expect(read({ ACS_SDK: "administration" })).toMatchObject({
      defaultScopes: ["chat", "voip"],
      allowedScopes: ["chat", "voip", "pstn"],
    });
  });

  test("the default may be all that is allowed, or less", () => {
    expect(read({ ACS_ALLOWED_SCOPES: "voip,chat" }).defaultScopes).toEqual(["chat", "voip"]);
    expect(read({ ACS_ALLOWED_SCOPES: "voip,chat", ACS_DEFAULT_SCOPES: "voip" }).defaultScopes).toEqual(["voip"]);
  });

  it.each([
    { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "chat,voip" },
    { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "voip" },
    { ACS_ALLOWED_SCOPES: "chat" },
    { ACS_ALLOWED_SCOPES: "chat", ACS_DEFAULT_SCOPES: "" },
  ])("what is not allowed cannot be the default: %j", (environment) => {
    expect(complaintOf(environment)).toMatch(
      /^ACS_DEFAULT_SCOPES is .*it must hold only scopes that ACS_ALLOWED_SCOPES allows \(if it is not set, it is chat,voip\)$/,
    );
  });
});

describe("ACS_MAX_EXPIRES_IN_MINUTES", () => {
  it.each([
    ["60", 60],
    ["1440", 1440],
  ])("takes %s", (value, minutes) => {
    expect(read({ ACS_MAX_EXPIRES_IN_MINUTES: value }).maxExpiresInMinutes).toBe(minutes);
  });

  it.each(["59", "1441", "0", "-60", "60.5", "1h", "1e3"])("refuses %s", (value) => {
    expect(complaintOf({ ACS_MAX_EXPIRES_IN_MINUTES: value })).toBe(
      "ACS_MAX_EXPIRES_IN_MINUTES is not valid: it must be a whole number from 60 to 1440",
    );
  });

  test("cannot be narrowed where the SDK cannot set a lifetime", () => {
    expect(read({ ACS_SDK: "administration", ACS_MAX_EXPIRES_IN_MINUTES: "1440" }).maxExpiresInMinutes).toBe(1440);
    expect(complaintOf({ ACS_SDK: "administration", ACS_MAX_EXPIRES_IN_MINUTES: "120" })).toMatch(
      /^ACS_MAX_EXPIRES_IN_MINUTES is not valid: with ACS_SDK=administration it must be 1440/,
    );
  });
});

describe("several bad settings are told together", () => {
  it.each<[string, Environment, string[]]>([
    [
      "those of the connection string",
      { ACS_CONNECTION_STRING_SECRET: "a_b", ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "0", ACS_SDK: "both" },
      ["KEY_VAULT_URL", "ACS_CONNECTION_STRING_SECRET", "ACS_CONNECTION_STRING_MAX_AGE_SECONDS", "ACS_SDK"],
    ],
    [
      "those of the policy",
      { KEY_VAULT_URL, ACS_DEFAULT_SCOPES: "video", ACS_ALLOWED_SCOPES: "film", ACS_MAX_EXPIRES_IN_MINUTES: "5" },
      ["ACS_DEFAULT_SCOPES", "ACS_ALLOWED_SCOPES", "ACS_MAX_EXPIRES_IN_MINUTES"],
    ],
    [
      "of both kinds",
      { ACS_ALLOWED_SCOPES: "film", ACS_MAX_EXPIRES_IN_MINUTES: "5" },
      ["KEY_VAULT_URL", "ACS_ALLOWED_SCOPES", "ACS_MAX_EXPIRES_IN_MINUTES"],
    ],
    [
      "one that is malformed and one that does not go with another",
      { KEY_VAULT_URL, ACS_ALLOWED_SCOPES: "chat", ACS_MAX_EXPIRES_IN_MINUTES: "5" },
      ["ACS_DEFAULT_SCOPES", "ACS_MAX_EXPIRES_IN_MINUTES"],
    ],
  ])("%s", (_, environment, names) => {
    const told = complaint(environment)
      .split("; ")
      .map((fault) => fault.split(" ")[0]);
    expect(told.sort()).toEqual([...names].sort());
  });

  test("a list with two bad scopes is one fault", () => {
    expect(complaintOf({ ACS_DEFAULT_SCOPES: "film,video" }).match(/is not valid/g)).toHaveLength(1);
  });
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
])("a connection string pasted into %s is not repeated", (name) => {
  const pasted = "endpoint=https://fabrikam.communication.azure.com/;accesskey=c2VjcmV0c2VjcmV0";
  const message = complaintOf({ [name]: pasted });
  expect(message).toContain(`${name} is not valid`);
  expect(message).not.toMatch(/fabrikam|accesskey|c2Vj/);
});
