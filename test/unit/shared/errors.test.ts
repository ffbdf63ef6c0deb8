import { ApiError, ERRORS } from "../../../shared/errors";

test("every code is answered with the status that clients know it by", () => {
  const statuses = Object.entries(ERRORS).map(([code, { status }]) => [code, status]);
  expect(Object.fromEntries(statuses)).toEqual({
    InvalidJson: 400,
    InvalidRequest: 400,
    InvalidIdentity: 400,
    MissingCredential: 401,
    InvalidCredential: 401,
    ExpiredCredential: 401,
    WrongAudience: 401,
    WrongIssuer: 401,
    ScopeNotAllowed: 403,
    ExpiryNotAllowed: 403,
    TenantNotAllowed: 403,
    Forbidden: 403,
    IdentityNotFound: 404,
    AssignmentNotFound: 404,
    IdentityMoved: 409,
    RequestTooLarge: 413,
    UnsupportedMediaType: 415,
    TooManyRequests: 429,
    InternalError: 500,
    Misconfigured: 500,
    UpstreamRejected: 502,
    UpstreamUnavailable: 503,
    ServerBusy: 503,
    UpstreamTimeout: 504,
  });
});

test("every code says in one sentence when it happens", () => {
  for (const { when } of Object.values(ERRORS)) {
    expect(when).toMatch(/^[A-Z][^\n]+\.$/);
  }
});

test("an error is told by its code and message alone", () => {
  const error = new ApiError("InvalidJson", "Because.");
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "ApiError", code: "InvalidJson", status: 400, message: "Because.", details: [] });
  expect(error.retryAfterSeconds).toBeUndefined();
  expect(error.cause).toBeUndefined();
});

test("an error keeps its details, its wait and its cause", () => {
  const cause = new Error("What was behind it.");
  const details = [{ code: "InvalidValue", target: "scopes", message: "No." }] as const;
  const error = new ApiError("TooManyRequests", "Because.", { details, retryAfterSeconds: 7, cause });
  expect(error.details).toEqual(details);
  expect(error.retryAfterSeconds).toBe(7);
  expect(error.cause).toBe(cause);
});
