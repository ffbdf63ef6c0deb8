import * as z from "zod";
import type { ErrorCode } from "../../shared/errors";
import { errorOf } from "../support/ApiUnderTest";
import { drawn } from "../support/cases";
import {
  createIdentity,
  issueMyToken,
  type Operation,
  OPERATIONS,
  putTeamsAccess,
  startUsed,
} from "./support/operations";
import { type Dependency, World, type WorldOptions } from "./support/World";

/** A refusal in the words of the service that refuses. */
interface Refusal {
  status: number;
  body: object;
}

const ofAzure = (status: number, code: string, more: object = {}): Refusal => ({
  status,
  body: { error: { code, message: "No.", ...more } },
});
const ofVault = (innerCode: string) => ofAzure(403, "Forbidden", { innererror: { code: innerCode } });
const ofTable = (status: number, code: string): Refusal => ({
  status,
  body: { "odata.error": { code, message: { lang: "en-US", value: "No." } } },
});
const ofManagedIdentity = (status: number, message: string): Refusal => ({
  status,
  body: { statusCode: status, message },
});

/** What callers are told: the error's code, and how its message reads. */
type Told = [code: ErrorCode, message: RegExp];

// Each code's own words are held by test/unit/shared/messages.test.ts, and by tableFailure.test.ts beside it.
const VAULT: [string, Refusal, Told][] = [
  ["the identity", ofVault("ForbiddenByRbac"), ["UpstreamRejected", /the role Key Vault Secrets User/]],
  ["to tell a disabled secret", ofVault("SecretDisabled"), ["Misconfigured", /is disabled; enable it/]],
  [
    "a token of another tenant",
    ofAzure(401, "Unauthorized"),
    ["UpstreamRejected", /KEY_VAULT_URL.*own Microsoft Entra tenant/],
  ],
  [
    "to know the secret",
    ofAzure(404, "SecretNotFound"),
    ["Misconfigured", /ACS_CONNECTION_STRING_SECRET\) does not exist/],
  ],
];

