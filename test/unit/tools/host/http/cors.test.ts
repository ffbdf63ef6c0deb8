import { isPreflight, parseCorsPolicy, preflightReply, withCors } from "../../../../../tools/host/http/cors";
import { emptyReply } from "../../../../../tools/host/http/Reply";
import { httpCall } from "../support/given";

const PORTAL = "https://portal.azure.com";

function policyOf(origins: string, allowsCredentials = false) {
  const policy = parseCorsPolicy(origins, allowsCredentials);
  if (!policy) {
    throw new Error("There should be a policy.");
  }
  return policy;
}

function preflight(origin: string, headers: Record<string, string[]> = {}) {
  const asked = { origin: [origin], "access-control-request-method": ["POST"], ...headers };
  return httpCall({ method: "OPTIONS", headers: asked });
}

test.each([undefined, "", ","])("the origins %j ask for no CORS", (origins) => {
  expect(parseCorsPolicy(origins, false)).toBeUndefined();
});

test.each([
  [`${PORTAL}, https://b.example`, false, "without spaces"],
  [`${PORTAL}/`, false, "without a '/' at the end"],
  ["*", true, "cannot allow credentials to every origin"],
])("the origins %j with credentials %s are refused", (origins, credentials, reason) => {
  expect(() => parseCorsPolicy(origins, credentials)).toThrow(reason);
});

test("a preflight is a call of OPTIONS with both headers", () => {
  expect(isPreflight(preflight(PORTAL))).toBe(true);
  expect(isPreflight(httpCall({ method: "OPTIONS", headers: { origin: [PORTAL] } }))).toBe(false);
  const withoutOrigin = { "access-control-request-method": ["GET"] };
  expect(isPreflight(httpCall({ method: "OPTIONS", headers: withoutOrigin }))).toBe(false);
  expect(isPreflight({ ...preflight(PORTAL), method: "GET" })).toBe(false);
});

test("an allowed preflight gets what it asks for", () => {
  const call = preflight(PORTAL, { "access-control-request-headers": ["content-type, x-functions-key"] });
  expect(preflightReply(policyOf(PORTAL), call)).toEqual(
    emptyReply(204, {
      "access-control-allow-origin": PORTAL,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "content-type,x-functions-key",
    }),
  );
});

test.each(["https://evil.example", "null", `${PORTAL}.evil.example`, "http://portal.azure.com"])(
  "a preflight from %s gets 204 and no leave",
  (origin) => {
    expect(preflightReply(policyOf(PORTAL), preflight(origin))).toEqual(emptyReply(204));
  },
);

test("replies tell an allowed origin that it may read them, and keep their own headers", () => {
  const reply = emptyReply(200, { vary: "accept", "access-control-allow-origin": "https://own.example" });
  const call = httpCall({ headers: { origin: [PORTAL] } });
  expect(withCors(policyOf(`${PORTAL.toUpperCase()},https://b.example`, true), call, reply).headers).toEqual({
    "access-control-allow-origin": PORTAL,
    "access-control-allow-credentials": "true",
    vary: ["accept", "Origin"],
  });
  expect(withCors(policyOf("*"), call, emptyReply(200)).headers).toEqual({ "access-control-allow-origin": "*" });
});

test("replies to other origins, and to calls without one, stay as they are", () => {
  const reply = emptyReply(200);
  expect(withCors(policyOf(PORTAL), httpCall({ headers: { origin: ["https://b.example"] } }), reply)).toBe(reply);
  expect(withCors(policyOf(PORTAL), httpCall(), reply)).toBe(reply);
  expect(withCors(undefined, httpCall({ headers: { origin: [PORTAL] } }), reply)).toBe(reply);
});
