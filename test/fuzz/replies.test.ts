import type { IncomingHttpHeaders } from "node:http";
import { OPERATIONS } from "../../tools/openapi/operations";
import { type RawReply } from "../support/readReplies";
import { faultsOfLog } from "./support/faultsOfLog";
import { type Access, faultsOfRawReply, faultsOfReply, replyOf } from "./support/faultsOfReply";
import type { FuzzRequest } from "./support/FuzzRequest";
import { meaningOf } from "./support/meaningOf";
import { MARK } from "./support/rubbish";

const GUID = "0ac5de57-0000-4000-8000-000000000001";

const REQUEST: FuzzRequest = {
  method: "POST",
  target: "/api/identities",
  headers: [["x-request-id", "one"]],
  body: "",
};
const HEADERS: IncomingHttpHeaders = {
  "cache-control": "no-store",
  "x-request-id": "one",
  "content-type": "application/json",
};
const CREATED: RawReply = {
  status: 201,
  headers: HEADERS,
  text: JSON.stringify({ user: { communicationUserId: `8:acs:${GUID}_${GUID}` } }),
};
const ERROR = { code: "InvalidJson", message: "No JSON.", requestId: "one" };
const OPEN: Access = { keys: () => undefined, userCredentials: [] };

function failed(
  changes: object,
  { status = 400, headers = {} }: { status?: number; headers?: IncomingHttpHeaders } = {},
) {
  return {
    ...CREATED,
    status,
    headers: { ...HEADERS, "x-ms-error-code": "InvalidJson", ...headers },
    text: JSON.stringify({ error: { ...ERROR, ...changes } }),
  };
}

function faultsOf(reply: RawReply, access = OPEN, request = REQUEST, milliseconds = 1): string[] {
  return faultsOfReply(request, replyOf(reply, milliseconds), meaningOf(request.method, request.target, true), access);
}

test("a reply that is right has no fault", () => {
  expect(faultsOf(CREATED)).toEqual([]);
  expect(faultsOf(failed({}))).toEqual([]);
});

test.each<[string, RawReply]>([
  ["504", failed({ code: "UpstreamTimeout" }, { status: 504, headers: { "x-ms-error-code": "UpstreamTimeout" } })],
  ["cache-control", { ...CREATED, headers: { ...HEADERS, "cache-control": "no-cache" } }],
  ["x-request-id", { ...CREATED, headers: { ...HEADERS, "x-request-id": "another" } }],
  ["status 200", { ...CREATED, status: 200 }],
  ["the body is not of the documented form", { ...CREATED, text: '{"user":{}}' }],
  ["the content type text/plain", { ...CREATED, headers: { ...HEADERS, "content-type": "text/plain" } }],
  ["the shape of the error", failed({ stack: "at main" })],
  ["the body is not of the documented form", { ...failed({}), text: "" }],
  ["different codes", failed({}, { headers: { "x-ms-error-code": "InvalidRequest" } })],
  ["different requests", failed({ requestId: "another" })],
  ["x-ms-error-code is IdentityNotFound", failed({}, { headers: { "x-ms-error-code": "IdentityNotFound" } })],
  ["422", failed({}, { status: 422 })],
  ["retry-after is missing", failed({}, { status: 429, headers: { "x-ms-error-code": "TooManyRequests" } })],
])("what is wrong with a reply is found: %s", (fault, reply) => {
  expect(faultsOf(reply).join("; ")).toContain(fault);
});

test("a reply that comes too late is found, and a user's 401 without a challenge", () => {
  expect(faultsOf(CREATED, OPEN, REQUEST, 8_000)).toEqual(["8000 ms"]);
  const unchallenged = failed(
    { code: "MissingCredential" },
    { status: 401, headers: { "x-ms-error-code": "MissingCredential" } },
  );
  expect(faultsOf(unchallenged, OPEN, { ...REQUEST, method: "DELETE", target: "/api/me" }).join()).toContain(
    "www-authenticate is missing",
  );
});

