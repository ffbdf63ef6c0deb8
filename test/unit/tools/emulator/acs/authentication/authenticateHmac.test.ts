import { authenticateHmac, MAX_CLOCK_SKEW_MS } from "../../../../../../tools/emulator/acs/authentication";
import { AcsError } from "../../../../../../tools/emulator/acs/errors";
import type { HttpRequest } from "../../../../../../tools/emulator/http/http";
import type { AccessKeyRecord } from "../../../../../../tools/emulator/store/Store";
import { signedHeaders } from "../../support/signedHeaders";

const now = Date.parse("2026-08-18T09:00:00Z");
const keys: AccessKeyRecord[] = [
  { name: "primary", value: "cHJpbWFyeQ==", generation: 1 },
  { name: "secondary", value: "c2Vjb25kYXJ5", generation: 4 },
];

function signedRequest(key = "cHJpbWFyeQ==", date = now, host = "localhost:8080"): HttpRequest {
  const url = `https://${host}/identities/8%3Aacs%3Ax/:issueAccessToken?api-version=2023-10-01`;
  const body = '{"scopes":["chat"]}';
  const toSign = { method: "POST", url, body, date: new Date(date).toUTCString() };
  return {
    method: "POST",
    rawTarget: url.slice(`https://${host}`.length),
    segments: [],
    path: "",
    query: new URLSearchParams(),
    headers: signedHeaders(`endpoint=x;accesskey=${key}`, toSign),
    body: Buffer.from(body),
  };
}

function refusal(request: HttpRequest) {
  try {
    return authenticateHmac(request, keys, now);
  } catch (error) {
    if (!(error instanceof AcsError)) throw error;
    return { status: error.status, code: error.code, message: error.message };
  }
}

function withHeader(name: string, value: string | undefined): HttpRequest {
  const request = signedRequest();
  return { ...request, headers: { ...request.headers, [name]: value } };
}

test.each(keys)("the $name key", ({ value, name, generation }) => {
  expect(authenticateHmac(signedRequest(value), keys, now)).toMatchObject({ name, generation });
});

describe("the host signed without the port that it is sent with, as the SDK for Java does", () => {
  const sentTo = (host: string, signedHost: string): HttpRequest => {
    const request = signedRequest(undefined, undefined, signedHost);
    return { ...request, headers: { ...request.headers, host } };
  };

  test.each([
    ["localhost:8080", "localhost"],
    ["127.0.0.1:8080", "127.0.0.1"],
    ["[::1]:8080", "[::1]"],
  ])("%s", (host, signedHost) => {
    expect(authenticateHmac(sentTo(host, signedHost), keys, now).name).toBe("primary");
  });

  test.each([
    ["localhost:8080", "other"],
    ["localhost", "localhost:8080"],
    ["localhost:8080", "localhost:8081"],
  ])("%s, signed as %s: refused", (host, signedHost) => {
    expect(refusal(sentTo(host, signedHost))).toMatchObject({ status: 401, code: "Denied" });
  });
});

test("twice the same: a retry with the date and signature of the first try", () => {
  const request = signedRequest();
  authenticateHmac(request, keys, now);
  expect(authenticateHmac(request, keys, now + 1000).name).toBe("primary");
});

const authorization = signedRequest().headers["authorization"] ?? "";

const DENIED = "Denied by the resource provider."; // reported
const OTHER_HASH = "Request 'x-ms-content-sha256' differs from generated content hash."; // reported
const OTHER_FORM = "Given value does not match HMAC header structure."; // reported of SMS

test.each<[string, string, HttpRequest]>([
  ["another key", DENIED, signedRequest("YW5vdGhlcg==")],
  ["another method", DENIED, { ...signedRequest(), method: "DELETE" }],
  ["another path", DENIED, { ...signedRequest(), rawTarget: signedRequest().rawTarget.replace("%3Ax", "%3Ay") }],
  ["the path decoded", DENIED, { ...signedRequest(), rawTarget: decodeURIComponent(signedRequest().rawTarget) }],
  ["another query", DENIED, { ...signedRequest(), rawTarget: `${signedRequest().rawTarget}&a=b` }],
  ["another date", DENIED, withHeader("x-ms-date", new Date(now + 1000).toUTCString())],
  ["another host", DENIED, withHeader("host", "localhost:8081")],
  ["another signature", DENIED, withHeader("authorization", authorization.replace(/.=$/, "x="))],
  ["another body", OTHER_HASH, { ...signedRequest(), body: Buffer.from('{"scopes":["voip"]}') }],
  [
    "another content hash",
    OTHER_HASH,
    withHeader("x-ms-content-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
  ],
  ["no content hash", OTHER_HASH, withHeader("x-ms-content-sha256", undefined)],
  ["no authorization", DENIED, withHeader("authorization", undefined)],
  ["another scheme", DENIED, withHeader("authorization", "Basic abc")],
  [
    "a Credential part",
    OTHER_FORM,
    withHeader("authorization", authorization.replace("SignedHeaders", "Credential=a&SignedHeaders")),
  ],
  ["no signature", OTHER_FORM, withHeader("authorization", authorization.replace(/&Signature.*/, ""))],
  ["a signature that is not base64", OTHER_FORM, withHeader("authorization", authorization.replace(/.=$/, "%="))],
  ["no date", DENIED, withHeader("x-ms-date", undefined)],
  ["the host unsigned", DENIED, withHeader("authorization", authorization.replace("host;", ""))],
  ["the body unsigned", DENIED, withHeader("authorization", authorization.replace(";x-ms-content-sha256", ""))],
  ["the date unsigned", DENIED, withHeader("authorization", authorization.replace("x-ms-date;", ""))],
])("%s: %s", (_, message, request) => {
  expect(refusal(request)).toEqual({ status: 401, code: "Denied", message });
});

test.each([-MAX_CLOCK_SKEW_MS, MAX_CLOCK_SKEW_MS])("%d ms off: allowed", (skew) => {
  expect(authenticateHmac(signedRequest(undefined, now + skew), keys, now).name).toBe("primary");
});

test.each([-MAX_CLOCK_SKEW_MS - 1000, MAX_CLOCK_SKEW_MS + 1000])("%d ms off: refused", (skew) => {
  expect(() => authenticateHmac(signedRequest(undefined, now + skew), keys, now)).toThrow(
    /allowed margin of 5 minutes/,
  );
});
