import { createHash, createHmac } from "node:crypto";
import { wellKnown } from "../../tools/emulator/index";
import { ManualClock } from "../../tools/kit/ManualClock";
import { errorText } from "./cases/OperationCase";
import { allVersions, callOf, operations, PREVIEW2 } from "./support/calls";
import { type Reply, signedHeaders } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";
import { field } from "./support/values";

const clock = new ManualClock();
const start = clock.now();
const running = TestEmulator.forAll({ clock }, { keepAlive: true });
let id: string;

beforeEach(async () => {
  clock.stepWall(start - clock.now());
  await running.emulator.control.reset();
  id = await running.newIdentity();
});

const DENIED = errorText("Denied", "Denied by the resource provider."); // reported
const OTHER_HASH = errorText("Denied", "Request 'x-ms-content-sha256' differs from generated content hash."); // reported
const SKEWED = errorText(
  "Unauthorized", // choice: clock skew
  "The given request could not be resolved.\nThe time difference between the originating client and the server is " +
    "greater than the allowed margin of 5 minutes.", // reported
);
const OTHER_FORM = errorText("Denied", "Given value does not match HMAC header structure."); // reported of ACS SMS
const BODY = '{"scopes":["chat"]}';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A request for a token, signed now, that has not been sent yet. */
function signed(connectionString = running.emulator.connectionString, host?: string): Sent {
  const { method, path } = callOf("issue", "2023-10-01", id);
  const url = `${host === undefined ? running.emulator.endpoints.acs : `https://${host}`}${path}`;
  const date = new Date(clock.now()).toUTCString();
  return { method, path, headers: signedHeaders(connectionString, { method, url, body: BODY, date }), body: BODY };
}

async function deliver({ path, ...sent }: Sent): Promise<Reply> {
  return running.send(`${running.emulator.endpoints.acs}${path}`, sent);
}

function withHeaders(sent: Sent, headers: Record<string, string>): Sent {
  return { ...sent, headers: { ...sent.headers, ...headers } };
}

test("accepts a request that is signed with either key", async () => {
  const { connectionString } = await running.emulator.control.regenerateKey("secondary");
  for (const each of [signed(), signed(connectionString)]) {
    expect((await deliver(each)).status).toBe(200);
  }
});

/** Signed over another host than it is sent to. */
async function signedFor(host: string): Promise<Reply> {
  return deliver(withHeaders(signed(undefined, host), { host: new URL(running.emulator.endpoints.acs).host }));
}

// The SDK for Java signs so.
test("accepts a signature over the host without its port, and over no other host", async () => {
  expect((await signedFor("localhost")).status).toBe(200);
  for (const host of ["other", "localhost:1"]) {
    expect((await signedFor(host)).body).toBe(DENIED);
  }
});

