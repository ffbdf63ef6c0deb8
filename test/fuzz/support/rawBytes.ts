import * as fc from "fast-check";
import { MARK, rubbish, utf8 } from "./rubbish";

const line = fc.oneof(
  fc.constantFrom("POST /api/identities HTTP/1.1", "DELETE /api/identities/<foreign-id> HTTP/1.1"),
  fc.constantFrom("POST /api/identities/<living-id>/tokens HTTP/1.1", "GET /api/openapi.json HTTP/1.1"),
  fc.constantFrom("GET /api/me/token HTTP/1.1", "POST /api/me/tokens HTTP/1.1", "POST /api/me/teams-tokens HTTP/1.1"),
  fc.constantFrom(
    "POST http://localhost/api/identities HTTP/1.1",
    "POST //api/identities HTTP/1.1",
    "OPTIONS * HTTP/1.1",
  ),
  fc.constantFrom("post /api/identities HTTP/1.1", "FOO /api/identities HTTP/1.1", "CONNECT api:443 HTTP/1.1", "GET"),
  fc.constantFrom(
    "POST /api/identities HTTP/1.0",
    "POST /api/identities HTTP/9.9",
    "POST /api/identities",
    "\x16\x03\x01",
  ),
  fc.constantFrom("POST  /api/identities HTTP/1.1", "POST\t/api/identities HTTP/1.1", " POST /api/identities HTTP/1.1"),
  fc.constantFrom("POST /api/iden tities HTTP/1.1", "POST /api/identities\x00 HTTP/1.1", "GET /\xff\xfe HTTP/1.1"),
  fc.constantFrom(
    "PRI * HTTP/2.0",
    `GET /api/${"x".repeat(50_000)} HTTP/1.1`,
    "GET #a HTTP/1.1",
    "GET ?code=1 HTTP/1.1",
  ),
  fc.tuple(rubbish, rubbish).map(([method, target]) => utf8(`${method} /${target} HTTP/1.1`)),
);

const header = fc.oneof(
  fc.constantFrom(
    "Content-Length: 2",
    "Content-Length: 5",
    "Content-Length: 0",
    "Content-Length: -1",
    "Content-Length: 2, 2",
  ),
  fc.constantFrom(
    "Content-Length: 99999999999999999999",
    "Content-Length: 1e1",
    "Content-Length: 0x2",
    "Content-Length:",
  ),
  fc.constantFrom("Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked"),
  fc.constantFrom(
    "Transfer-Encoding: chunked\r\nContent-Length: 2",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: x",
  ),
  fc.constantFrom(
    "Content-Length: 2\r\nContent-Length: 2",
    "Content-Length: 2\r\nContent-Length: 3",
    "Expect: 100-continue",
  ),
  fc.constantFrom(
    "Expect: tea",
    "Upgrade: websocket\r\nConnection: upgrade",
    "Upgrade: h2c",
    "Connection: close",
    "Connection: x",
  ),
  fc.constantFrom(
    "x-request-id: one\r\nx-request-id: two",
    "x-request-id: a\r\n b",
    "x-request-id: \x7f",
    "x-request-id: \x00",
  ),
  fc.constantFrom(
    "Host: a\r\nHost: b",
    "Host:",
    "Host: \xff",
    "Host: a b",
    "Host: a/b?c#d",
    ": x",
    " folded: x",
    "no colon",
  ),
  fc.constantFrom(
    "Content-Type: application/json",
    "Content-Type: application/json\r\nContent-Type: text/plain",
    "X: \x01",
  ),
  fc.constantFrom("x-functions-key: <master-key>", `x-functions-key: ${MARK}`, `Authorization: Bearer ${MARK}`),
  fc.constantFrom("Authorization: Bearer <token>", "Authorization: Bearer <token>\r\nAuthorization: Bearer <token>"),
  fc.constantFrom(
    "x-ms-client-principal: <principal>",
    "Cookie: a\r\nCookie: b",
    "__proto__: a\r\n__proto__: b",
    "X\xe9: y",
  ),
  fc.tuple(rubbish, rubbish).map((parts) => utf8(parts.join(": "))),
  fc.constantFrom(`X: ${"x".repeat(50_000)}`, Array.from({ length: 2100 }, (_, n) => `x${n}: y`).join("\r\n")),
);

const rest = fc.oneof(
  rubbish.map(utf8),
  fc.constantFrom(
    "{}",
    "2\r\n{}\r\n0\r\n\r\n",
    "5\r\nabc",
    "0\r\n\r\n",
    "zz\r\n",
    "-1\r\n",
    "2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n",
  ),
  fc.constantFrom(
    `{"${MARK}":1}`,
    "ffffffffffffffffff\r\n",
    "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
  ),
);

const lineEnd = fc.oneof(
  { weight: 9, arbitrary: fc.constant("\r\n") },
  { weight: 1, arbitrary: fc.constantFrom("\n", "\r", "\r\r\n") },
);

const nothingRight = fc
  .tuple(
    line,
    fc.oneof({ weight: 5, arbitrary: fc.constant(["Host: localhost"]) }, { weight: 1, arbitrary: fc.constant([]) }),
    fc.array(header, { maxLength: 4 }),
    lineEnd,
    rest,
  )
  .map(([start, host, headers, end, after]) => `${[start, ...host, ...headers].join(end)}${end}${end}${after}`);

const operationLine = fc.constantFrom(
  ...["POST /api/identities", "POST /api/identities/<living-id>/tokens", "GET /api/openapi.json", "GET /api/me/token"],
  ...["POST http://localhost/api/identities", "DELETE /api/identities/<foreign-id>", "POST /api/me/teams-tokens"],
);

const oneThingWrong = fc
  .tuple(operationLine, header, fc.constantFrom("", "{}", `{"${MARK}":1}`, '{"scopes":["chat"]}'))
  .map(([start, odd, text]) =>
    [
      `${start} HTTP/1.1`,
      "Host: localhost",
      "x-functions-key: <master-key>",
      "Authorization: Bearer <token>",
      odd,
      ...(/^(?:content-length|transfer-encoding)\b/i.test(odd) ? [] : [`Content-Length: ${text.length}`]),
      "",
      text,
    ].join("\r\n"),
  );

/** What no HTTP client would send: bytes for a socket. */
export const rawBytes = fc.oneof(nothingRight, oneThingWrong);
