import { ApiError } from "../../../../shared/errors";
import { done, failed, identityCreated, tokenIssued } from "../../../../shared/http/replies";

const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
const accessToken = {
  token: "a token",
  expiresOn: new Date(Date.UTC(2026, 0, 31, 12)),
  refreshOn: new Date(0),
  scopes: ["voip"] as const,
};
const tokenFields = {
  token: "a token",
  expiresOn: "2026-01-31T12:00:00.000Z",
  refreshOn: "1970-01-01T00:00:00.000Z",
  scopes: ["voip"],
};

test("an identity is told by the names that ACS's samples read", () => {
  expect(identityCreated({ id: ID })).toEqual({ status: 201, jsonBody: { user: { communicationUserId: ID } } });
});

test("an identity with its first token", () => {
  expect(identityCreated({ id: ID, accessToken })).toEqual({
    status: 201,
    jsonBody: { user: { communicationUserId: ID }, ...tokenFields },
  });
});

test("a token is told by the names that ACS's samples read", () => {
  expect(tokenIssued(ID, accessToken)).toEqual({
    status: 200,
    jsonBody: { user: { communicationUserId: ID }, ...tokenFields },
  });
});

test("what is done has nothing to tell", () => {
  expect(done()).toEqual({ status: 204 });
});

test("an error is told by its code and message", () => {
  const error = new ApiError("Misconfigured", "The secret is disabled.", { cause: new Error("behind it") });
  expect(failed(error, "a-request")).toEqual({
    status: 500,
    headers: { "x-ms-error-code": "Misconfigured" },
    jsonBody: { error: { code: "Misconfigured", message: "The secret is disabled.", requestId: "a-request" } },
  });
});

test("an error's details are told with it", () => {
  const details = [{ code: "InvalidValue", target: "scopes[1]", message: "No." }] as const;
  expect(failed(new ApiError("InvalidRequest", "No.", { details }), "a-request").jsonBody).toEqual({
    error: { code: "InvalidRequest", message: "No.", details, requestId: "a-request" },
  });
});

it.each([0, 30])("a wait of %d s is told by Retry-After", (retryAfterSeconds) => {
  const { status, headers } = failed(new ApiError("TooManyRequests", "Wait.", { retryAfterSeconds }), "a-request");
  expect(status).toBe(429);
  expect(headers).toEqual({ "x-ms-error-code": "TooManyRequests", "Retry-After": String(retryAfterSeconds) });
});