const TABLE: [string, Refusal, Told][] = [
  [
    "the network",
    ofTable(403, "AuthorizationFailure"),
    ["UpstreamRejected", /Table Storage's network rules.*IDENTITY_TABLE_ENDPOINT/],
  ],
  [
    "a token of another tenant",
    ofTable(401, "InvalidAuthenticationInfo"),
    ["UpstreamRejected", /IDENTITY_TABLE_ENDPOINT.*own Microsoft Entra tenant/],
  ],
];

/** As App Service, Functions on all plans and Container Apps word it where the app has no identity, or another one. */
const MANAGED_IDENTITY: [string, Refusal, Told][] = [
  [
    "on App Service",
    ofManagedIdentity(400, "Unable to load the proper Managed Identity."),
    ["Misconfigured", /no system-assigned managed identity.*AZURE_CLIENT_ID/],
  ],
  [
    "for another reason",
    ofManagedIdentity(400, "Bad request."),
    ["UpstreamUnavailable", /(?:Key Vault|identity its tokens) cannot be reached/],
  ],
  [
    "on Flex Consumption",
    ofManagedIdentity(
      400,
      "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
    ),
    ["Misconfigured", /no system-assigned managed identity.*AZURE_CLIENT_ID/],
  ],
];

/** A world for the tests of the describe that it is called in. */
function worldFor(options: WorldOptions, before: (world: World) => Promise<void>): () => World {
  let world: World;
  beforeAll(async () => {
    world = await World.start(options);
    await before(world);
  });
  afterAll(async () => {
    expect(world.leaks()).toEqual([]);
    await world.stop();
  });
  return () => world;
}

async function call(world: World, operation: Operation) {
  return await (await operation.prepare(world)).call();
}

/** Nothing can be read of what is asked for. */
async function startUnread(world: World): Promise<void> {
  await world.startApi();
  await call(world, createIdentity);
}

async function toldOf(world: World, operation: Operation) {
  const reply = await call(world, operation);
  return reply.status === operation.success ? undefined : errorOf(reply);
}

const health = z.object({
  status: z.string(),
  checks: z.array(z.object({ name: z.string(), status: z.string(), message: z.string() })),
});

/** Health's status and its line of that name. */
async function healthOf(world: World, name: string) {
  const reply = await world.send({ method: "GET", path: "/health" });
  return { status: reply.status, line: health.parse(reply.json).checks.find((check) => check.name === name) };
}

/** The service refuses everything so, until it is all over; callers and health say why. */
async function refuses(world: World, dependency: Dependency, { status, body }: Refusal, work: () => Promise<void>) {
  const fault = await world.proxies[dependency].inject({ kind: "status", status, body });
  try {
    await work();
    expect(fault.met).toBeGreaterThan(0);
  } finally {
    await fault.remove();
  }
}

/** Longer than anything is held off, or a finding of health counts. */
const LATER_MS = 60_000;

/** What `message` is about is for operators: users are told whom to ask. */
const said = ({ isUsers }: Operation, message: RegExp): unknown =>
  expect.stringMatching(isUsers ? /^[^_]+; report the request id to its operator\.$/ : message);

async function saysSo(world: World, operation: Operation, [code, message]: Told, line: string): Promise<void> {
  await world.passTime(LATER_MS);
  expect(await toldOf(world, operation)).toMatchObject({ code, message: said(operation, message) });
  expect(await healthOf(world, line)).toMatchObject({
    status: 503,
    line: { status: "unhealthy", message: expect.stringMatching(message) as unknown },
  });
}

async function isWell(world: World, operation: Operation): Promise<void> {
  await world.passTime(LATER_MS);
  expect(await toldOf(world, operation)).toBeUndefined();
}

describe.each(drawn(["identity", "administration"] as const, () => "SDK"))("ACS, with the %s SDK,", (sdk) => {
  const world = worldFor({ sdk }, startUsed);

  test("no longer serves the SDK's API version: the setting ACS_SDK is named, to those who have a key", async () => {
    await refuses(world(), "acs", ofAzure(400, "UnsupportedApiVersion"), async () => {
      for (const operation of OPERATIONS) {
        const { name, isUsers, isWithoutSdk = false } = operation;
        const told = await toldOf(world(), operation);
        expect([name, told?.code]).toEqual([name, isWithoutSdk ? "UpstreamRejected" : "Misconfigured"]);
        expect([name, told?.message.includes("ACS_SDK")]).toEqual([name, !isUsers && !isWithoutSdk]);
        expect([name, told?.message.includes("2025-06-30")]).toEqual([name, isWithoutSdk]);
      }
      await saysSo(world(), createIdentity, ["Misconfigured", /ACS_SDK/], "acs");
    });
    await isWell(world(), createIdentity);
  });

  test("does not offer Teams Phone Extensibility to the subscription: that is said, and nothing else is doubted", async () => {
    const operation = putTeamsAccess;
    await refuses(world(), "acs", ofAzure(403, "SubscriptionNotAllowed"), async () => {
      expect(await toldOf(world(), operation)).toMatchObject({
        code: "UpstreamRejected",
        message: expect.stringContaining("subscription") as unknown,
      });
      expect(await healthOf(world(), "acs")).toMatchObject({ status: 200, line: { status: "healthy" } });
    });
    await isWell(world(), operation);
  });

  test.each([
    ["slow", -10],
    ["fast", 10],
  ])("refuses the signature of a host whose clock is %s: that clock is named", async (how, minutes) => {
    await world().stepClock(minutes * 60_000);
    try {
      const told: Told = ["UpstreamRejected", new RegExp(`clock of its host is 10 minutes ${how}; set that clock`)];
      for (const operation of OPERATIONS) {
        expect(await toldOf(world(), operation)).toMatchObject({
          code: "UpstreamRejected",
          message: said(operation, told[1]),
        });
      }
      await saysSo(world(), createIdentity, ["UpstreamRejected", /clock of its host|this host.s clock/], "acs");
    } finally {
      await world().stepClock(0);
    }
    await isWell(world(), createIdentity);
  });
});

describe("Key Vault refuses", () => {
  const world = worldFor({}, (started) =>
    refuses(started, "keyVault", ofAzure(503, "ServiceUnavailable"), () => startUnread(started)),
  );

  test.each(VAULT)("%s, and the user is told so", async (_, refusal, told) => {
    await refuses(world(), "keyVault", refusal, () => saysSo(world(), createIdentity, told, "connectionString"));
  });
});

describe.each([
  ["for the vault", "connectionString", { keyless: false }],
  ["for ACS", "identityToken", { keyless: true }],
])("the managed identity gives no token %s", (_for, line, options) => {
  const world = worldFor(options, async (started) => {
    await refuses(started, "managedIdentity", ofManagedIdentity(500, "No."), () => startUnread(started));
  });

  test.each(MANAGED_IDENTITY)("%s, and the user is told so", async (_, refusal, told) => {
    await refuses(world(), "managedIdentity", refusal, () => saysSo(world(), createIdentity, told, line));
  });
});

describe("Table Storage refuses", () => {
  const world = worldFor({}, startUsed);

  test.each(TABLE)("%s, and the user is told so", async (_, refusal, told) => {
    await refuses(world(), "tables", refusal, () => saysSo(world(), issueMyToken, told, "identityTable"));
    await isWell(world(), issueMyToken);
  });
});
