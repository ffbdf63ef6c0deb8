import type { HttpData } from "../../../../../tools/host/core/functionsCore";
import { toReply } from "../../../../../tools/host/http/toReply";

const body = { bytes: Buffer.from("abc") };

function replyTo(http: HttpData) {
  return toReply({ returnValue: { http } });
}

test.each([{}, { returnValue: null }, { returnValue: {}, outputData: [] }])("%j is 204", (response) => {
  expect(toReply(response)).toEqual({ status: 204, headers: {}, body: new Uint8Array() });
});

test("status, headers and body are those of the function", () => {
  const reply = replyTo({ statusCode: "418", headers: { "x-a": "1" }, body });
  expect(reply).toEqual({ status: 418, headers: { "x-a": "1" }, body: body.bytes });
});

test("a reply can be another output than the returned one", () => {
  const outputData = [
    { name: "queue", data: { string: "x" } },
    { name: "http1", data: { http: { statusCode: "201" } } },
  ];
  expect(toReply({ outputData }).status).toBe(201);
});

test("cookies come after a set-cookie of the function's own", () => {
  const reply = replyTo({ statusCode: "200", headers: { "set-cookie": "x=1" }, cookies: [{ name: "a", value: "b" }] });
  expect(reply.headers).toEqual({ "set-cookie": ["x=1", "a=b; path=/"] });
});

test.each<[string, HttpData]>([
  ["content-length 2 on a body of 3 bytes", { statusCode: "200", headers: { "content-length": "2" }, body }],
  ["Invalid character in header", { statusCode: "200", cookies: [{ name: "a\n", value: "" }] }],
])("what cannot be sent fails: %s", (reason, http) => {
  expect(() => replyTo(http)).toThrow(reason);
});
