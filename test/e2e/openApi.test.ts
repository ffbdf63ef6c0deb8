import { randomUUID } from "node:crypto";
import Ajv2020 from "ajv/dist/2020";
import * as z from "zod";
import openapi from "../../openapi.json";
import { version } from "../../package.json";
import { IDENTITY_ID } from "../../shared/acs/idForms";
import { type ErrorCode, ERRORS } from "../../shared/errors";
import { DRAIN_LIMIT_MS } from "../../shared/http/Drain";
import { BULKHEAD_LIMITS } from "../../shared/resilience/Bulkhead";
import type { Emulator } from "../../tools/emulator/index";
import { buildOpenApi } from "../../tools/openapi/buildOpenApi";
import { type Operation, OPERATIONS as DOCUMENTED_OPERATIONS } from "../../tools/openapi/operations";
import { jsonSchemas } from "../../tools/openapi/schemas";
import { IdentityProvider } from "../../tools/testbed/identityProvider/IdentityProvider";
import { USUAL } from "../../tools/testbed/identityProvider/TestIssuer";
import { ReplyJudge } from "../../tools/testbed/ReplyJudge";
import { outcomeOf } from "../../tools/testbed/send";
import { WITHOUT_LIMITS } from "../../tools/testbed/Stage";
import { anotherResource, moveTo } from "../support/anotherResource";
import { ApiUnderTest, type Reply, withApi } from "../support/ApiUnderTest";
import { entraPrincipal } from "../support/principals";
import { tableOfItsOwn } from "../support/sharedTables";
import { until } from "../support/until";
import { disableSecret } from "../support/vaultSecret";

const FOREIGN_ID = "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000000";
const TENANT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const TEAMS = {
  appid: "7d4e1c00-0000-4000-8000-000000000002",
  oid: "7d4e1c00-0000-4000-8000-000000000003",
  exp: Math.floor(Date.now() / 1000) + 3600,
};
/** Of a tenant whose accounts may be let in, but not yet. */
const OBJECT_ID = "7d4e1c00-0000-4000-8000-000000000004";
/** Who is not there, so that no API has to make them for a call that is refused anyway. */
const NOBODY = { id: FOREIGN_ID, objectId: OBJECT_ID };
/** As the emulator takes it: unsecured, so that a test can write it down. */
const TEAMS_BODY = JSON.stringify({ teamsUserAadToken: `${encoded({ alg: "none" })}.${encoded(TEAMS)}.` });
const BODIES: Partial<Record<NonNullable<Operation["requestBody"]>, string>> = {
  TeamsTokenRequest: TEAMS_BODY,
  TeamsAccessRequest: JSON.stringify({ principalType: "user", clientIds: [TEAMS.appid] }),
};
const TOO_LONG = "x".repeat(20 * 1024);

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** Longer than anything is held off, or a finding of health counts. */
const LATER_MS = 60_000;

const judge = new ReplyJudge();

/** The documented replies, as the judge writes them, that this suite has seen. */
const seen = new Set<string>();

/** HEAD is an operation of its own in the document. */
const OPERATIONS = DOCUMENTED_OPERATIONS.flatMap((operation): Operation[] => [
  operation,
  ...(operation.methods.includes("HEAD") ? [{ ...operation, name: `${operation.name}Head`, method: "HEAD" }] : []),
]);

/** Given by Azure in place of this service, so that no development host gives them. */
const BY_AZURE = ["OpenApi 401"];

const KEY_HOLDERS = OPERATIONS.filter(({ access }) => access === "keyHolders");
const CALLING_ACS = OPERATIONS.filter(({ errors }) => errors.includes("UpstreamRejected"));
const USERS = OPERATIONS.filter(({ access }) => access === "users");

/** How to call each operation; what an operation does not take is not sent. */
interface Call {
  id?: string;
  tenantId?: string;
  objectId?: string;
  body?: string;
  type?: string;
  credential?: Record<string, string>;
}

