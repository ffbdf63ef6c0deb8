import { mayHoldSecret, redact } from "../../../shared/redact";

const JWT = ["eyJhbGciOiJSUzI1NiIsImtpZCI6IjEwNiJ9", "eyJza3lwZWlkIjoiYWNzOjAxIn0", "c2lnbmF0-dXJl_MDE"].join(".");
const KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY+/w==";
const SIGNATURE = "t44e3hY9bC6LWNvn+PaWYfCe9JYhMSd9tVgzlLBWmhw=";
const FUNCTION_KEY = "pXkQ1-v8s_ZT6n2R0yWcLrB4fJ7uHdAeG3oMi9tAzFuAQ==";

interface Sample {
  name: string;
  text: string;
  secret: string;
  /** What must still be there. */
  kept: string;
}

const samples: Sample[] = [
  { name: "a token", text: JWT, secret: JWT, kept: "" },
  {
    name: "an unsigned token",
    text: JWT.slice(0, JWT.lastIndexOf(".") + 1),
    secret: JWT.split(".")[1] ?? "",
    kept: "",
  },
  {
    name: "a connection string",
    text: `endpoint=https://contoso.communication.azure.com/;accesskey=${KEY}`,
    secret: KEY,
    kept: "endpoint=https://contoso.communication.azure.com/;accesskey=",
  },
  {
    name: "a connection string the other way round",
    text: `AccessKey=${KEY};Endpoint=https://contoso.communication.azure.com/`,
    secret: KEY,
    kept: ";Endpoint=https://contoso.communication.azure.com/",
  },
  { name: "an access key in words", text: `the accessKey: ${KEY} is bad`, secret: KEY, kept: "is bad" },
  {
    name: "an HMAC Authorization header",
    text: `Authorization: HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${SIGNATURE}`,
    secret: SIGNATURE,
    kept: "HMAC-SHA256",
  },
  {
    name: "a Bearer header",
    text: `authorization: Bearer opaque.token-_~+/==`,
    secret: "opaque.token",
    kept: "uthorization",
  },
  { name: "a bare Bearer", text: `bearer ${FUNCTION_KEY}`, secret: FUNCTION_KEY, kept: "bearer" },
  { name: "a bare signature", text: `Signature=${SIGNATURE}`, secret: SIGNATURE, kept: "Signature" },
  { name: "a Basic header", text: `Authorization: Basic dXNlcjpwYXNz`, secret: "dXNlcjpwYXNz", kept: "uthorization" },
  {
    name: "a function key in a URL",
    text: `POST http://localhost:7071/api/identities?code=${FUNCTION_KEY}&x=1 failed`,
    secret: FUNCTION_KEY,
    kept: "&x=1 failed",
  },
  {
    name: "a function key further on in a URL",
    text: `http://localhost:7071/api/identities?x=1&code=${encodeURIComponent(FUNCTION_KEY)}`,
    secret: encodeURIComponent(FUNCTION_KEY),
    kept: "?x=1&code=",
  },
  {
    name: "a function key header",
    text: `x-functions-key: ${FUNCTION_KEY}`,
    secret: FUNCTION_KEY,
    kept: "x-functions-key",
  },
  {
    name: "the managed identity's header",
    text: "X-IDENTITY-HEADER: 853b9a84-5bfa",
    secret: "853b9a84",
    kept: "IDENTITY",
  },
  { name: "a client secret", text: "client_secret=abc~def.ghi&scope=x", secret: "abc~def", kept: "client_secret" },
  {
    name: "an opaque access token",
    text: "https://x/cb#access_token=opaque123",
    secret: "opaque123",
    kept: "https://x/cb",
  },
];