test("who is let in without a key, or as nobody, is found", () => {
  const access: Access = {
    keys: ({ access }) => (access === "keyHolders" ? ["right"] : undefined),
    userCredentials: ["mallory"],
  };
  const withKey: FuzzRequest = { ...REQUEST, target: "/api/identities?code=right" };
  const mine: FuzzRequest = { ...REQUEST, method: "DELETE", target: "/api/me" };
  const done = { ...CREATED, status: 204, text: "" };

  expect(faultsOf({ ...CREATED, status: 401, headers: {}, text: "" }, access)).toEqual([]);
  expect(faultsOf(CREATED, access)).toEqual(["let in without a key"]);
  expect(faultsOf(CREATED, access, withKey)).toEqual([]);
  expect(faultsOf(done, access, mine)).toEqual(["let in without a credential"]);
  expect(faultsOf(done, access, { ...mine, headers: [...mine.headers, ["Authorization", "Bearer mallory"]] })).toEqual(
    [],
  );
});

test.each<[string, string, number]>([
  ["GET", "/api/nothing", 404],
  ["GET", "/api/identities", 404],
  ["POST", "/api/me/../identities/%2e%2e/nothing", 404],
  ["POST", "*", 400],
  ["GET", "/", 200],
])("%s %s is the host's affair, with %d and nothing else", (method, target, status) => {
  const request = { ...REQUEST, method, target };
  const reply = { status, headers: {}, text: "" };

  expect(faultsOf(reply, OPEN, request)).toEqual([]);
  expect(faultsOf({ ...reply, status: 201 }, OPEN, request)).toEqual(["status 201 of the host"]);
  expect(faultsOf({ ...reply, status: 500 }, OPEN, request)).toContain("status 500");
  expect(faultsOf({ ...reply, status: 404, text: "at main" }, OPEN, request)).toContain("a body of the host");
});

test("every operation is known by its path, in any spelling that routing takes for the same", () => {
  for (const operation of OPERATIONS) {
    const method = operation.method;
    for (const path of [
      `/api${operation.path}`,
      `/API${operation.path.toUpperCase()}/`,
      `/x/..//../api${operation.path}`,
    ]) {
      expect(meaningOf(method, path, true)).toEqual({ operation });
    }
    expect("operation" in meaningOf(method, `/api${operation.path}`, false)).toBe(operation.access !== "users");
  }
});

test("of a reply to bytes it is found when no operation answers so", () => {
  const { status, headers, text } = failed({});
  const none = [expect.stringContaining("as none of the operations answers")];
  expect(faultsOfRawReply({ status, headers, text })).toEqual([]);
  expect(faultsOfRawReply({ status, headers: { ...headers, "cache-control": "public" }, text })).toEqual(none);
  expect(faultsOfRawReply({ status, headers, text: "<html>" })).toEqual(none);
  expect(faultsOfRawReply({ status: 500, headers: {}, text: "" })).toEqual(["status 500 of the host"]);
});

describe("the log", () => {
  const line = (level: string, source: string, message: string) =>
    `[2026-01-31T12:00:00.000Z] [${level}] ${source}: ${message}`;
  const entry = { message: "IssueToken 200", requestId: "one", function: "IssueToken", status: 200, durationMs: 3 };
  const good = line("info", "IssueToken", JSON.stringify(entry));

  test("that is right has no fault", () => {
    expect(faultsOfLog([good, line("info", "host", "GET / 200 (1 ms)")])).toEqual([]);
  });

  test.each([
    ["not one line of the log", "    at main (index.js:1:1)"],
    ["not one line of the log", line("info", "host", "a\u001bb")],
    ["an error", line("error", "IssueToken", JSON.stringify(entry))],
    ["not an entry in JSON", line("info", "IssueToken", "issued")],
    ["not an entry in JSON", line("info", "CreateIdentity", JSON.stringify(entry))],
    ["not an entry in JSON", line("info", "IssueToken", JSON.stringify({ ...entry, requestId: "a b" }))],
    ["something of a request", line("info", "IssueToken", JSON.stringify({ ...entry, body: MARK }))],
  ])("a line is found wrong: %s", (fault, wrong) => {
    expect(faultsOfLog([good, wrong])).toEqual([expect.stringContaining(fault)]);
  });
});
