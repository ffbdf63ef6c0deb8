import { ApiUnderTest, errorOf, type TestOptions } from "../support/ApiUnderTest";
import { apiForAll } from "./support/apiForAll";

/** Each with what is said of it. */
const BAD_SETTINGS: readonly [name: string, value: string, says: string][] = [
  ["KEY_VAULT_URL", "endpoint=https://x.communication.azure.com/;accesskey=cGxhbnRlZA==", "KEY_VAULT_URL is not valid"],
  ["ACS_SDK", "newest", "identity or administration"],
  ["ACS_DEFAULT_SCOPES", "chat,fax", "chat, voip"],
  ["ACS_MAX_EXPIRES_IN_MINUTES", "30", "from 60 to 1440"],
  ["ACS_CONNECTION_STRING_MAX_AGE_SECONDS", "soon", "whole number"],
  ["ACS_CONNECTION_STRING_SECRET", "a b", "letters, digits and dashes"],
];

test("bad settings stop the start with one line that names all of them, and no value", async () => {
  const failure = await failureOf(Object.fromEntries(BAD_SETTINGS.map(([name, value]) => [name, value])));
  for (const [name, , says] of BAD_SETTINGS) {
    expect(failure).toContain(name);
    expect(failure).toContain(says);
  }
  expect(failure).not.toContain("\n");
  expect(failure).not.toContain("cGxhbnRlZA");
});

test.each([
  ["KEY_VAULT_URL", " ", "KEY_VAULT_URL is missing"],
  ["ACS_ALLOWED_SCOPES", "chat", "ACS_DEFAULT_SCOPES"],
  ["ACS_ENDPOINT", "https://contoso.communication.azure.com", "KEY_VAULT_URL is not valid: it must not be set beside"],
])("the setting %s=%j stops the start with a line that says why", async (name, value, says) => {
  expect(await failureOf({ [name]: value })).toMatch(new RegExp(`^.*${says}.*$`));
});

describe("in Azure, an app whose settings are bad", () => {
  const environment = {
    KEY_VAULT_URL: "endpoint=https://x.communication.azure.com/;accesskey=cGxhbnRlZA==",
    USER_AUTH: "jwt",
    JWT_AUDIENCES: "api://calls",
    TEAMS_CLIENT_ID: "no id",
    TEAMS_ACCESS_TENANTS: "TENANT_ID",
  };
  const names = ["KEY_VAULT_URL", "JWT_ISSUERS", "TEAMS_CLIENT_ID", "TEAMS_ACCESS_TENANTS"];
  const api = apiForAll({ auth: true, asInAzure: true, environment });

  test.each([
    ["POST", "/identities"],
    ["POST", "/identities/8:acs:any/tokens"],
    ["DELETE", "/identities/8:acs:any/tokens"],
    ["DELETE", "/identities/8:acs:any"],
    ["PUT", "/teams-access/any/any"],
    ["GET", "/health"],
  ])("tells a key holder which ones: %s %s", async (method, path) => {
    const reply = await api().send(method, path, { headers: { "x-functions-key": api().keys.host } });

    expect(reply.status).toBe(500);
    expect(errorOf(reply).code).toBe("Misconfigured");
    for (const name of names) {
      expect(errorOf(reply).message).toContain(name);
    }
    expect(reply.text).not.toContain("cGxhbnRlZA");
  });

  test.each([
    ["GET", "/me/token"],
    ["POST", "/me/tokens"],
    ["DELETE", "/me/tokens"],
    ["DELETE", "/me"],
    ["POST", "/me/teams-tokens"],
    ["GET", "/openapi.json"],
  ])("tells whoever calls only that it is so: %s %s", async (method, path) => {
    const reply = await api().send(method, path);

    expect(reply.status).toBe(500);
    expect(errorOf(reply).code).toBe("Misconfigured");
    expect(errorOf(reply).message).not.toMatch(new RegExp(names.join("|")));
  });

  test("still asks for function keys", async () => {
    expect((await api().send("GET", "/health")).status).toBe(401);
  });

  test("names them in one error line of the log", () => {
    const lines = api().logLines.filter((line) => line.includes("KEY_VAULT_URL is not valid"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\S+ \[error\].*JWT_ISSUERS/);
    expect(lines[0]).not.toContain("cGxhbnRlZA");
  });
});

test("a start without keys needs the SDK that can do without", async () => {
  expect(await failureOf({ ACS_SDK: "administration" }, { keyless: true })).toMatch(/^.*ACS_SDK.*ACS_ENDPOINT.*$/);
});

async function failureOf(environment: Record<string, string>, options: TestOptions = {}): Promise<string> {
  try {
    await ApiUnderTest.start({ ...options, environment });
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  throw new Error("It started.");
}
