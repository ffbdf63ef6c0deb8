import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { failedCallOf } from "../../../../shared/upstream/FailedCall";

const request = createPipelineRequest({ url: "https://localhost/identities" });

test("a reply gives its status, the service's code and how long to wait", () => {
  const error = new RestError("Throttled.", {
    statusCode: 429,
    code: "TooManyRequests",
    request,
    response: { request, status: 429, headers: createHttpHeaders({ "Retry-After": "7" }) },
  });
  expect(failedCallOf(error)).toEqual({ status: 429, code: "TooManyRequests", retryAfter: "7", cause: error });
});

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
