import { CommunicationIdentityClient as Administration } from "@azure/communication-administration";
import {
  CommunicationIdentityClient as Identity13,
  type CommunicationIdentityClientOptions,
} from "@azure/communication-identity";
import { ManagedIdentityCredential, type TokenCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { CommunicationIdentityClient as Identity10 } from "communication-identity-1.0.0";
import { CommunicationIdentityClient as Identity11 } from "communication-identity-1.1.0";
import { CommunicationIdentityClient as Identity12 } from "communication-identity-1.2.0";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { type Emulator, wellKnown } from "../../tools/emulator/index";
import { managedIdentityToken } from "./support/managedIdentityToken";
import { startTrusted } from "./support/startTrusted";
import { unsecuredJwt } from "./support/unsecuredJwt";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTrusted();
});

afterAll(async () => {
  await emulator.stop();
});

const ID = /^8:acs:[\da-f-]{36}_[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const DAY_MS = 24 * 3_600_000;
const ZEROS = "00000000-0000-0000-0000-000000000000";
const stranger = { communicationUserId: `8:acs:${ZEROS}_${ZEROS}` };
const teamsUser = {
  clientId: "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e",
  userObjectId: "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d",
};

function validity(token: string): string {
  const verdict = emulator.control.validateToken(token);
  return verdict.valid ? "valid" : verdict.reason;
}

function withOtherKey(): string {
  return emulator.connectionString.replace(/accesskey=.*/, `accesskey=${Buffer.alloc(64, 1).toString("base64")}`);
}

function keyOf(): { key: string } {
  return { key: parseConnectionString(emulator.connectionString).accessKey };
}

/** A credential as the SDKs take it, with a token of the managed identity. */
function entraCredential(resource: string) {
  return {
    getToken: async () => {
      const { access_token: token, expires_on } = await managedIdentityToken(emulator, resource);
      return { token, expiresOnTimestamp: Number(expires_on) * 1000 };
    },
  };
}

function methodsOf(client: { readonly prototype: object }): string[] {
  return Object.getOwnPropertyNames(client.prototype).filter((name) => name !== "constructor");
}

/** Sooner or later than `minutes` from now by less than a minute. */
function expectLifetime(expiresOn: Date, minutes: number): void {
  expect(Math.abs(expiresOn.getTime() - Date.now() - minutes * 60_000)).toBeLessThan(60_000);
}

describe("@azure/communication-administration 1.0.0-beta.4", () => {
  const newClient = () => new Administration(emulator.connectionString);

  test("no public method is left out here", () => {
    expect(methodsOf(Administration).sort()).toEqual(["createUser", "deleteUser", "issueToken", "revokeTokens"]);
  });

  test("createUser, issueToken, revokeTokens, deleteUser", async () => {
    const client = newClient();
    const user = await client.createUser();
    expect(user.communicationUserId).toMatch(ID);

    const issued = await client.issueToken(user, ["chat", "voip", "pstn"]);
    expect(issued.user).toEqual({ communicationUserId: user.communicationUserId });
    expectLifetime(issued.expiresOn, 1440);
    expect(validity(issued.token)).toBe("valid");

    await client.revokeTokens(user);
    expect(validity(issued.token)).toBe("revoked");
    const later = await client.issueToken(user, ["chat"]);
    expect(validity(later.token)).toBe("valid");

    await client.deleteUser(user);
    expect(validity(later.token)).toBe("deleted");
  });

  test("revokeTokens from an instant on", async () => {
    const client = newClient();
    const user = await client.createUser();
    const { token } = await client.issueToken(user, ["chat"]);
    await client.revokeTokens(user, new Date(Date.now() - DAY_MS));
    expect(validity(token)).toBe("valid");
  });

  test("with a key credential, and with a token credential", async () => {
    const withKey = new Administration(emulator.endpoints.acs, keyOf());
    const withToken = new Administration(emulator.endpoints.acs, entraCredential("https://communication.azure.com"));
    expect((await withKey.createUser()).communicationUserId).toMatch(ID);
    expect((await withToken.createUser()).communicationUserId).toMatch(ID);
  });

  const notOwned = { statusCode: 401, details: { error: { code: "IdentityNotOwned" } } };
  const denied = { statusCode: 401, details: { error: { code: "Denied" } } };

  test.each<[string, (client: Administration) => Promise<unknown>, object]>([
    ["issueToken for a stranger", (client) => client.issueToken(stranger, ["chat"]), notOwned],
    ["revokeTokens of a stranger", (client) => client.revokeTokens(stranger), notOwned],
    ["deleteUser of a stranger", (client) => client.deleteUser(stranger), notOwned],
    [
      "issueToken without scopes",
      async (client) => client.issueToken(await client.createUser(), []),
      { statusCode: 400, details: { error: { code: "ValidationError", target: "scopes" } } },
    ],
    ["another key", () => new Administration(withOtherKey()).createUser(), denied],
    [
      "a token for another service",
      () => new Administration(emulator.endpoints.acs, entraCredential("https://vault.azure.net")).createUser(),
      denied,
    ],
  ])("%s is refused as by ACS", async (_, call, expected) => {
    await expect(call(newClient())).rejects.toMatchObject(expected);
  });
});

/** What the clients of all releases have in common. */
interface IdentityClient {
  createUser(): Promise<{ communicationUserId: string }>;
  createUserAndToken(scopes: Scope[]): Promise<{ user: User; token: string; expiresOn: Date }>;
  getToken(user: User, scopes: Scope[]): Promise<{ token: string; expiresOn: Date }>;
  revokeTokens(user: User): Promise<void>;
  deleteUser(user: User): Promise<void>;
}

type Connect<Given extends unknown[]> = new (...given: Given) => IdentityClient;
type IdentityClientClass = Connect<[connectionString: string]> &
  Connect<[endpoint: string, credential: KeyCredential]> &
  Connect<[endpoint: string, credential: TokenCredential]>;
type KeyCredential = ReturnType<typeof keyOf>;
type Scope = "chat" | "voip";
type User = typeof stranger;

const first = ["createUser", "createUserAndToken", "deleteUser", "getToken", "revokeTokens"];
const later = [...first, "getTokenForTeamsUser"];

const releases: readonly [version: string, client: IdentityClientClass, methods: readonly string[]][] = [
  ["1.0.0", Identity10, first],
  ["1.1.0", Identity11, later],
  ["1.2.0", Identity12, later],
  ["1.3.1", Identity13, later],
];

describe.each(releases)("@azure/communication-identity %s", (_, Client, methods) => {
  const newClient = () => new Client(emulator.connectionString);

  test("no public method is left out here", () => {
    expect(methodsOf(Client).sort()).toEqual([...methods].sort());
  });

  test("createUser, getToken, revokeTokens, deleteUser", async () => {
    const client = newClient();
    const user = await client.createUser();
    expect(user.communicationUserId).toMatch(ID);

    const { token, expiresOn } = await client.getToken(user, ["chat", "voip"]);
    expectLifetime(expiresOn, 1440);
    expect(validity(token)).toBe("valid");

    await client.revokeTokens(user);
    expect(validity(token)).toBe("revoked");
    const later = await client.getToken(user, ["chat"]);
    expect(validity(later.token)).toBe("valid");

    await client.deleteUser(user);
    expect(validity(later.token)).toBe("deleted");
  });

  test("createUserAndToken gives a user and a token that is valid", async () => {
    const { user, token, expiresOn } = await newClient().createUserAndToken(["chat", "voip"]);
    expect(user.communicationUserId).toMatch(ID);
    expectLifetime(expiresOn, 1440);
    expect(validity(token)).toBe("valid");
  });

  test("with a key credential, and with a token credential", async () => {
    const withKey = new Client(emulator.endpoints.acs, keyOf());
    const withToken = new Client(emulator.endpoints.acs, entraCredential("https://communication.azure.com"));
    expect((await withKey.createUser()).communicationUserId).toMatch(ID);
    expect((await withToken.createUser()).communicationUserId).toMatch(ID);
  });

  const notOwned = {
    statusCode: 401,
    code: "IdentityNotOwned",
    message: "Provided identity doesn't belong to the resource.",
  };
  const denied = { statusCode: 401, code: "Denied", message: "Denied by the resource provider." };

  test("what ACS refuses is refused with its code", async () => {
    const client = newClient();
    await expect(client.getToken(stranger, ["chat"])).rejects.toMatchObject(notOwned);
    await expect(client.revokeTokens(stranger)).rejects.toMatchObject(notOwned);
    await expect(client.deleteUser(stranger)).rejects.toMatchObject(notOwned);
    await expect(client.getToken(await client.createUser(), [])).rejects.toMatchObject({
      statusCode: 400,
      code: "ValidationError",
      message: "Invalid scopes - Scopes field is required.",
    });
    await expect(new Client(withOtherKey()).createUser()).rejects.toMatchObject(denied);
    const wrongToken = new Client(emulator.endpoints.acs, entraCredential("https://vault.azure.net"));
    await expect(wrongToken.createUser()).rejects.toMatchObject(denied);
  });
});

describe.each([
  ["1.1.0", Identity11],
  ["1.2.0", Identity12],
  ["1.3.1", Identity13],
] as const)("@azure/communication-identity %s, getTokenForTeamsUser", (_, Client) => {
  const newClient = () => new Client(emulator.connectionString);
  const teamsUserAadToken = unsecuredJwt({
    appid: teamsUser.clientId,
    oid: teamsUser.userObjectId,
    exp: Math.floor(Date.now() / 1000) + 3600,
  });

  test("a test token of that user", async () => {
    const { token, expiresOn } = await newClient().getTokenForTeamsUser({ ...teamsUser, teamsUserAadToken });
    expectLifetime(expiresOn, 60);
    expect(validity(token)).toBe("valid");
  });

  test("a token of the managed identity", async () => {
    const { access_token } = await managedIdentityToken(emulator, "https://communication.azure.com");
    const user = { clientId: wellKnown.clientId, userObjectId: wellKnown.objectId };
    const { token } = await newClient().getTokenForTeamsUser({ ...user, teamsUserAadToken: access_token });
    expect(validity(token)).toBe("valid");
  });

  test.each([
    ["an empty token", { teamsUserAadToken: "" }, { statusCode: 401, code: "InvalidAccessToken" }],
    ["no token at all", { teamsUserAadToken: "invalid" }, { statusCode: 401, code: "InvalidAccessToken" }],
    ["an empty clientId", { clientId: "" }, { statusCode: 400, message: "AppId: The AppId field is required." }],
    [
      "a clientId that is no GUID",
      { clientId: "invalid" },
      { statusCode: 400, message: "Provided AppId has invalid format." },
    ],
    [
      "another user",
      { userObjectId: ZEROS },
      { statusCode: 400, message: "Provided AAD token issued for unexpected user." },
    ],
  ])("%s is refused as by ACS", async (_, change, expected) => {
    const call = newClient().getTokenForTeamsUser({ ...teamsUser, teamsUserAadToken, ...change });
    await expect(call).rejects.toMatchObject(expected);
  });
});

describe.each([
  ["1.2.0", Identity12],
  ["1.3.1", Identity13],
] as const)("@azure/communication-identity %s, tokenExpiresInMinutes", (_, Client) => {
  test.each([60, 1440])("of %d is the lifetime of the token", async (tokenExpiresInMinutes) => {
    const client = new Client(emulator.connectionString);
    const { user, expiresOn } = await client.createUserAndToken(["chat"], { tokenExpiresInMinutes });
    expectLifetime(expiresOn, tokenExpiresInMinutes);
    expectLifetime((await client.getToken(user, ["chat"], { tokenExpiresInMinutes })).expiresOn, tokenExpiresInMinutes);
  });

  test.each([59, 1441])("of %d is refused by the emulator", async (tokenExpiresInMinutes) => {
    const client = new Client(emulator.connectionString);
    const message = `ExpiresInMinutes value ${tokenExpiresInMinutes} is invalid. Value must be within the [60, 1440] interval.`;
    const expected = { statusCode: 400, code: "ValidationError", message };
    await expect(client.createUserAndToken(["chat"], { tokenExpiresInMinutes })).rejects.toMatchObject(expected);
    const user = await client.createUser();
    await expect(client.getToken(user, ["chat"], { tokenExpiresInMinutes })).rejects.toMatchObject(expected);
  });
});

describe("@azure/communication-identity 1.3.1", () => {
  test("the scopes of 2023", async () => {
    const client = new Identity13(emulator.connectionString);
    const { token } = await client.createUserAndToken(["chat.join", "chat.join.limited", "voip.join"]);
    expect(validity(token)).toBe("valid");
  });

  test("an api-version that the emulator does not serve", async () => {
    const options: CommunicationIdentityClientOptions & { apiVersion: string } = { apiVersion: "2021-11-01" };
    const client = new Identity13(emulator.connectionString, options);
    await expect(client.createUser()).rejects.toMatchObject({ statusCode: 400, code: "UnsupportedApiVersion" });
  });

  test("keyless, as an app in App Service", async () => {
    const before = { ...process.env };
    Object.assign(process.env, emulator.environment());
    try {
      const client = new Identity13(emulator.endpoints.acs, new ManagedIdentityCredential());
      expect((await client.createUser()).communicationUserId).toMatch(ID);
    } finally {
      process.env = before;
    }
  });

  test("a fault that passes: the same request, tried again with the signature of the first, succeeds", async () => {
    emulator.control.setFault("acs", { status: 503, retryAfter: 0, times: 2 });
    const client = new Identity13(emulator.connectionString);
    expect((await client.createUser()).communicationUserId).toMatch(ID);
  });
});

describe("@azure/keyvault-secrets", () => {
  const newClient = () =>
    new SecretClient(emulator.endpoints.keyVault, entraCredential("https://vault.azure.net"), {
      disableChallengeResourceVerification: true,
    });

  test("a secret by its name in any letter case", async () => {
    const { value, name } = await newClient().getSecret(wellKnown.secretName.toUpperCase());
    expect([value, name]).toEqual([emulator.connectionString, wellKnown.secretName]);
  });

  test("listPropertiesOfSecrets: all of them, over several pages", async () => {
    const client = newClient();
    const names = Array.from({ length: 26 }, (_, i) => `Listed-${String(i).padStart(2, "0")}`);
    for (const name of names) {
      await client.setSecret(name, "x", { contentType: "text/plain", tags: { of: name } });
    }

    const listed = [];
    for await (const properties of client.listPropertiesOfSecrets()) {
      listed.push(properties);
    }
    expect(listed.map(({ name }) => name)).toEqual([wellKnown.secretName, ...names]);
    expect(listed.at(-1)).toMatchObject({
      id: `${emulator.endpoints.keyVault}/secrets/Listed-25`,
      enabled: true,
      contentType: "text/plain",
      tags: { of: "Listed-25" },
      recoverableDays: 90,
    });
    expect(listed.at(-1)?.version).toBeUndefined();

    const sizes = [];
    for await (const page of client.listPropertiesOfSecrets().byPage({ maxPageSize: 10 })) {
      sizes.push(page.length);
    }
    expect(sizes).toEqual([10, 10, 7]);
  });

  test("listPropertiesOfSecretVersions: all of them, over several pages", async () => {
    const client = newClient();
    for (let i = 0; i < 26; i += 1) {
      await client.setSecret("versions", String(i));
    }
    const versions = new Set<string | undefined>();
    for await (const { version } of client.listPropertiesOfSecretVersions("VERSIONS")) {
      versions.add(version);
    }
    expect(versions.size).toBe(26);
  });
});
