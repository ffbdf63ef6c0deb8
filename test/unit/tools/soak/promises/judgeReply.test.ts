import type { Reply } from "../../../../../tools/soak/api/Reply";
import { documentedReplies } from "../../../../../tools/soak/promises/documentedReplies";
import { judgeReply } from "../../../../../tools/soak/promises/judgeReply";

const documented = documentedReplies();

function success(changes: Partial<Reply> = {}): Reply {
  return { status: 201, headers: { "x-request-id": "r1", "cache-control": "no-store" }, text: "{}", ...changes };
}

function failure(status: number, code: string, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { "x-request-id": "r1", "cache-control": "no-store", "x-ms-error-code": code, ...headers },
    text: JSON.stringify({ error: { code, message: "Why.", requestId: "r1" } }),
  };
}

const unavailable = failure(503, "UpstreamUnavailable", { "retry-after": "5" });

function judge(reply: Reply, { expected = ["201"], excused = false, operation = "CreateIdentity" } = {}): string[] {
  return judgeReply(reply, { operation, expected, excused, documented });
}

test("right replies", () => {
  expect(judge(success())).toEqual([]);
  expect(judge(unavailable, { excused: true })).toEqual([]);
  expect(judge(failure(400, "InvalidJson"), { expected: ["400 InvalidJson"] })).toEqual([]);
  expect(judge({ status: 401, headers: {}, text: "" }, { expected: ["401"] })).toEqual([]);
});

test.each<[string, Reply, object, RegExp]>([
  ["a 503 while nothing was in trouble", unavailable, {}, /got 503 UpstreamUnavailable while nothing behind the API/],
  ["another success", success({ status: 200 }), {}, /200 is not documented/],
  ["a refusal in place of a success", failure(400, "InvalidJson"), {}, /expected 201, got 400 InvalidJson/],
  ["a refusal in place of a success in trouble", failure(400, "InvalidJson"), { excused: true }, /expected 201/],
  [
    "a success in place of a refusal",
    success(),
    { expected: ["400 InvalidJson"] },
    /expected 400 InvalidJson, got 201/,
  ],
  ["no request id", success({ headers: { "cache-control": "no-store" } }), {}, /x-request-id is missing/],
  [
    "a reply that may be stored",
    success({ headers: { "x-request-id": "r1", "cache-control": "public" } }),
    {},
    /stored/,
  ],
  ["no Retry-After", failure(503, "UpstreamUnavailable"), { excused: true }, /retry-after is missing/],
  [
    "a code of another status",
    failure(503, "InternalError", { "retry-after": "5" }),
    { excused: true },
    /InternalError is not/,
  ],
  ["a code of another operation", failure(404, "IdentityNotFound"), { excused: true }, /404 is not documented/],
  ["an empty 500", { status: 500, headers: {}, text: "" }, { excused: true }, /x-request-id is missing/],
  [
    "two codes",
    { ...unavailable, text: unavailable.text.replace("UpstreamUnavailable", "InternalError") },
    { excused: true },
    /different codes/,
  ],
  [
    "two request ids",
    { ...unavailable, text: unavailable.text.replace("r1", "r2") },
    { excused: true },
    /different requests/,
  ],
  ["an operation that nobody documented", success(), { operation: "Nothing" }, /not documented/],
])("%s is found", (_, reply, expectation, fault) => {
  expect(judge(reply, expectation).join("; ")).toMatch(fault);
});