let provider: IdentityProvider;
/** For the APIs that share their users. */
let table: Record<string, string>;

beforeAll(async () => {
  provider = await IdentityProvider.start();
  table = await tableOfItsOwn();
});

afterAll(async () => {
  await provider.stop();
});

const usersOn = (): Record<string, string> => ({
  ...table,
  USER_AUTH: "easyauth,jwt",
  JWT_ISSUERS: provider.issuer,
  JWT_AUDIENCES: USUAL.audience,
  JWT_REQUIRED_SCOPE: USUAL.scope,
  TEAMS_CLIENT_ID: TEAMS.appid,
  TEAMS_ACCESS_TENANTS: TENANT_ID,
  // The same few users are tried again and again.
  ...WITHOUT_LIMITS,
});

/** Each operation has a user of its own, so that they can be tried side by side. */
async function credentialFor({ name }: Operation): Promise<Record<string, string>> {
  return name === "ExchangeTeamsToken"
    ? { "x-ms-client-principal": entraPrincipal({ tenantId: TENANT_ID, objectId: TEAMS.oid }) }
    : { Authorization: `Bearer ${await provider.tokens.mint({ sub: name })}` };
}

/** The path of a call that is about what it names, or else about what is made for it. */
async function pathOf(api: ApiUnderTest, { path, name }: Operation, { id, tenantId = TENANT_ID, objectId }: Call) {
  if (path.includes("{id}")) {
    return path.replace("{id}", id ?? (await api.createIdentity()));
  }
  const isInNeed = path.includes("{objectId}") && objectId === undefined && name !== "PutTeamsAccess";
  const account = objectId ?? (isInNeed ? await letIn(api) : randomUUID());
  return path.replace("{tenantId}", tenantId).replace("{objectId}", account);
}

/** Gives an account access, and returns its object id. */
async function letIn(api: ApiUnderTest): Promise<string> {
  const objectId = randomUUID();
  const reply = await api.sendJson("PUT", `/teams-access/${TENANT_ID}/${objectId}`, {
    principalType: "resourceAccount",
  });
  expect(reply.status).toBe(201);
  return objectId;
}

async function call(api: ApiUnderTest, operation: Operation, { type, ...given }: Call) {
  const path = await pathOf(api, operation, given);
  const body = given.body ?? (operation.requestBody && BODIES[operation.requestBody]);
  const credential = operation.access === "users" ? (given.credential ?? (await credentialFor(operation))) : {};
  const sendsBody = operation.requestBody !== undefined && body !== undefined;
  const reply = await api.send(operation.method, path, {
    headers: { ...credential, ...(sendsBody && { "Content-Type": type ?? "application/json" }) },
    ...(sendsBody && { body }),
  });
  seen.add(`${operation.name} ${outcomeOf(reply)}`);
  expectAsDescribed(operation, reply);
  return reply;
}

/** Holds a reply against the checked-in document, and against what no schema can say. */
function expectAsDescribed(operation: Operation, reply: Reply): void {
  const code = reply.headers.get("x-ms-error-code");
  expect([operation.name, reply.status, judge.differences(operation.name, reply)]).toEqual([
    operation.name,
    reply.status,
    [],
  ]);
  expect(reply.headers.has("www-authenticate")).toBe(
    operation.access === "users" && (reply.status === 401 || code === "Forbidden"),
  );
  expect(reply.headers.has("retry-after")).toBe(code !== null && (reply.status === 429 || reply.status === 503));
  if (code !== null && operation.method !== "HEAD") {
    expect(reply.json).toMatchObject({ error: { code, requestId: reply.headers.get("x-request-id") } });
  }
}

/** Lets the users of all operations have their identities: without one there is nothing to revoke or delete. */
async function signUp(api: ApiUnderTest): Promise<void> {
  for (const operation of USERS) {
    await api.send("POST", "/me/tokens", { headers: await credentialFor(operation) });
  }
}

