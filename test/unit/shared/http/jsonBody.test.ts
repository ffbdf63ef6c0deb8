import { ApiError } from "../../../../shared/errors";
import { bodiesFor, jsonBody, MAX_BODY_BYTES } from "../../../../shared/http/jsonBody";
import { lazy } from "../../../../shared/lazy";
import { errorFrom } from "../../../support/errorFrom";
import { httpRequest } from "../../../support/httpRequest";

const JSON_TYPE = { "Content-Type": "application/json" };
const BODY = '{"scopes":["chat"]}';

const bodies = bodiesFor("identity", lazy);

const read = (body?: string | Uint8Array, headers: Record<string, string> = JSON_TYPE) =>
  jsonBody(httpRequest({ headers, ...(body !== undefined && { body }) }), bodies.issueToken);

const errorOf = async (body: string | Uint8Array, headers?: Record<string, string>) =>
  await errorFrom(ApiError, () => read(body, headers));

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

test("a body is read and checked", async () => {
  await expect(read('{"scopes":["chat"],"expiresInMinutes":60}')).resolves.toEqual({
    value: { scopes: ["chat"], expiresInMinutes: 60 },
  });
  await expect(read('{"scopes":["video"]}')).resolves.toMatchObject({ fieldErrors: [{ target: "scopes[0]" }] });
});

describe("no body at all", () => {
  it.each([{}, JSON_TYPE, { "Content-Length": "0" }, { "Content-Type": "text/plain" }])(
    "counts as an empty object, with the headers %j",
    async (headers) => {
      await expect(read(undefined, headers)).resolves.toEqual({ value: {} });
      await expect(read("", headers)).resolves.toEqual({ value: {} });
    },
  );

  it.each(["chunked", "Chunked", "gzip, chunked"])(
    "is not taken for one when the host has dropped it: Transfer-Encoding: %s",
    async (encoding) => {
      const checked = await read(undefined, { ...JSON_TYPE, "Transfer-Encoding": encoding });
      expect(checked).toMatchObject({ fieldErrors: [{ code: "InvalidValue", target: "body" }] });
      expect(JSON.stringify(checked)).toContain("Content-Length");
    },
  );
});

test("a chunked body that has arrived is read", async () => {
  await expect(read(BODY, { ...JSON_TYPE, "Transfer-Encoding": "chunked" })).resolves.toEqual({
    value: { scopes: ["chat"] },
  });
});

describe("the size", () => {
  test("may be 16 KiB", async () => {
    expect(MAX_BODY_BYTES).toBe(16_384);
    await expect(read(BODY.padEnd(16_384))).resolves.toEqual({ value: { scopes: ["chat"] } });
  });

  it.each([BODY.padEnd(16_385), JSON.stringify({ name: "é".repeat(8_192) }), "x".repeat(1_000_000)])(
    "may not be more, in bytes",
    async (body) => {
      const error = await errorOf(body);
      expect(error).toMatchObject({ code: "RequestTooLarge", status: 413 });
      expect(error.message).toContain("16 KiB");
    },
  );
});

describe("the content type", () => {
  it.each([
    "application/json",
    "Application/JSON",
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    'application/json; charset="utf-8"',
    "application/json ; charset=utf-8",
    "application/json; odata.metadata=minimal",
    "application/json; charset=utf-8; odata.metadata=minimal;IEEE754Compatible=true",
    'application/json; profile="https://example.org/;charset=utf-16"',
    'application/json; title="a \\"quoted\\"; charset=utf-16"; charset=utf8',
    "application/json;",
    "application/json; v",
  ])("a body of the content type %s is taken", async (type) => {
    await expect(read(BODY, { "Content-Type": type })).resolves.toEqual({ value: { scopes: ["chat"] } });
  });

  test("may be missing", async () => {
    await expect(read(BODY, {})).resolves.toEqual({ value: { scopes: ["chat"] } });
  });

  it.each([
    "text/plain",
    "text/json",
    "application/problem+json",
    "application/jsonp",
    "application/json-patch+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=application/json",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
    "application/json; odata.metadata=minimal; Charset=UTF-16",
    'application/json; title="x"; charset="latin1"',
    "application/json; charset=utf-8; charset=utf-16",
    "application/json; charset=",
    "application/json, text/plain",
    "text/plain; application/json",
    "*/*",
  ])("a body of the content type %s is refused", async (type) => {
    const error = await errorOf(BODY, { "Content-Type": type });
    expect(error).toMatchObject({ code: "UnsupportedMediaType", status: 415 });
    expect(error.message).toContain("Content-Type: application/json");
  });
});

