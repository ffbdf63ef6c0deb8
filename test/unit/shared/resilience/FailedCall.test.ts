import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { failedCallOf } from "../../../../shared/resilience/FailedCall";

const request = createPipelineRequest({ url: "https://localhost/identities" });

function replied(details: unknown) {
  const response = { request, status: 429, headers: createHttpHeaders({ "Retry-After": "7" }) };
  const error = new RestError("Throttled.", { statusCode: 429, code: "PARSE_ERROR", request, response });
  return Object.assign(error, { details });
}

test("a reply gives its status, the service's code and how long to wait", () => {
  const error = replied({ error: { code: "TooManyRequests" } });
  expect(failedCallOf(error)).toEqual({ status: 429, code: "TooManyRequests", retryAfter: "7", cause: error });
});

test("a reply gives what of the request it is about", () => {
  const error = replied({ error: { code: "ValidationError", target: "userId" } });
  expect(failedCallOf(error)).toMatchObject({ code: "ValidationError", target: "userId" });
});

it.each([undefined, "<html>", {}, { error: "unauthorized" }, { code: "TooManyRequests" }, { error: { code: 429 } }])(
  "a reply without the envelope of Azure's services gives no code: %j",
  (details) => {
    expect(failedCallOf(replied(details))).toMatchObject({ status: 429, code: undefined, target: undefined });
  },
);

test("without a reply there is the network's code alone", () => {
  const error = new RestError("connect ECONNREFUSED", { code: "ECONNREFUSED", request });
  expect(failedCallOf(error)).toEqual({ code: "ECONNREFUSED", cause: error });
});

it.each([
  new Error("Something else."),
  Object.assign(new Error("Look-alike."), { statusCode: 401 }),
  "text",
  undefined,
])("an error of another kind says nothing of the call: %p", (error) => {
  expect(failedCallOf(error)).toEqual({ cause: error });
});
