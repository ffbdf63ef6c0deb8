import { createHash } from "node:crypto";
import { parseConnectionString } from "../../shared/connectionString/parseConnectionString";
import { field } from "../unit/tools/emulator/support/field";
import { ManualClock } from "../unit/tools/emulator/support/ManualClock";
import type { Reply } from "../unit/tools/emulator/support/send";
import { signedHeaders } from "../unit/tools/emulator/support/signedHeaders";
import { TestEmulator } from "../unit/tools/emulator/support/TestEmulator";
import { errorText } from "./cases/replies";
import { allVersions, callOf, operations, PREVIEW2 } from "./support/calls";

const clock = new ManualClock();
const start = clock.milliseconds;
let running: TestEmulator;
let id: string;

beforeAll(async () => {
  running = await TestEmulator.start({ clock }, { keepAlive: true });
});

beforeEach(async () => {
  clock.milliseconds = start;
  await running.emulator.control.reset();
  id = field((await running.acs("POST", `/identities?api-version=${PREVIEW2}`)).json(), "id");
});

afterAll(async () => {
  await running.stop();
});

const DENIED = errorText("Denied", "Denied by the resource provider."); // reported
const OTHER_HASH = errorText("Denied", "Request 'x-ms-content-sha256' differs from generated content hash."); // reported
const SKEWED = errorText(
  "Unauthorized", // choice: clock skew
  "The given request could not be resolved.\nThe time difference between the originating client and the server is " +
    "greater than the allowed margin of 5 minutes.", // reported
);
const BODY = '{"scopes":["chat"]}';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A request for a token, signed now, that has not been sent yet. */
function signed(connectionString = running.emulator.connectionString): Sent {
  const { method, path } = callOf("issue", "2023-10-01", id);
  const url = `${running.emulator.endpoints.acs}${path}`;
  const date = new Date(clock.now()).toUTCString();
  return { method, path, headers: signedHeaders(connectionString, { method, url, body: BODY, date }), body: BODY };
}

async function deliver({ path, ...sent }: Sent): Promise<Reply> {
  return running.send(`${running.emulator.endpoints.acs}${path}`, sent);
}

function withHeaders(sent: Sent, headers: Record<string, string>): Sent {
  return { ...sent, headers: { ...sent.headers, ...headers } };
}

test("untouched: accepted", async () => {
  expect((await deliver(signed())).status).toBe(200);
});

test("the host signed without its port, as the SDK for Java does: accepted", async () => {
  const { method, path } = callOf("issue", "2023-10-01", id);
  const date = new Date(clock.now()).toUTCString();
  const headers = signedHeaders(running.emulator.connectionString, {
    method,
    url: `https://localhost${path}`,
    body: BODY,
    date,
  });
  const { host } = new URL(running.emulator.endpoints.acs);
  const sent = { method, path, headers: { ...headers, host }, body: BODY };
  expect([headers["host"], (await deliver(sent)).status]).toEqual(["localhost", 200]);
});

describe("tampered with on the way: refused", () => {
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
  ])("%s", async (_, expected, tamper) => {
    const reply = await deliver(tamper(signed()));
    expect([reply.status, reply.body]).toEqual([401, expected]);
    expect(reply.headers).not.toHaveProperty("api-supported-versions");
  });

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
describe("without a signature: every operation of every version is refused", () => {
  const all = operations.flatMap((operation) => allVersions.map((version) => callOf(operation, version, "8:acs:x")));

  test.each(all)("$method $path", async ({ method, path }) => {
    const reply = await running.send(`${running.emulator.endpoints.acs}${path}`, { method });
    expect([reply.status, reply.body]).toEqual([401, DENIED]);
  });
});

describe("a clock that is off", () => {
  const LIMIT_MS = 5 * 60 * 1000;

  test.each([-LIMIT_MS, LIMIT_MS])("by %d ms: accepted", async (skew) => {
    const sent = signed();
    clock.milliseconds += skew;
    expect((await deliver(sent)).status).toBe(200);
  });

  test.each([-LIMIT_MS - 1, LIMIT_MS + 1, 24 * 3_600_000])("by %d ms: refused", async (skew) => {
    const sent = signed();
    clock.milliseconds += skew;
    const reply = await deliver(sent);
    expect([reply.status, reply.body]).toEqual([401, SKEWED]);
  });

  test("by the emulator's own time, moved for its tokens: accepted", async () => {
    running.emulator.control.advanceClock(24 * 3600);
    expect((await deliver(signed())).status).toBe(200);
  });
});

