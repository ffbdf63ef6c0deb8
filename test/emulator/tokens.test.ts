import { createPublicKey, type JsonWebKey } from "node:crypto";
import { createRequire } from "node:module";
import { verify } from "jsonwebtoken";
import * as z from "zod";
import { wellKnown } from "../../tools/emulator/index";
import { ManualClock } from "../../tools/kit/ManualClock";
import { current, PREVIEW2, type Version, withLifetime } from "./support/calls";
import { TestEmulator } from "./support/TestEmulator";
import { field, matching } from "./support/values";

const clock = new ManualClock(Date.parse("2026-08-18T09:00:00.482Z"));
const running = TestEmulator.forAll({ clock });
let id: string;

beforeAll(async () => {
  id = await running.newIdentity();
});

async function issue(version: Version, body: unknown): Promise<{ token: string; expiresOn: string }> {
  const reply = (await running.call("issue", version, id, body)).json();
  return { token: field(reply, "token"), expiresOn: field(reply, "expiresOn") };
}

async function publishedKey(): Promise<JsonWebKey> {
  const reply = await running.send(`${running.emulator.endpoints.acs}/.well-known/jwks.json`);
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  const { keys } = z.object({ keys: z.array(z.record(z.string(), z.string())) }).parse(reply.json());
  return keys[0] ?? {};
}

/** Header and claims, as a JWT library reads them with the published key; members in their order. */
async function read(token: string) {
  const key = createPublicKey({ key: await publishedKey(), format: "jwk" });
  const clockTimestamp = clock.now() / 1000;
  return verify(token, key, { algorithms: ["RS256"], complete: true, clockTimestamp });
}

test("the published key is public, and names the algorithm and the token's kid", async () => {
  const key = await publishedKey();
  expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  expect(key).toMatchObject({ kty: "RSA", alg: "RS256", use: "sig" });
  const { token } = await issue("2023-10-01", { scopes: ["chat"] });
  expect((await read(token)).header.kid).toBe(key["kid"]);
});

test("header and claims as seen in 2025, in their order, with a jti of our own", async () => {
  const { token } = await issue("2023-10-01", { scopes: ["chat", "voip"], expiresInMinutes: 60 });
  const { header, payload } = await read(token);
  const iat = Math.floor(clock.now() / 1000);
  expect(Object.entries(header)).toEqual([
    ["alg", "RS256"],
    ["kid", matching(/^[\dA-F]{40}$/)],
    ["x5t", matching(/^[\w-]{27}$/)],
    ["typ", "JWT"],
  ]);
  expect(Object.entries(payload)).toEqual([
    ["skypeid", id.slice("8:".length)],
    ["scp", 1792],
    ["csi", String(iat)],
    ["exp", iat + 3600],
    ["rgn", "amer"],
    ["acsScope", "chat,voip"],
    ["resourceId", wellKnown.resourceId],
    ["resourceLocation", "unitedstates"],
    ["iat", iat],
    ["jti", matching(/./)],
  ]);
});

test.each<[readonly string[], string]>([
  [["chat"], "chat"],
  [["voip", "chat"], "voip,chat"],
  [["chat.join", "chat.join.limited", "voip.join"], "chat.join,chat.join.limited,voip.join"],
  [["chat", "chat", "voip"], "chat,voip"], // choice: scopes twice
])("writes the scopes %j as the claim acsScope %s", async (scopes, acsScope) => {
  const { payload } = await read((await issue("2026-09-23", { scopes })).token);
  expect(payload).toMatchObject({ acsScope });
});

test.each([PREVIEW2, ...current])(
  "%s: the end is that of the lifetime asked for, where there is one",
  async (version) => {
    const { token, expiresOn } = await issue(version, { scopes: ["chat"], expiresInMinutes: 90 });
    const minutes = withLifetime.includes(version) ? 90 : 1440;
    expect(Date.parse(expiresOn)).toBe(clock.now() + minutes * 60_000);
    expect((await read(token)).payload).toMatchObject({ exp: Math.floor(Date.parse(expiresOn) / 1000) });
  },
);

test("a token of another emulator, and one that was changed, do not verify", async () => {
  const other = await TestEmulator.start({ clock });
  const created = await other.acs("POST", "/identities?api-version=2023-10-01", { createTokenWithScopes: ["chat"] });
  await other.stop();
  await expect(read(field(created.json(), "accessToken", "token"))).rejects.toThrow("invalid signature");
  const { token } = await issue("2023-10-01", { scopes: ["chat"] });
  await expect(read(token.replace(/.{8}$/, "AAAAAAAA"))).rejects.toThrow("invalid signature");
});

interface Credential {
  getToken(): Promise<{ readonly token: string; readonly expiresOnTimestamp: number }>;
  dispose(): void;
}

interface CommonPackage {
  readonly AzureCommunicationTokenCredential: new (token: string) => Credential;
}

/** `@azure/communication-common` 2, which the calling and chat SDKs read tokens with; the identity SDK brings it. */
function communicationCommon(): CommonPackage {
  const required: unknown = createRequire(require.resolve("@azure/communication-identity"))(
    "@azure/communication-common",
  );
  if (isCommonPackage(required)) {
    return required;
  }
  throw new TypeError("@azure/communication-common has no AzureCommunicationTokenCredential.");
}

function isCommonPackage(value: unknown): value is CommonPackage {
  const type: unknown = Reflect.get(Object(value), "AzureCommunicationTokenCredential");
  return typeof type === "function";
}

test("AzureCommunicationTokenCredential reads it", async () => {
  const { token, expiresOn } = await issue("2023-10-01", { scopes: ["voip"] });
  const credential = new (communicationCommon().AzureCommunicationTokenCredential)(token);
  const read = await credential.getToken();
  credential.dispose();
  expect(read.token).toBe(token);
  expect(read.expiresOnTimestamp).toBe(Math.floor(Date.parse(expiresOn) / 1000) * 1000);
});
