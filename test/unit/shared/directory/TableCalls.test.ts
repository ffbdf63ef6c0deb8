import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { deadlineIn } from "../../../../shared/deadline";
import { UncertainWriteError } from "../../../../shared/directory/IdentityTable";
import { TableCalls } from "../../../../shared/directory/TableCalls";
import { ApiError } from "../../../../shared/errors";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";

const BUDGET_MS = 7_500;
const HANGS = "hangs";

/** What Table Storage answers when it does not do what was asked. */
function refusal(statusCode: number, code = "", headers: Record<string, string> = {}): RestError {
  const request = createPipelineRequest({ url: "https://name.table.core.windows.net/" });
  const response = { request, status: statusCode, headers: createHttpHeaders(headers) };
  const error = new RestError("refused", { statusCode, request, response });
  error.details = { odataError: { code } };
  return error;
}

const reset = () => new RestError("reset", { code: "ECONNRESET" });
const notConnected = () => new RestError("refused", { code: "ECONNREFUSED" });

/** A call that does these things, one at a time; the last one again and again. */
function callThat(...steps: readonly (string | Error)[]) {
  const left = [...steps];
  return jest.fn((): Promise<string> => {
    const step = (left.length > 1 ? left.shift() : left[0]) ?? "";
    if (step === HANGS) {
      return new Promise(() => undefined);
    }
    return step instanceof Error ? Promise.reject(step) : Promise.resolve(step);
  });
}

function setUp(createTable = jest.fn(() => Promise.resolve())) {
  const clock = new ManualClock();
  const calls = new TableCalls({ tableName: "AcsIdentities", createTable, clock, random: () => 0 });
  const options = { isAnswer: ["EntityAlreadyExists"], deadline: deadlineIn(BUDGET_MS, clock) };
  return {
    clock,
    createTable,
    read: (call: () => Promise<string>) => clock.run(calls.read(call, options)),
    write: (call: () => Promise<string>) => clock.run(calls.write(call, options)),
  };
}

describe("a call", () => {
  test("brings what the table answers", async () => {
    expect(await setUp().read(callThat("row"))).toBe("row");
    expect(await setUp().write(callThat("row"))).toBe("row");
  });

  test("brings undefined for an answer in the negative, without a second try", async () => {
    const call = callThat(refusal(409, "EntityAlreadyExists"));
    expect(await setUp().write(call)).toBeUndefined();
    expect(call).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["Fri, 31 Dec 9999 23:59:59 GMT", 300],
    ["99999999999", 300],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 1],
    ["0", 1],
  ])("with Retry-After: %s is told to wait no more than makes sense", async (retryAfter, told) => {
    const error = await errorFrom(ApiError, () =>
      setUp().read(callThat(refusal(503, "ServerBusy", { "retry-after": retryAfter }))),
    );
    expect(error.retryAfterSeconds).toBe(told);
  });

  test.each([reset(), notConnected(), refusal(500), refusal(503, "ServerBusy")])("is tried again", async (failure) => {
    expect(await setUp().write(callThat(failure, failure, "row"))).toBe("row");
  });

  test("that hangs is tried again, and ends within the budget", async () => {
    const { clock, read } = setUp();
    const start = clock.now();
    expect(await errorFrom(ApiError, () => read(callThat(HANGS)))).toMatchObject({
      code: "UpstreamUnavailable",
      status: 503,
      retryAfterSeconds: 5,
    });
    expect(clock.now() - start).toBeLessThanOrEqual(BUDGET_MS);
  });
});

describe("a missing table", () => {
  test("is created, and the call made again", async () => {
    const { read, createTable } = setUp();
    expect(await read(callThat(refusal(404, "TableNotFound"), "row"))).toBe("row");
    expect(createTable).toHaveBeenCalledTimes(1);
  });

  test.each([401, 403])("that may not be created (%d) is Misconfigured, and names the setting", async (status) => {
    const { read } = setUp(jest.fn(() => Promise.reject(refusal(status, "AuthorizationPermissionMismatch"))));
    const error = await errorFrom(ApiError, () => read(callThat(refusal(404, "TableNotFound"))));
    expect(error).toMatchObject({ code: "Misconfigured", status: 500 });
    expect(error.message).toContain('"AcsIdentities" (setting IDENTITY_TABLE_NAME)');
  });

  test("that is still being deleted is a reason to wait", async () => {
    const { read } = setUp(jest.fn(() => Promise.reject(refusal(409, "TableBeingDeleted"))));
    const error = await errorFrom(ApiError, () => read(callThat(refusal(404, "TableNotFound"))));
    expect(error).toMatchObject({ code: "UpstreamUnavailable" });
  });
});

describe("a failure", () => {
  test.each([
    [refusal(403, "AuthorizationPermissionMismatch"), "UpstreamRejected", "Storage Table Data Contributor"],
    [refusal(401, "InvalidAuthenticationInfo"), "UpstreamRejected", "own Microsoft Entra tenant"],
    [refusal(404, "ResourceNotFound"), "Misconfigured", "IDENTITY_TABLE_ENDPOINT"],
    [refusal(400, "InvalidInput"), "InternalError", "request id"],
    [refusal(500, "InternalError"), "UpstreamUnavailable", "Table Storage cannot be reached"],
    [new Error("no token for the managed identity"), "UpstreamUnavailable", "Table Storage cannot be reached"],
  ])("%s is told as %s", async (failure, code, words) => {
    const error = await errorFrom(ApiError, () => setUp().read(callThat(failure)));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.cause).toMatchObject({ cause: failure });
  });

  test("passes on how long Table Storage asks to wait", async () => {
    const busy = refusal(503, "ServerBusy", { "retry-after": "30" });
    const error = await errorFrom(ApiError, () => setUp().read(callThat(busy)));
    expect(error).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 30 });
  });
});

describe("a write that fails", () => {
  test.each([
    ["all tries were refused", [notConnected()]],
    ["it was not let in", [refusal(403, "AuthorizationFailure")]],
    ["Table Storage asked to wait", [refusal(503, "ServerBusy", { "retry-after": "30" })]],
  ])("is surely not done when %s", async (_, steps) => {
    await errorFrom(ApiError, () => setUp().write(callThat(...steps)));
  });

  test.each([
    ["the last try", [notConnected(), notConnected(), reset()]],
    ["an earlier try", [reset(), notConnected()]],
    ["a try without an end", [HANGS, notConnected()]],
    ["a failing server", [refusal(500)]],
  ])("may be done when that is unknown of %s", async (_, steps) => {
    const { error } = await errorFrom(UncertainWriteError, () => setUp().write(callThat(...steps)));
    expect(error).toMatchObject({ code: "UpstreamUnavailable" });
  });
});
