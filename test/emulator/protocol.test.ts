import { errorText } from "./cases/OperationCase";
import {
  allVersions,
  callOf,
  type OperationKind,
  operations,
  PREVIEW2,
  TENANT,
  type Version,
  withDetails,
  withTeamsExtension,
} from "./support/calls";
import { TestEmulator } from "./support/TestEmulator";
import { matching } from "./support/values";

const running = TestEmulator.forAll({}, { keepAlive: true });

const ID = "8:acs:0ac5de57-0000-4000-8000-000000000001_00000000-0000-0000-0000-000000000000";
const LATEST = "2026-09-23";

function pathOf(operation: OperationKind): { method: string; path: string } {
  const { method, path } = callOf(operation, operation === "get" ? "2025-03-02-preview" : LATEST, ID);
  return { method, path: path.split("?")[0] ?? "" };
}

function unsupported(path: string, version: string): string {
  const url = `${running.emulator.endpoints.acs}${decodeURIComponent(path)}`;
  const message = `The HTTP resource that matches the request URI '${url}' does not support the API version '${version}'.`;
  return errorText("UnsupportedApiVersion", message);
}

describe.each(operations)("%s", (operation) => {
  const { method, path } = pathOf(operation);

  // Withdrawn by the service, or advertised by it without a specification (recordings), or none. Message: reported.
  test.each([
    "2020-07-20-preview1",
    "2021-02-22-preview1",
    "2021-11-01",
    "2023-08-01",
    "1",
    "2023-10-01-preview",
    "latest",
  ])("refuses the api-version %s as unsupported", async (version) => {
    const reply = await running.acs(method, `${path}?api-version=${version}`);
    expect([reply.status, reply.body]).toEqual([400, unsupported(path, version)]);
    expect(reply.headers).not.toHaveProperty("api-supported-versions");
  });

  // What the library that the service is built with says by default.
  test.each(["", "?api-version=", "?version=2023-10-01"])("query '%s': ApiVersionUnspecified", async (query) => {
    const reply = await running.acs(method, `${path}${query}`);
    const expected = errorText("ApiVersionUnspecified", "An API version is required, but was not specified.");
    expect([reply.status, reply.body]).toEqual([400, expected]);
    expect(reply.headers).not.toHaveProperty("api-supported-versions");
  });
});

// Choice: path of other versions.
test.each<[string, string, Version]>([
  ["POST", "/identities/{id}/token", "2021-03-07"],
  ["POST", "/identities/{id}/:issueAccessToken", PREVIEW2],
  ["POST", "/identities/{id}/:revokeAccessTokens", PREVIEW2],
  ["POST", "/teamsUser/:exchangeAccessToken", PREVIEW2],
  ["POST", "/teamsUser/:exchangeAccessToken", "2021-03-07"],
  ["PUT", `/access/teamsExtension/tenants/${TENANT}/assignments/x`, "2023-10-01"],
])("%s %s in %s, which has no such path: UnsupportedApiVersion", async (method, path, version) => {
  const target = path.replace("{id}", encodeURIComponent(ID));
  const reply = await running.acs(method, `${target}?api-version=${version}`, {});
  expect([reply.status, reply.body]).toEqual([400, unsupported(target, version)]);
});

// Choice: method of other versions.
test.each<[string, string, readonly Version[], string]>([
  ["PATCH", "/identities/x", allVersions.slice(1).filter((each) => !withDetails.includes(each)), "DELETE"],
  ["GET", "/identities/x", [PREVIEW2], "PATCH, DELETE"],
  ["GET", "/identities/x", ["2025-06-30", "2026-07-22", LATEST], "DELETE"],
  ["PATCH", "/identities/x", withDetails, "GET, DELETE"],
  ["GET", "/identities", allVersions, "POST"],
  ["PUT", "/identities/x/:issueAccessToken", [LATEST], "POST"],
  ["DELETE", "/teamsUser/:exchangeAccessToken", [LATEST], "POST"],
  ["PATCH", `/access/teamsExtension/tenants/${TENANT}/assignments/x`, withTeamsExtension, "PUT, GET, DELETE"],
])("refuses %s %s in the versions %j, which allow only %s", async (method, path, versions, allowed) => {
  for (const version of versions) {
    const reply = await running.acs(method, `${path}?api-version=${version}`);
    expect([reply.status, reply.body, reply.headers.allow]).toEqual([405, "", allowed]);
  }
});

// Choice: path of no version.
test.each([
  "/",
  "/nothing",
  "/identities/x/y",
  "/identities/x/:issueAccessToken/z",
  "/teamsUser",
  "/Identities",
  "/access",
  "/access/teamsExtension/assignments/x",
])("finds nothing at POST %s", async (path) => {
  const reply = await running.acs("POST", `${path}?api-version=${LATEST}`);
  expect([reply.status, reply.body]).toEqual([404, ""]);
});

describe("headers of every reply (recorded)", () => {
  const replies = {
    "200s": () => running.acs("POST", `/identities?api-version=${LATEST}`),
    refusals: () => running.acs("POST", "/identities"),
    "refusals of a signature": () => running.send(`${running.emulator.endpoints.acs}/identities`),
  };

  test.each(Object.entries(replies))("are on all %s", async (_, send) => {
    const { headers } = await send();
    expect(headers).toMatchObject({
      "ms-cv": matching(/^[\w+/]{22}\.0$/),
      "x-processing-time": matching(/^\d+ms$/),
      "request-context": "appId=",
      "x-cache": "CONFIG_NOCACHE",
      date: matching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
    });
    expect(headers).not.toHaveProperty("x-ms-client-request-id");
  });

  test.each([
    ["POST", `/identities?api-version=${LATEST}`],
    ["POST", "/identities"],
    ["DELETE", "/nothing"],
  ])("%s %s: the caller's request id comes back", async (method, path) => {
    const reply = await running.acs(method, path, undefined, { "x-ms-client-request-id": "mine-1" });
    expect(reply.headers["x-ms-client-request-id"]).toBe("mine-1");
  });

  test("no two have the same MS-CV", async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => running.acs("POST", "/identities")));
    expect(new Set(all.map(({ headers }) => headers["ms-cv"])).size).toBe(5);
  });
});