const faultOfAcs =
  (fault: Parameters<Emulator["control"]["setFault"]>[1]) =>
  ({ control }: Emulator) => {
    control.setFault("acs", fault);
  };

const describable = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});

/** The places of a component, the items of lists apart, that no description tells of. */
function undescribed(place: string, component: unknown, isItem = false): string[] {
  const { description, properties = {}, items } = describable.parse(component);
  return [
    ...(description || isItem ? [] : [place]),
    ...Object.entries(properties).flatMap(([name, property]) => undescribed(`${place}.${name}`, property)),
    ...(items === undefined ? [] : undescribed(`${place}[]`, items, true)),
  ];
}

describe("openapi.json", () => {
  test("is what the schemas, codes and operations make; npm run openapi writes it", () => {
    expect(JSON.parse(JSON.stringify(buildOpenApi(version)))).toEqual(openapi);
  });

  test("holds only valid JSON Schemas", () => {
    for (const schema of Object.values(jsonSchemas())) {
      expect(new Ajv2020({ strict: false, validateFormats: false }).validateSchema(schema)).toBe(true);
    }
  });

  test("describes every field, parameter, header and way to authenticate", () => {
    const described = Object.entries(openapi.components).flatMap(([kind, components]) =>
      Object.entries<unknown>(components).flatMap(([name, component]) => undescribed(`${kind} ${name}`, component)),
    );

    expect(described).toEqual([]);
  });

  test("gives the id in a path the form that the service checks, and the length that follows from it", () => {
    const { pattern, minLength, maxLength } = openapi.components.parameters.id.schema;
    const ids = ["acs", "dod-acs", "gcch-acs"].map((cloud) => FOREIGN_ID.replace("acs", cloud));

    expect(pattern).toBe(IDENTITY_ID.source);
    expect(ids.filter((id) => new RegExp(pattern).test(id))).toEqual(ids);
    expect([minLength, maxLength]).toEqual([
      Math.min(...ids.map(({ length }) => length)),
      Math.max(...ids.map(({ length }) => length)),
    ]);
  });
});

