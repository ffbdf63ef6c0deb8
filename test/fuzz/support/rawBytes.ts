import * as fc from "fast-check";
import { lines, MARK, rubbish, utf8, weighted, words } from "./rubbish";

const CRLF = "\r\n";

const line = weighted(
  [
    3,
    lines`
      POST /api/identities HTTP/1.1
      DELETE /api/identities/<foreign-id> HTTP/1.1
      POST /api/identities/<living-id>/tokens HTTP/1.1
      GET /api/openapi.json HTTP/1.1
      GET /api/me/token HTTP/1.1
      POST /api/me/tokens HTTP/1.1
      POST /api/me/teams-tokens HTTP/1.1
      PUT /api/teams-access/<tenant-id>/<stranger-id> HTTP/1.1
      GET /api/teams-access/<tenant-id>/<account-id> HTTP/1.1`,
  ],
  [
    6,
    [
      ...lines`
        POST http://localhost/api/identities HTTP/1.1
        POST //api/identities HTTP/1.1
        OPTIONS * HTTP/1.1
        post /api/identities HTTP/1.1
        FOO /api/identities HTTP/1.1
        CONNECT api:443 HTTP/1.1
        GET
        POST /api/identities HTTP/1.0
        POST /api/identities HTTP/9.9
        POST /api/identities
        POST  /api/identities HTTP/1.1
        POST\t/api/identities HTTP/1.1
        POST /api/iden tities HTTP/1.1
        POST /api/identities\x00 HTTP/1.1
        GET /\xff\xfe HTTP/1.1
        PRI * HTTP/2.0
        GET #a HTTP/1.1
        GET ?code=1 HTTP/1.1`,
      ...["\x16\x03\x01", " POST /api/identities HTTP/1.1", `GET /api/${"x".repeat(50_000)} HTTP/1.1`],
    ],
  ],
  [1, fc.tuple(rubbish, rubbish).map(([method, target]) => utf8(`${method} /${target} HTTP/1.1`))],
);

const contentLength = words`2 5 0 -1 2,2 99999999999999999999 1e1 0x2`.map((value) => `Content-Length: ${value}`);

/** Headers that belong together are on one line here, with `|` between them. */
const framing = lines`
  Content-Length:
  Content-Length: 2|Content-Length: 2
  Content-Length: 2|Content-Length: 3
  Transfer-Encoding: chunked
  Transfer-Encoding: identity
  Transfer-Encoding: gzip, chunked
  Transfer-Encoding: chunked|Content-Length: 2
  Transfer-Encoding : chunked
  Transfer-Encoding: x
  Expect: 100-continue
  Expect: tea
  Upgrade: websocket|Connection: upgrade
  Upgrade: h2c
  Connection: close
  Connection: x`;
const others = lines`
  x-request-id: one|x-request-id: two
  x-request-id: a| b
  x-request-id: \x7f
  x-request-id: \x00
  Host: a|Host: b
  Host:
  Host: \xff
  Host: a b
  Host: a/b?c#d
  : x
  no colon
  Content-Type: application/json
  Content-Type: application/json|Content-Type: text/plain
  X: \x01
  x-functions-key: <master-key>
  x-functions-key: ${MARK}
  Authorization: Bearer ${MARK}
  Authorization: Bearer <token>
  Authorization: Bearer <token>|Authorization: Bearer <token>
  x-ms-client-principal: <principal>
  Cookie: a|Cookie: b
  __proto__: a|__proto__: b
  X\xe9: y`;

const header = weighted(
  [5, [...contentLength, ...framing].map((each) => each.replaceAll("|", CRLF))],
  [6, [" folded: x", ...others].map((each) => each.replaceAll("|", CRLF))],
  [1, fc.tuple(rubbish, rubbish).map((parts) => utf8(parts.join(": ")))],
  [1, [`X: ${"x".repeat(50_000)}`, Array.from({ length: 2100 }, (_, n) => `x${n}: y`).join(CRLF)]],
);

const rest = weighted(
  [1, rubbish.map(utf8)],
  [1, ["{}", "2\r\n{}\r\n0\r\n\r\n", "5\r\nabc", "0\r\n\r\n", "zz\r\n", "-1\r\n", "2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n"]],
  [1, [`{"${MARK}":1}`, "ffffffffffffffffff\r\n", "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"]],
);

const lineEnd = weighted([9, [CRLF]], [1, ["\n", "\r", "\r\r\n"]]);

const nothingRight = fc
  .tuple(line, weighted([5, [["Host: localhost"]]], [1, [[]]]), fc.array(header, { maxLength: 4 }), lineEnd, rest)
  .map(([start, host, headers, end, after]) => `${[start, ...host, ...headers].join(end)}${end}${end}${after}`);

const operationLine = fc.constantFrom(
  ...lines`
    POST /api/identities
    POST /api/identities/<living-id>/tokens
    GET /api/openapi.json
    GET /api/me/token
    POST http://localhost/api/identities
    DELETE /api/identities/<foreign-id>
    POST /api/me/teams-tokens`,
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
    ].join(CRLF),
  );

/** What no HTTP client would send: bytes for a socket. */
export const rawBytes = fc.oneof(nothingRight, oneThingWrong);