test("the same request again, date and signature included: accepted, as the current SDK's retries need", async () => {
  const sent = signed();
  const tokens = [await deliver(sent), await deliver(sent)].map((reply) => field(reply.json(), "token"));
  expect(new Set(tokens).size).toBe(2);
});

describe("two keys", () => {
  const regenerated = async (name: "primary" | "secondary") => running.emulator.control.regenerateKey(name);

  test("both open, until they are regenerated", async () => {
    const { control, connectionString: primary } = running.emulator;
    const { connectionString: secondary } = await regenerated("secondary");
    expect(parseConnectionString(primary).accessKey).not.toBe(parseConnectionString(secondary).accessKey);
    expect((await deliver(signed(primary))).status).toBe(200);
    expect((await deliver(signed(secondary))).status).toBe(200);

    await control.regenerateKey("primary");
    expect((await deliver(signed(primary))).body).toBe(DENIED);
    expect((await deliver(signed(running.emulator.connectionString))).status).toBe(200);
    expect((await deliver(signed(secondary))).status).toBe(200);
  });

  test("regenerating one ends the tokens made with it, and only those (documentation)", async () => {
    const { connectionString: secondary } = await regenerated("secondary");
    const tokens = [await deliver(signed()), await deliver(signed(secondary)), await viaEntra()];
    await regenerated("primary");
    const verdicts = tokens.map((reply) => running.emulator.control.validateToken(field(reply.json(), "token")));
    expect(verdicts).toEqual([{ valid: false, reason: "keyRegenerated" }, { valid: true }, { valid: true }]);
  });
});

async function viaEntra(
  resource = "https://communication.azure.com",
  tamper = (token: string) => token,
): Promise<Reply> {
  const token = tamper(await running.managedIdentityToken(resource));
  const { method, path, body } = signed();
  return deliver({ method, path, body, headers: { authorization: `Bearer ${token}` } });
}

describe("tokens of the managed identity", () => {
  test.each([
    "https://communication.azure.com",
    "https://communication.azure.com/",
    "https://communication.azure.com//",
  ])("for %s: accepted", async (resource) => {
    expect((await viaEntra(resource)).status).toBe(200);
  });

  test("for every version", async () => {
    const authorization = `Bearer ${await running.managedIdentityToken("https://communication.azure.com")}`;
    for (const version of allVersions) {
      const { method, path } = callOf("create", version, "");
      const reply = await deliver({ method, path, body: "", headers: { authorization } });
      expect([version, reply.status]).toEqual([version, version === PREVIEW2 ? 200 : 201]);
    }
  });

  const unsigned = (token: string) => token.slice(0, token.lastIndexOf(".") + 1);
  const changed = (token: string) =>
    token.replace(/\.[^.]+\./, `.${Buffer.from('{"aud":"x"}').toString("base64url")}.`);

  test.each([
    ["for Key Vault", () => viaEntra("https://vault.azure.net")],
    ["without a signature", () => viaEntra(undefined, unsigned)],
    ["with other claims", () => viaEntra(undefined, changed)],
    ["of ACS itself", async () => bearer(field((await deliver(signed())).json(), "token"))],
    ["that is none", () => bearer("nothing")],
  ])("%s: refused", async (_, send) => {
    const reply = await send();
    expect([reply.status, reply.body]).toEqual([401, DENIED]);
  });

  test("that has expired: refused", async () => {
    const token = await running.managedIdentityToken("https://communication.azure.com");
    clock.milliseconds += 24 * 3_600_000;
    expect((await bearer(token)).body).toBe(DENIED);
  });

  async function bearer(token: string): Promise<Reply> {
    const { method, path, body } = signed();
    return deliver({ method, path, body, headers: { authorization: `Bearer ${token}` } });
  }
});