describe("refuses what was changed on the way, or is not signed as documented", () => {
  const other = '{"scopes":["voip"]}';
  const otherHash = createHash("sha256").update(other).digest("base64");

  test.each<[string, string, (sent: Sent) => Sent]>([
    ["the body", OTHER_HASH, (sent) => ({ ...sent, body: other })],
    ["the body, by one space", OTHER_HASH, (sent) => ({ ...sent, body: `${BODY} ` })],
    [
      "the body, with its hash",
      DENIED,
      (sent) => withHeaders({ ...sent, body: other }, { "x-ms-content-sha256": otherHash }),
    ],
    ["the method", DENIED, (sent) => ({ ...sent, method: "PUT" })],
    ["the identity in the path", DENIED, (sent) => ({ ...sent, path: otherIdentity(sent.path) })],
    ["the operation in the path", DENIED, (sent) => ({ ...sent, path: sent.path.replace(":issue", ":revoke") })],
    ["the path's encoding", DENIED, (sent) => ({ ...sent, path: sent.path.replaceAll("%3A", ":") })],
    ["the api-version", DENIED, (sent) => ({ ...sent, path: sent.path.replace("2023", "2022") })],
    ["the query, by one more parameter", DENIED, (sent) => ({ ...sent, path: `${sent.path}&a=b` })],
    ["the date", DENIED, (sent) => withHeaders(sent, { "x-ms-date": new Date(start + 1000).toUTCString() })],
    ["the host", DENIED, (sent) => withHeaders(sent, { host: "localhost:1" })],
    ["the signature", DENIED, (sent) => withHeaders(sent, { authorization: changedSignature(sent) })],
    ["the content hash", OTHER_HASH, (sent) => withHeaders(sent, { "x-ms-content-sha256": otherHash })],
    ["no content hash", OTHER_HASH, (sent) => without(sent, "x-ms-content-sha256")],
    ["no date", DENIED, (sent) => without(sent, "x-ms-date")],
    ["another scheme", DENIED, (sent) => withHeaders(sent, { authorization: "Basic abc" })],
    ["a Credential part", OTHER_FORM, (sent) => authorized(sent, "SignedHeaders", "Credential=a&SignedHeaders")],
    ["no signature", OTHER_FORM, (sent) => authorized(sent, /&Signature.*/, "")],
    ["a signature that is not base64", OTHER_FORM, (sent) => authorized(sent, /.=$/, "%=")],
  ])("refuses a request that comes with this changed: %s", async (_, expected, tamper) => {
    const reply = await deliver(tamper(signed()));
    expect([reply.status, reply.body]).toEqual([401, expected]);
    expect(reply.headers).not.toHaveProperty("api-supported-versions");
  });

  function without({ headers, ...sent }: Sent, name: string): Sent {
    return { ...sent, headers: Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name)) };
  }

  function authorized(sent: Sent, part: string | RegExp, replacement: string): Sent {
    return withHeaders(sent, { authorization: (sent.headers["authorization"] ?? "").replace(part, replacement) });
  }

  function otherIdentity(path: string): string {
    return path.replace(/(.)\/:/, (_, last) => `${last === "0" ? "1" : "0"}/:`);
  }

  function changedSignature({ headers }: Sent): string {
    return (headers["authorization"] ?? "").replace(
      /Signature=(.)/,
      (_, first) => `Signature=${first === "A" ? "B" : "A"}`,
    );
  }
});

// Choice: no credential.
test.each(["x-ms-date", "host", "x-ms-content-sha256"])(
  "refuses a signature, else right, that leaves out %s",
  async (name) => {
    const sent = signed();
    const names = ["x-ms-date", "host", "x-ms-content-sha256"].filter((each) => each !== name);
    const text = `${sent.method}\n${sent.path}\n${names.map((each) => sent.headers[each]).join(";")}`;
    const key = Buffer.from(wellKnown.accessKeys.primary, "base64");
    const signature = createHmac("sha256", key).update(text).digest("base64");
    const authorization = `HMAC-SHA256 SignedHeaders=${names.join(";")}&Signature=${signature}`;
    expect((await deliver(withHeaders(sent, { authorization }))).body).toBe(DENIED);
  },
);

// Choice: no credential.
describe("refuses every operation of every version without a signature", () => {
  const all = operations.flatMap((operation) => allVersions.map((version) => callOf(operation, version, "8:acs:x")));

  test.each(all)("asks for a credential at $method $path", async ({ method, path }) => {
    const reply = await running.send(`${running.emulator.endpoints.acs}${path}`, { method });
    expect([reply.status, reply.body]).toEqual([401, DENIED]);
  });
});

describe("a client's clock that is off", () => {
  const LIMIT_MS = 5 * 60 * 1000;

  test.each([-LIMIT_MS, LIMIT_MS])("is accepted when it is off by %d ms", async (skew) => {
    const sent = signed();
    clock.stepWall(skew);
    expect((await deliver(sent)).status).toBe(200);
  });

  test.each([-LIMIT_MS - 1, LIMIT_MS + 1, 24 * 3_600_000])("is refused when it is off by %d ms", async (skew) => {
    const sent = signed();
    clock.stepWall(skew);
    const reply = await deliver(sent);
    expect([reply.status, reply.body]).toEqual([401, SKEWED]);
  });

  test("is not compared with the emulator's own time, which moves for its tokens", async () => {
    running.emulator.control.advanceClock(24 * 3600);
    expect((await deliver(signed())).status).toBe(200);
  });
});