const inJson = [
  { name: "an access key field", value: { accesskey: KEY }, secret: KEY },
  { name: "an access key field in camel case", value: { endpoint: "https://contoso", accessKey: KEY }, secret: KEY },
  { name: "a Key Vault secret", value: { value: `endpoint=https://contoso/;accesskey=${KEY}`, id: "1" }, secret: KEY },
  { name: "a Bearer header", value: { headers: { Authorization: "Bearer opaque123" } }, secret: "opaque123" },
  {
    name: "an HMAC header",
    value: { authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host&Signature=${SIGNATURE}` },
    secret: SIGNATURE,
  },
  { name: "a signature field", value: { Signature: SIGNATURE }, secret: SIGNATURE },
  { name: "a function key header", value: { "x-functions-key": FUNCTION_KEY, accept: "*/*" }, secret: FUNCTION_KEY },
  { name: "a function key in a URL", value: { url: `/api/identities?code=${FUNCTION_KEY}` }, secret: FUNCTION_KEY },
  { name: "an access token field", value: { access_token: "opaque123", expires_in: 60 }, secret: "opaque123" },
  { name: "a client secret field", value: { client_secret: "abc~def" }, secret: "abc~def" },
  { name: "a managed identity header", value: { "x-identity-header": "853b9a84" }, secret: "853b9a84" },
  { name: "a token", value: { token: JWT }, secret: JWT },
];

it.each(samples)("redacts $name, and keeps what is around it", ({ text, secret, kept }) => {
  expect(redact(text)).not.toContain(secret);
  expect(redact(text)).toContain(kept);
  expect(redact(text)).toContain("[redacted]");
  expect(mayHoldSecret(text)).toBe(true);
});

/** What one text of the sample becomes when it is itself quoted in JSON, once or more often. */
const quotings: [string, (text: string) => string][] = [
  ["in double quotes", (text) => JSON.stringify({ message: text })],
  ["as a quoted part of a text", (text) => JSON.stringify({ message: `Got "${text}" instead.` })],
  ["in single quotes", (text) => JSON.stringify({ message: `Got '${text}' instead.` })],
  ["on a line of its own", (text) => JSON.stringify({ message: `Got:\n${text}\nend` })],
  ["after a tab", (text) => JSON.stringify({ message: `Got:\t${text}\tend` })],
  ["in JSON within JSON", (text) => JSON.stringify({ message: JSON.stringify({ text }) })],
  ["as a quoted part within JSON within JSON", (text) => JSON.stringify({ message: JSON.stringify(`Got "${text}".`) })],
  ["before a backslash", (text) => JSON.stringify({ message: `${text}\\ end` })],
];

describe.each(quotings)("%s", (_, quote) => {
  it.each(samples)("$name, and the JSON stays whole", ({ text, secret }) => {
    const line = redact(quote(text));
    expect(line).not.toContain(secret);
    expect((): unknown => JSON.parse(line)).not.toThrow();
    expect(mayHoldSecret(quote(text))).toBe(true);
  });
});

describe.each([0, 1, 2, 3])("in an object, %d times quoted", (times) => {
  it.each(inJson)("$name, and the JSON stays whole", ({ value, secret }) => {
    let json = JSON.stringify(value);
    for (let i = 0; i < times; i++) {
      json = JSON.stringify({ message: `Reply: ${json}` });
    }
    const line = redact(json);
    expect(line).not.toContain(secret);
    expect((): unknown => JSON.parse(line)).not.toThrow();
    expect(mayHoldSecret(json)).toBe(true);
  });
});

test("every secret of a text, not just the first", () => {
  const masked = redact(`accesskey=${KEY}; then accesskey=${SIGNATURE}; ${JWT} ${JWT} ?code=a1 &code=b2`);
  for (const secret of [KEY, SIGNATURE, JWT, "a1", "b2"]) {
    expect(masked).not.toContain(secret);
  }
});

test("a token of which the end was cut off", () => {
  for (let length = 8; length < JWT.length; length++) {
    expect(redact(`Got ${JWT.slice(0, length)}`)).toBe("Got [redacted]");
  }
});

it.each([
  "",
  "KEY_VAULT_URL is missing: it must be the vault's address, such as https://NAME.vault.azure.net",
  'The Key Vault secret "acs-connection-string" (setting ACS_CONNECTION_STRING_SECRET) is disabled; enable it.',
  '{"message":"IssueToken 503","requestId":"a1b2","status":503,"code":"UpstreamUnavailable","durationMs":12}',
  "connect ECONNREFUSED 127.0.0.1:443",
  "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1",
  "eyJust a word. And another.",
])("text without secrets stays as it is: %s", (text) => {
  expect(redact(text)).toBe(text);
});