describe("the running API against openapi.json", () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start({
      environment: { ...usersOn(), ACS_ALLOWED_SCOPES: "chat,voip", ACS_MAX_EXPIRES_IN_MINUTES: "120" },
    });
  });

  // Nobody is held off because of the test before.
  afterEach(async () => {
    api.emulator.control.clearFaults();
    await api.pass(LATER_MS);
  });

  afterAll(async () => {
    await api.stop();
  });

  test("serves the document as it is checked in", async () => {
    const reply = await api.send("GET", "/openapi.json");

    expect(reply.json).toEqual(openapi);
    expect(reply.headers.get("content-type")).toContain("application/json");
  });

  test("success with a body", async () => {
    for (const operation of OPERATIONS.filter(({ isBodyOptional }) => isBodyOptional)) {
      const reply = await call(api, operation, { body: '{"scopes":["chat"],"expiresInMinutes":60}' });
      expect(reply.status).toBe(operation.success.status);
    }
  });

  test.each<[ErrorCode | "success", Call]>([
    ["success", {}],
    ["InvalidJson", { body: "{" }],
    ["InvalidRequest", { body: '{"name":"Azure"}', objectId: "nobody" }],
    ["InvalidRequest", { body: '{"teamsUserAadToken":"not.a.token"}', tenantId: "{tenantId}" }],
    ["InvalidIdentity", { id: "nobody" }],
    ["ScopeNotAllowed", { body: '{"scopes":["chat.join"]}' }],
    ["TenantNotAllowed", { tenantId: TEAMS.appid }],
    ["AssignmentNotFound", { objectId: OBJECT_ID }],
    ["ExpiryNotAllowed", { body: '{"scopes":["chat"],"expiresInMinutes":121}' }],
    ["IdentityNotFound", { id: FOREIGN_ID }],
    ["RequestTooLarge", { body: TOO_LONG }],
    ["UnsupportedMediaType", { body: "{}", type: "text/plain" }],
  ])("answers %s as the document describes it, to %j", async (code, sent) => {
    const operations = OPERATIONS.filter(({ errors }) => code === "success" || errors.includes(code));
    expect(operations).not.toEqual([]);

    for (const operation of operations) {
      const reply = await call(api, operation, sent);
      expect(reply.status).toBe(code === "success" ? operation.success.status : ERRORS[code].status);
    }
  });

  test("success in place of what there was", async () => {
    const operations = OPERATIONS.filter(({ otherwise }) => otherwise?.status === 200);
    expect(operations.map(({ name }) => name)).toEqual(["PutTeamsAccess"]);

    for (const operation of operations) {
      expect((await call(api, operation, { objectId: await letIn(api) })).status).toBe(200);
    }
  });

  test("TooManyRequests: a Retry-After that does not fit the budget is passed on at once", async () => {
    const { control } = api.emulator;
    const asked = () => Object.values(control.state().requests.acs).reduce((sum, n) => sum + n, 0);
    const id = await api.createIdentity();
    await signUp(api);
    const earlier = asked();
    control.setFault("acs", { status: 429, retryAfter: 30 });
    const replies = await Promise.all(CALLING_ACS.map((operation) => call(api, operation, { ...NOBODY, id })));

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([429]));
    // None is tried again.
    expect(asked() - earlier).toBeGreaterThan(0);
    expect(asked() - earlier).toBeLessThanOrEqual(CALLING_ACS.length);
  });

  test("ServerBusy, when more calls are under way than this instance takes on", async () => {
    const { maxCalls, maxWaiting } = BULKHEAD_LIMITS;
    const id = await api.createIdentity();
    api.emulator.control.setFault("acs", { delayMs: LATER_MS });
    // Users and holders of a function key have bounds of their own. Who is answered is the one too many.
    const floods = CALLING_ACS.filter(({ name }) => ["RevokeTokens", "ExchangeTeamsToken"].includes(name)).map(
      (operation) => Array.from({ length: maxCalls + maxWaiting + 1 }, () => call(api, operation, { id })),
    );
    expect(floods).toHaveLength(2);
    await Promise.all(floods.map((flood) => Promise.race(flood)));

    const replies = await Promise.all(CALLING_ACS.map((operation) => call(api, operation, { ...NOBODY, id })));
    expect(new Set(replies.map(({ headers }) => headers.get("x-ms-error-code")))).toEqual(new Set(["ServerBusy"]));
    await api.passUntilDone(Promise.all(floods.flat()));
  });

  test("ServerBusy, when this instance is shutting down", async () => {
    await withApi({ environment: usersOn() }, async (ending) => {
      const id = await ending.createIdentity();
      ending.emulator.control.setFault("acs", { delayMs: LATER_MS });
      const cutOff = ending.send("POST", `/identities/${id}/tokens`).catch(() => "cut off");
      await until(() => ending.emulator.control.state().requests.acs["issueAccessToken"] === 1);
      const end = ending.endWorker();
      await until(async () => (await ending.send("GET", "/openapi.json")).status === 503);

      const replies = await Promise.all(OPERATIONS.map((operation) => call(ending, operation, { ...NOBODY, id })));

      expect(new Set(replies.map(({ headers }) => headers.get("x-ms-error-code")))).toEqual(new Set(["ServerBusy"]));
      await ending.pass(DRAIN_LIMIT_MS);
      expect([await cutOff, await end]).toEqual(["cut off", 0]);
    });
  });

  test("503 of Health, when ACS cannot be reached", async () => {
    await api.emulator.control.listen("acs", false);
    const health = OPERATIONS.filter(({ otherwise }) => otherwise?.status === 503);
    expect(health.map(({ name }) => name)).toEqual(["Health", "HealthHead"]);
    const replies = await Promise.all(health.map((operation) => call(api, operation, {})));
    expect(replies.map(({ status }) => status)).toEqual([503, 503]);
    await api.emulator.control.listen("acs", true);
  });

  test.each<[ErrorCode, string, (emulator: Emulator) => unknown]>([
    ["UpstreamUnavailable", "is overloaded", faultOfAcs({ status: 503, retryAfter: 30 })],
    ["UpstreamUnavailable", "breaks connections", faultOfAcs({ drop: "before" })],
    ["UpstreamUnavailable", "cannot be reached", ({ control }) => control.listen("acs", false)],
    ["UpstreamTimeout", "never answers", faultOfAcs({ delayMs: 60_000 })],
    ["InternalError", "says what it should not", faultOfAcs({ status: 400 })],
    [
      "UpstreamRejected",
      "refuses the key that the vault holds",
      ({ control }) => control.regenerateKey("primary", { updateVault: false }),
    ],
  ])("answers %s as the document describes it, when ACS %s", async (code, _, disturb) => {
    const id = await api.createIdentity();
    await signUp(api);
    await disturb(api.emulator);
    const calls = Promise.all(CALLING_ACS.map((operation) => call(api, operation, { ...NOBODY, id })));
    const replies = await (code === "UpstreamTimeout" ? api.passUntilDone(calls) : calls);

    expect(new Set(replies.map(({ headers }) => headers.get("x-ms-error-code")))).toEqual(new Set([code]));
    await api.emulator.control.listen("acs", true);
  });

  test("IdentityMoved, when the service has moved to another ACS resource", async () => {
    await withApi({ environment: usersOn(), timeGoesOn: true }, async (moving) => {
      await signUp(moving);
      const elsewhere = await anotherResource();
      await moveTo(moving.emulator, elsewhere);
      for (const operation of USERS.filter(({ errors }) => errors.includes("IdentityMoved"))) {
        expect((await call(moving, operation, {})).status).toBe(409);
      }
      await elsewhere.stop();
    });
  });

  test("Misconfigured, when the secret cannot be used", async () => {
    const environment = usersOn();
    await withApi({ environment, prepare: disableSecret }, async (misconfigured) => {
      for (const operation of CALLING_ACS) {
        expect((await call(misconfigured, operation, NOBODY)).status).toBe(500);
      }
    });
  });

  test("Misconfigured, when a setting is bad in Azure", async () => {
    const environment = { ...usersOn(), ACS_SDK: "newest" };
    await withApi({ environment, asInAzure: true }, async (misconfigured) => {
      for (const operation of OPERATIONS) {
        expect((await call(misconfigured, operation, NOBODY)).status).toBe(500);
      }
    });
  });

  test("401 without a function key", async () => {
    await withApi({ auth: true, environment: { TEAMS_ACCESS_TENANTS: TENANT_ID } }, async (withKeys) => {
      for (const operation of KEY_HOLDERS) {
        expect((await call(withKeys, operation, NOBODY)).status).toBe(401);
      }
    });
  });

  test.each<[ErrorCode, Record<string, unknown> | undefined]>([
    ["MissingCredential", undefined],
    ["InvalidCredential", { sub: "" }],
    ["ExpiredCredential", { exp: 1 }],
    ["WrongAudience", { aud: "another" }],
    ["WrongIssuer", { iss: "https://another.example" }],
    ["Forbidden", { scp: "another" }],
  ])("%s for a user's token with %j", async (code, claims) => {
    const credential: Record<string, string> = claims
      ? { Authorization: `Bearer ${await provider.tokens.mint(claims)}` }
      : {};

    for (const operation of USERS) {
      expect((await call(api, operation, { credential })).headers.get("x-ms-error-code")).toBe(code);
    }
  });

  test("every documented reply was seen above, and no other", () => {
    expect([...seen].sort()).toEqual(judge.documented.filter((place) => !BY_AZURE.includes(place)).sort());
  });
});
