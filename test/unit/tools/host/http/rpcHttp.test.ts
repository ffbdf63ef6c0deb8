import type { HttpData } from "../../../../../tools/host/core/functionsCore";
import { fromRpcHttp, toRpcHttp } from "../../../../../tools/host/http/rpcHttp";
import { httpCall } from "../support/given";

const body = { bytes: Buffer.from("abc") };

function replyTo(http: HttpData) {
  return fromRpcHttp({ returnValue: { http } });
}

test("the worker gets a request with its URL encoded, and values of one name joined", () => {
  const call = httpCall({
    method: "POST",
    path: "/api/8:acs%2F1 é",
    rawQuery: "?a=1&A=2&flag",
    headers: { host: ["example:1"], "x-multi": ["1", "2"], empty: [""] },
  });
  expect(toRpcHttp(call, new Map([["id", "8:acs%2F1 é"]]), body.bytes, "localhost:7071")).toEqual({
    url: "http://example:1/api/8:acs%2F1%20%C3%A9?a=1&A=2&flag",
    method: "POST",
    nullableHeaders: { host: { value: "example:1" }, "x-multi": { value: "1,2" }, empty: { value: "" } },
    nullableQuery: { a: { value: "1,2" }, flag: { value: "" } },
    nullableParams: { id: { value: "8:acs%2F1 é" } },
    body,
  });
});

test("the host's own address stands in for a Host header that is missing; without a body there is none", () => {
  const data = toRpcHttp(httpCall(), new Map(), new Uint8Array(), "localhost:7071");
  expect(data.url).toBe("http://localhost:7071/api/x");
  expect(data).not.toHaveProperty("body");
});

test.each([{}, { returnValue: null }, { returnValue: {}, outputData: [] }])("the result %j is 204", (response) => {
  expect(fromRpcHttp(response)).toEqual({ status: 204, headers: {}, body: new Uint8Array() });
});

test("status, headers and body of the reply are those of the function", () => {
  const reply = replyTo({ statusCode: "418", headers: { "x-a": "1" }, body });
  expect(reply).toEqual({ status: 418, headers: { "x-a": "1" }, body: body.bytes });
});

test("a reply can be another output than the returned one", () => {
  const outputData = [
    { name: "queue", data: { string: "x" } },
    { name: "http1", data: { http: { statusCode: "201" } } },
  ];
  expect(fromRpcHttp({ outputData }).status).toBe(201);
});

test("a cookie fails, since this host would lose it", () => {
  expect(() => replyTo({ statusCode: "200", cookies: [{ name: "a", value: "b" }] })).toThrow("sends no cookies");
});

test("a content-length that is not the body's fails", () => {
  const http = { statusCode: "200", headers: { "content-length": "2" }, body };
  expect(() => replyTo(http)).toThrow("content-length 2 on a body of 3 bytes");
});