test("accepts the same request again, date and signature included, as the current SDK's retries need", async () => {
  const sent = signed();
  const tokens = [await deliver(sent), await deliver(sent)].map((reply) => field(reply.json(), "token"));
  expect(new Set(tokens).size).toBe(2);
});

test("a regenerated key ends its requests and the tokens made with it, and nothing else (documentation)", async () => {
  const { control, connectionString: primary } = running.emulator;
  const { connectionString: secondary } = await control.regenerateKey("secondary");
  const tokens = [await deliver(signed()), await deliver(signed(secondary)), await viaEntra()];
  const { connectionString: renewed } = await control.regenerateKey("primary");

  const verdicts = tokens.map((reply) => control.validateToken(field(reply.json(), "token")));
  expect(verdicts).toEqual([{ valid: false, reason: "keyRegenerated" }, { valid: true }, { valid: true }]);
  expect((await deliver(signed(primary))).body).toBe(DENIED);
  for (const each of [renewed, secondary]) {
    expect((await deliver(signed(each))).status).toBe(200);
  }
});

describe("tokens of the managed identity", () => {
  test.each(["", "/", "//"])("are accepted with an audience that ends with %j", async (end) => {
    expect((await viaEntra(`https://communication.azure.com${end}`)).status).toBe(200);
  });

  test("are accepted in every version", async () => {
    const token = await running.managedIdentityToken("https://communication.azure.com");
    for (const version of allVersions) {
      const reply = await bearer(token, { ...callOf("create", version, ""), body: "" });
      expect([version, reply.status]).toEqual([version, version === PREVIEW2 ? 200 : 201]);
    }
  });

  const unsigned = (token: string) => token.slice(0, token.lastIndexOf(".") + 1);
  const changed = (token: string) =>
    token.replace(/\.[^.]+\./, `.${Buffer.from('{"aud":"x"}').toString("base64url")}.`);

  test.each([
    ["is for Key Vault", () => viaEntra("https://vault.azure.net")],
    ["has no signature", () => viaEntra(undefined, unsigned)],
    ["has other claims than were signed", () => viaEntra(undefined, changed)],
    ["is one of ACS itself", async () => bearer(field((await deliver(signed())).json(), "token"))],
    ["is none", () => bearer("nothing")],
  ])("are refused when the token %s", async (_, send) => {
    const reply = await send();
    expect([reply.status, reply.body]).toEqual([401, DENIED]);
  });

  test("are refused while the identity lacks the role, and calls with a key are not", async () => {
    running.emulator.control.setAcsAccess(false);
    expect((await viaEntra()).body).toBe(DENIED);
    expect((await deliver(signed())).status).toBe(200);
    running.emulator.control.setAcsAccess(true);
    expect((await viaEntra()).status).toBe(200);
  });

  test("are refused when the identity is of another tenant", async () => {
    running.emulator.control.setIdentityTenant("0ac5de57-0000-4000-8000-0000000000ff");
    expect((await viaEntra()).body).toBe(DENIED);
    running.emulator.control.setIdentityTenant(wellKnown.tenantId);
    expect((await viaEntra()).status).toBe(200);
  });

  test("are refused when they have expired", async () => {
    const token = await running.managedIdentityToken("https://communication.azure.com");
    clock.stepWall(24 * 3_600_000);
    expect((await bearer(token)).body).toBe(DENIED);
  });
});

async function viaEntra(resource = "https://communication.azure.com", tamper = (token: string) => token) {
  return bearer(tamper(await running.managedIdentityToken(resource)));
}

async function bearer(token: string, sent: Omit<Sent, "headers"> = signed()): Promise<Reply> {
  return deliver({ ...sent, headers: { authorization: `Bearer ${token}` } });
}
