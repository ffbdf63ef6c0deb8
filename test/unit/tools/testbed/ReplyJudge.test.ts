import { wrongOutcome } from "../../../../tools/soak/Api";
import { ReplyJudge } from "../../../../tools/testbed/ReplyJudge";
import type { Reply } from "../../../../tools/testbed/send";

const ID = "8:acs:0ac5de57-0000-4000-8000-000000000001_0ac5de57-0000-4000-8000-000000000002";
const judge = new ReplyJudge();

function reply(status: number, json: unknown, headers: Record<string, string> = {}): Reply {
  const usual = { "x-request-id": "r1", "cache-control": "no-store", "content-type": "application/json" };
  return { status, headers: new Headers({ ...usual, ...headers }), text: JSON.stringify(json), json, milliseconds: 1 };
}

const created = (headers = {}, json: unknown = { user: { communicationUserId: ID } }) => reply(201, json, headers);

function failure(status: number, code: string, headers = {}, { named = code, requestId = "r1" } = {}): Reply {
  const error = { code: named, message: "Why.", requestId };
  return reply(status, { error }, { "x-ms-error-code": code, ...headers });
}

const empty = (status: number): Reply => ({ ...reply(status, undefined), headers: new Headers(), text: "" });
const without = (name: string, whole: Reply): Reply => {
  const headers = new Headers(whole.headers);
  headers.delete(name);
  return { ...whole, headers };
};

const RETRY = { "retry-after": "5" };

test.each<[string, Reply]>([
  ["a success", created()],
  ["an error", failure(400, "InvalidJson")],
  ["an error that asks for a wait", failure(503, "UpstreamUnavailable", RETRY)],
  ["the host's own refusal", empty(401)],
])("%s as documented differs in nothing", (_, right) => {
  expect(judge.differences("CreateIdentity", right)).toEqual([]);
});

test.each<[string, Reply, string]>([
  ["another success", { ...created(), status: 200 }, "status 200 is not documented"],
  ["no request id", without("x-request-id", created()), "the header x-request-id is missing"],
  ["a reply that may be stored", created({ "cache-control": "public" }), "the header cache-control is public"],
  ["a header that nobody documented", created({ "x-more": "1" }), "the header x-more is not documented"],
  ["another content type", created({ "content-type": "text/html" }), "the content type text/html is not documented"],
  ["another body", created({}, { user: {} }), "the body is not of the documented form"],
  ["no Retry-After", failure(503, "UpstreamUnavailable"), "the header retry-after is missing"],
  ["a code of another status", failure(503, "InternalError", RETRY), "the header x-ms-error-code is InternalError"],
  ["a code of another operation", failure(404, "IdentityNotFound"), "status 404 is not documented"],
  ["an empty 500", empty(500), "the header x-request-id is missing"],
  ["two codes", failure(400, "InvalidJson", {}, { named: "InvalidRequest" }), "body and header name different codes"],
  ["two ids", failure(400, "InvalidJson", {}, { requestId: "r2" }), "body and header name different requests"],
])("finds what is wrong: %s", (_, wrong, difference) => {
  expect(judge.differences("CreateIdentity", wrong)).toContain(difference);
});

test("knows nothing of an operation that is not documented", () => {
  expect(judge.differences("Nothing", created())).toEqual(["status 201 is not documented"]);
});

test.each<[readonly string[], Reply, boolean, string[]]>([
  [["201"], created(), false, []],
  [["400 InvalidJson"], failure(400, "InvalidJson"), false, []],
  [["201"], failure(503, "UpstreamUnavailable"), true, []],
  [
    ["201"],
    failure(503, "UpstreamUnavailable"),
    false,
    ["expected 201, got 503 UpstreamUnavailable while nothing behind the API was in trouble"],
  ],
  [["201"], failure(400, "InvalidJson"), true, ["expected 201, got 400 InvalidJson"]],
  [["400 InvalidJson"], created(), false, ["expected 400 InvalidJson, got 201"]],
])("holds an outcome against %j (%#)", (expected, got, excused, wrong) => {
  expect(wrongOutcome(expected, got, excused)).toEqual(wrong);
});
