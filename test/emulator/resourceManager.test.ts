import { wellKnown } from "../../tools/emulator/index";
import { ManualClock } from "../../tools/kit/ManualClock";
import { signedHeaders } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";
import { anyString, field } from "./support/values";

const clock = new ManualClock();
const running = TestEmulator.forAll({ clock });

const { azureResourceId: ID, accessKeys } = wellKnown;
const VERSION = "api-version=2023-03-31";

beforeEach(async () => {
  await running.emulator.control.reset();
});

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** What the token is for; undefined: none is sent. */
  readonly audience?: string | undefined;
  readonly body?: unknown;
}

async function ask({ method = "POST", path = `${ID}/listKeys`, query = VERSION, body, ...asked }: Asked = {}) {
  const audience = "audience" in asked ? asked.audience : "https://management.azure.com";
  const token = audience && (await running.managedIdentityToken(audience));
  return await running.send(`${running.emulator.endpoints.resourceManager}${path}?${query}`, {
    method,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: body === undefined ? "" : JSON.stringify(body),
  });
}

const regenerate = (keyType: string) => ask({ path: `${ID}/regenerateKey`, body: { keyType } });

/** The status of a call of ACS that is signed with the key of `connectionString`. */
async function statusWith(connectionString: string): Promise<number> {
  const url = `${running.emulator.endpoints.acs}/identities?api-version=2023-10-01`;
  const headers = signedHeaders(connectionString, { method: "POST", url, date: new Date(clock.now()).toUTCString() });
  return (await running.send(url, { method: "POST", headers })).status;
}

test("lists both keys, each of which opens ACS", async () => {
  const reply = await ask();
  const endpoint = `endpoint=${running.emulator.endpoints.acs}/`;
  expect([reply.status, reply.json()]).toEqual([
    200,
    {
      primaryKey: accessKeys.primary,
      primaryConnectionString: `${endpoint};accesskey=${accessKeys.primary}`,
      secondaryKey: accessKeys.secondary,
      secondaryConnectionString: `${endpoint};accesskey=${accessKeys.secondary}`,
    },
  ]);
  for (const name of ["primaryConnectionString", "secondaryConnectionString"]) {
    expect(await statusWith(field(reply.json(), name))).toBe(201);
  }
});

test.each(["Primary", "secondary"])(
  "regenerates %s: the new key opens ACS, the old one and its tokens end, the other key's go on",
  async (keyType) => {
    const before = (await ask()).json();
    const name = keyType.toLowerCase();
    const other = name === "primary" ? "secondary" : "primary";
    const token = await running.newToken(await running.newIdentity()); // by the primary key
    const reply = await regenerate(keyType);
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({ [`${name}Key`]: anyString, [`${name}ConnectionString`]: anyString });

    expect(await statusWith(field(reply.json(), `${name}ConnectionString`))).toBe(201);
    expect(await statusWith(field(before, `${name}ConnectionString`))).toBe(401);
    expect(await statusWith(field(before, `${other}ConnectionString`))).toBe(201);
    expect(running.validity(token)).toBe(name === "primary" ? "keyRegenerated" : "valid");
    expect((await ask()).json()).toMatchObject({ [`${name}Key`]: field(reply.json(), `${name}Key`) });
    expect((await ask()).json()).toMatchObject({ [`${other}Key`]: field(before, `${other}Key`) });
  },
);

test("takes its paths in any letter case", async () => {
  expect((await ask({ path: `${ID.toUpperCase()}/LISTKEYS` })).status).toBe(200);
});

test.each<[string, Asked, number, string]>([
  ["without an API version", { query: "" }, 400, "MissingApiVersionParameter"],
  ["of an unknown API version", { query: "api-version=2019-01-01" }, 400, "NoRegisteredProviderFound"],
  ["without a token", { audience: undefined }, 401, "AuthenticationFailed"],
  ["with a token for the vault", { audience: "https://vault.azure.net" }, 401, "InvalidAuthenticationTokenAudience"],
  ["of another resource", { path: `${ID}2/listKeys` }, 404, "ResourceNotFound"],
  ["by another method", { method: "GET" }, 404, "ResourceNotFound"],
  ["for a third key", { path: `${ID}/regenerateKey`, body: { keyType: "Tertiary" } }, 400, "BadRequest"],
  ["for no key", { path: `${ID}/regenerateKey` }, 400, "BadRequest"],
])("refuses a call %s, and changes nothing", async (_, asked, status, code) => {
  const reply = await ask(asked);
  expect([reply.status, field(reply.json(), "error", "code")]).toEqual([status, code]);
  expect(reply.body).not.toContain(accessKeys.primary);
  expect(field((await ask()).json(), "primaryKey")).toBe(accessKeys.primary);
});

test("refuses a token that has expired, and says where to get one", async () => {
  const token = await running.managedIdentityToken("https://management.azure.com");
  await clock.advance(24 * 3_600_000);
  const url = `${running.emulator.endpoints.resourceManager}${ID}/listKeys?${VERSION}`;
  const reply = await running.send(url, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  expect([reply.status, field(reply.json(), "error", "code")]).toEqual([401, "ExpiredAuthenticationToken"]);
  expect(reply.headers["www-authenticate"]).toContain(wellKnown.tenantId);
});
