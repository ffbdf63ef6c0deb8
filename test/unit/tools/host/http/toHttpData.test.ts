import { toHttpData } from "../../../../../tools/host/http/toHttpData";
import { httpCall } from "../support/httpCall";

const NO_PARAMS = new Map<string, string>();

test("a request as the worker gets it", () => {
  const call = httpCall({
    method: "POST",
    path: "/api/8:acs%2F1 é",
    rawQuery: "?a=1&A=2&flag",
    headers: { host: ["example:1"], "x-multi": ["1", "2"], empty: [""] },
  });
  expect(toHttpData(call, new Map([["id", "8:acs%2F1 é"]]), Buffer.from("body"), "localhost:7071")).toEqual({
    url: "http://example:1/api/8:acs%2F1%20%C3%A9?a=1&A=2&flag",
    method: "POST",
    nullableHeaders: { host: { value: "example:1" }, "x-multi": { value: "1,2" }, empty: { value: "" } },
    nullableQuery: { a: { value: "1,2" }, flag: { value: "" } },
    nullableParams: { id: { value: "8:acs%2F1 é" } },
    body: { bytes: Buffer.from("body") },
  });
});

test("without a Host header the host's own address stands in; without a body there is none", () => {
  const data = toHttpData(httpCall(), NO_PARAMS, new Uint8Array(), "localhost:7071");
  expect(data.url).toBe("http://localhost:7071/api/x");
  expect(data).not.toHaveProperty("body");
});
