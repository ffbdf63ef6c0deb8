import { contentHash, hmacSignature, stringToSign } from "../../../../tools/emulator/acs/authentication";
import { identityIds } from "../../../../tools/emulator/acs/identityId";
import { formatExpiresOn } from "../../../../tools/emulator/acs/tokens";
import { ManualClock } from "../../../../tools/kit/ManualClock";

const accessKey = Buffer.from("0123456789abcdef".repeat(4)).toString("base64");
const date = "Tue, 18 Aug 2026 09:00:00 GMT";
const identity = "8%3Aacs%3A188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
const issueTarget = `/identities/${identity}/:issueAccessToken?api-version=2023-10-01`;
const scopesHash = contentHash(Buffer.from('{"scopes":["chat","voip"]}'));

// Signatures that the released SDKs made with a frozen clock.
test("what @azure/communication-administration signs to create an identity", () => {
  const headers = { date, host: "localhost:8080", "x-ms-content-sha256": contentHash(Buffer.alloc(0)) };
  const request = { method: "POST", rawTarget: "/identities?api-version=2020-07-20-preview2", headers };
  const text = stringToSign(request, ["date", "host", "x-ms-content-sha256"]);
  expect(text).toBe(
    `POST\n/identities?api-version=2020-07-20-preview2\n${date};localhost:8080;47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=`,
  );
  expect(hmacSignature(accessKey, text)).toBe("t44e3hY9bC6LWNvn+PaWYfCe9JYhMSd9tVgzlLBWmhw=");
});

test.each([
  ["localhost:8080", "tBYAX+RsNrHkUEGEbCwxIPjuOxIRBQR7jja07Lcv+w0="],
  ["contoso.communication.azure.com", "gc5DD7ykI1cqI9KA3oTca5oXRCU16qL965Og1J63C+E="],
])("what @azure/communication-identity signs to issue a token, at %s", (host, signature) => {
  const headers = { "x-ms-date": date, host, "x-ms-content-sha256": scopesHash };
  const request = { method: "POST", rawTarget: issueTarget, headers };
  const text = stringToSign(request, ["x-ms-date", "host", "x-ms-content-sha256"]);
  expect(hmacSignature(accessKey, text)).toBe(signature);
});

test("a recorded string to sign", () => {
  const hash = "TC2vR0JiTX/S8/kfombrswVFVJvnJo7sbDFeOLW4vhg=";
  const recorded = `POST\n/teamsUser/:exchangeAccessToken?api-version=2022-10-01\nTue, 13 Jun 2023 11:29:08 GMT;smstestapp.communication.azure.com;${hash}`;
  const headers = {
    date: "Tue, 13 Jun 2023 11:29:08 GMT",
    host: "smstestapp.communication.azure.com",
    "x-ms-content-sha256": hash,
  };
  const request = { method: "POST", rawTarget: "/teamsUser/:exchangeAccessToken?api-version=2022-10-01", headers };
  expect(stringToSign(request, ["date", "host", "x-ms-content-sha256"])).toBe(recorded);
});

test.each([
  ['{"scopes":[]}', "60+XGy/KS72mYCMozQDW1tzfkFvdp5Qzbvub34UOQ5s="],
  ['{"scopes":["chat","voip"]}', "EqW/vFkRi/EMVlRLG6+kt0X27SowO7NytIh/miHOZlY="],
  ['{"scopes":["chat"],"expiresInMinutes":59}', "6LjWRqhjoUIvVrmmwpKqqQwxW+wgfGWr4DiSv67puKk="],
  ['{"scopes":["chat"],"expiresInMinutes":1441}', "ziPKEIOSpr7bTxKUMZz03S1PuMg2iw3ASqqVY9UTWBo="],
])("the recorded hash of %s", (body, hash) => {
  expect(contentHash(Buffer.from(body))).toBe(hash);
});

const resource = "188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0";

function fixedBytes(size: number): Buffer {
  return size === 5 ? Buffer.from("dbb73a3a0d", "hex") : Buffer.from("0043d0", "hex");
}

test("the form of a recorded id, made again from its parts", () => {
  const clock = new ManualClock(Date.parse("2020-01-01T08:00:00Z") + 0x000000075535965c);
  const next = identityIds(resource, clock, fixedBytes);
  expect(next()).toBe(`8:acs:${resource}_00000007-5535-965c-dbb7-3a3a0d0043d1`);
});

test("one after the other in the same millisecond", () => {
  const next = identityIds(resource, new ManualClock(), fixedBytes);
  expect([next(), next()].map((id) => id.slice(-6))).toEqual(["0043d1", "0043d2"]);
});

test("the counter starts over", () => {
  const next = identityIds(resource, new ManualClock(), (size) => Buffer.alloc(size, 0xff));
  expect(next()).toMatch(/^8:acs:[\da-f-]{36}_[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-ffff-ffffff000000$/);
});

const instant = Date.parse("2020-12-31T20:25:45.482Z");

test.each([
  [instant, 4682, "2020-12-31T20:25:45.4824682+00:00"],
  [instant, 4680, "2020-12-31T20:25:45.482468+00:00"],
  [instant, 0, "2020-12-31T20:25:45.482+00:00"],
  [instant, 1, "2020-12-31T20:25:45.4820001+00:00"],
  [Date.parse("2020-12-31T20:25:45Z"), 0, "2020-12-31T20:25:45+00:00"],
])("writes %d ms and %d ticks as %s", (milliseconds, ticks, text) => {
  expect(formatExpiresOn(milliseconds, ticks)).toBe(text);
  expect(Date.parse(text)).toBe(milliseconds);
});
