import { wellKnown } from "../../../../../tools/emulator";
import type { HttpRequest } from "../../../../../tools/emulator/http/http";
import { ecJwtKey } from "../../../../../tools/emulator/jwt";
import { EntraTokens, managedIdentityService } from "../../../../../tools/emulator/managedIdentity";
import { ecKeyPem } from "../support/ecKeyPem";
import { field } from "../support/field";
import { ManualClock } from "../support/ManualClock";
import { anyString } from "../support/matchers";

const clock = new ManualClock();
const tokens = new EntraTokens(ecJwtKey(ecKeyPem()), clock);
const service = managedIdentityService(tokens);

const good: HttpRequest = {
  method: "GET",
  rawTarget: "",
  segments: ["msi", "token"],
  path: "/msi/token",
  query: new URLSearchParams({ "api-version": "2019-08-01", resource: "https://vault.azure.net" }),
  headers: { "x-identity-header": wellKnown.identityHeader },
  body: Buffer.alloc(0),
};

function tokenIn(body: string): string {
  return field(JSON.parse(body), "access_token");
}

test("a token for a day", async () => {
  const { status, body } = await service.handle(good);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({
    access_token: anyString,
    expires_on: String(clock.now() / 1000 + 24 * 3600),
    resource: "https://vault.azure.net",
    token_type: "Bearer",
    client_id: wellKnown.clientId,
  });
  const token = tokenIn(body);
  expect(tokens.fault(token, "https://vault.azure.net")).toBeUndefined();
  expect(tokens.fault(token, "https://communication.azure.com")).toBe("audience");
});

test("a token ends on time", async () => {
  const token = tokenIn((await service.handle(good)).body);
  clock.milliseconds += 24 * 3_600_000 - 1;
  expect(tokens.fault(token, "https://vault.azure.net")).toBeUndefined();
  clock.milliseconds += 1;
  expect(tokens.fault(token, "https://vault.azure.net")).toBe("expired");
});

test.each<[string, Partial<HttpRequest>, number]>([
  ["no header", { headers: {} }, 401],
  ["another header", { headers: { "x-identity-header": "x" } }, 401],
  ["no api-version", { query: new URLSearchParams({ resource: "https://vault.azure.net" }) }, 400],
  ["no resource", { query: new URLSearchParams({ "api-version": "2019-08-01" }) }, 400],
  [
    "a resource that is not emulated",
    { query: new URLSearchParams({ "api-version": "2019-08-01", resource: "https://management.azure.com" }) },
    400,
  ],
  ["another method", { method: "POST" }, 405],
  ["another path", { path: "/metadata" }, 404],
])("%s", async (_, change, status) => {
  expect((await service.handle({ ...good, ...change })).status).toBe(status);
});

const asking = (name: string, id: string): HttpRequest => ({
  ...good,
  query: new URLSearchParams([...good.query, [name, id]]),
});

test.each([
  ["client_id", wellKnown.clientId],
  ["client_id", wellKnown.clientId.toUpperCase()],
  ["principal_id", wellKnown.objectId],
  ["object_id", wellKnown.objectId],
])("the app's own identity may be asked for by %s", async (name, id) => {
  expect((await service.handle(asking(name, id))).status).toBe(200);
});

test.each([
  ["client_id", "0ac5de57-0000-4000-8000-00000000ffff"],
  ["client_id", wellKnown.objectId],
  ["client_id", ""],
  ["principal_id", wellKnown.clientId],
  ["object_id", "x"],
  ["mi_res_id", "/subscriptions/x/resourcegroups/y/providers/Microsoft.ManagedIdentity/userAssignedIdentities/z"],
])("another identity is refused by %s %j", async (name, id) => {
  const reply = await service.handle(asking(name, id));
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.body)).toEqual({
    statusCode: 400,
    message: "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
  });
});

test("of two identities neither is taken for the app's", async () => {
  const both = asking("client_id", wellKnown.clientId);
  both.query.append("client_id", "0ac5de57-0000-4000-8000-00000000ffff");
  expect((await service.handle(both)).status).toBe(400);
});