describe("what is not JSON in UTF-8", () => {
  it.each<[string, string | Uint8Array, string]>([
    ["a word", "chat", "line 1, column 1"],
    ["a form", "scopes=chat", "line 1, column 1"],
    ["nothing but space", "   ", "line 1, column 4"],
    ["half an object", '{"scopes":[', "line 1, column 12"],
    ["a closing comma", '{"scopes":["chat"],}', "line 1, column 20"],
    ["a closing comma in a list", '{"scopes":["chat",]}', "line 1, column 19"],
    ["single quotes", "{'scopes':['chat']}", "line 1, column 2"],
    ["quotes that the shell has taken", "'{scopes:[chat]}'", "line 1, column 1"],
    ["two objects", "{}{}", "line 1, column 3"],
    ["NaN", '{"expiresInMinutes":NaN}', "line 1, column 21"],
    ["half a word", '{"a":[tru]}', "line 1, column 10"],
    ["lines", '{\n  "a": 1,\n  "b": é\n}', "line 3, column 8"],
    ["lines that end as on Windows", '{\r\n  "scopes": [,]\r\n}', "line 2, column 14"],
    ["words of the parser", '["at position 9 (line 1 column 9)", Unexpected]', "line 1, column 37"],
    ["UTF-16", Buffer.from(BODY, "utf16le"), "line 1, column 2"],
  ])("of %s the sender learns where it is", async (_, body, place) => {
    const error = await errorOf(body);
    expect(error).toMatchObject({ code: "InvalidJson", status: 400 });
    expect(error.message).toContain(`The body is not JSON in UTF-8: correct it at ${place}. The body must be`);
  });

  it.each<[string, Uint8Array]>([
    ["bytes that are not UTF-8", bytes('{"', [0xff, 0xfe], '":1}')],
    ["half a character", bytes('{"name":"', [0xc3], '"}')],
    ["a lone surrogate", bytes('{"name":"', [0xed, 0xa0, 0x80], '"}')],
  ])("of %s the sender learns that it is not in UTF-8", async (_, body) => {
    const error = await errorOf(body);
    expect(error).toMatchObject({ code: "InvalidJson", status: 400 });
    expect(error.message).toContain("The body is not in UTF-8. The body must be");
  });

  test("is named where JSON ends, whatever stands before", async () => {
    const json = '{"a":[1,-2.5e+10,true,null,"\\u12aB\\n\\"é\u{1f600}"],"b":{},"c" : [ ]}';
    for (let length = 0; length <= json.length; length += 1) {
      const { message } = await errorOf(`${json.slice(0, length)}\u0001`);
      expect(message).toContain(`line 1, column ${length + 1}.`);
    }
  });

  test("is not repeated to the caller, nor to the log", async () => {
    const { message, cause } = await errorOf("eyJsecret");
    expect(message).not.toContain("eyJ");
    expect(cause).toBeUndefined();
  });
});

test("a byte order mark is passed over", async () => {
  await expect(read(bytes([0xef, 0xbb, 0xbf], BODY))).resolves.toEqual({ value: { scopes: ["chat"] } });
});

test("a deep body does no harm", async () => {
  const deep = "[".repeat(8_000) + "]".repeat(8_000);
  await expect(read(`{"scopes":${deep}}`)).resolves.toMatchObject({ fieldErrors: [{ target: "scopes[0]" }] });
});
