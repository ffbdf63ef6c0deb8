import { AggregateAuthenticationError, AuthenticationError } from "@azure/identity";
import * as z from "zod";
import { createIdentityClient as createAdministrationClient } from "../../../shared/acs/administrationSdkClient";
import { createIdentityClient } from "../../../shared/acs/identitySdkClient";
import { createTeamsAccessClient } from "../../../shared/acs/teamsAccessClient";
import { readKeySetFrom } from "../../../shared/callers/jwt/readKeySet";
import { causesOf as causesToldOf } from "../../../shared/causes";
import { type Clock, systemClock } from "../../../shared/clock";
import { readFromKeyVault } from "../../../shared/connection/readFromKeyVault";
import { deadlineIn } from "../../../shared/deadline";
import { createTableStorage } from "../../../shared/directory/tableStorage";
import { consoleLog, jsonLog } from "../../../shared/log";
import { managedIdentityCredential } from "../../../shared/managedIdentity";
import { callOptions } from "../../../shared/resilience/callOptions";
import { IdentityProvider } from "../../../tools/testbed/identityProvider/IdentityProvider";
import { errorFrom } from "../../support/errorFrom";

let provider: IdentityProvider;
let url: string;

beforeAll(async () => {
  provider = await IdentityProvider.start();
  url = new URL(provider.issuer).origin;
});

afterAll(async () => {
  await provider.stop();
});

/** Nobody waits between two tries. */
const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() };
const random = () => 0;
const deadline = () => deadlineIn(5_000, clock);
const credential = { getToken: () => Promise.resolve({ token: "a", expiresOnTimestamp: Date.now() + 3_600_000 }) };

const grant = { scopes: ["chat"] } as const;
const acs = () => ({ endpoint: url, accessKey: "a2V5" });
const id = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";

const account = { tenantId: "0ac5de57-0000-4000-8000-00000000000a", objectId: "0ac5de57-0000-4000-8000-00000000000b" };

const DEPENDENCIES: readonly [string, () => Promise<unknown>][] = [
  [
    "ACS, identity SDK",
    () => createIdentityClient(acs(), clock).issueToken(id, grant, callOptions(AbortSignal.timeout(5_000))),
  ],
  [
    "ACS, administration SDK",
    () => createAdministrationClient(acs(), clock).issueToken(id, grant, callOptions(AbortSignal.timeout(5_000))),
  ],
  [
    "ACS, without an SDK",
    () => createTeamsAccessClient(acs(), clock).getTeamsAccess(account, callOptions(AbortSignal.timeout(5_000))),
  ],
  ["Key Vault", readFromVault],
  ["Table Storage", readFromTable],
  ["managed identity", managedIdentityToken],
  ["an issuer", () => readKeySetFrom({ clock, random })(url)],
];

async function readFromVault(): Promise<unknown> {
  return readFromKeyVault({ vaultUrl: url, secretName: "s", credential, clock, random })();
}

async function readFromTable(): Promise<unknown> {
  const table = createTableStorage({ endpoint: url, tableName: "Rows", credential, clock, random });
  return table.read("a", deadline());
}

async function managedIdentityToken(): Promise<unknown> {
  return await managedIdentityCredential({ IDENTITY_ENDPOINT: url }, clock).getToken(
    "https://vault.azure.net/.default",
  );
}

/** Each secret, and what is left of it in any spelling. */
const SECRETS = ["opaqueToken7Qz", "c2VjcmV0S2V5", "8:acs:0ac5de57"];

const BODY = String.raw`"token":"opaqueToken7Qz","value":"endpoint=https://x/;access\u006bey\u003dc2VjcmV0S2V5\u003d","id":"8:acs:0ac5de57"`;

interface Reply {
  status: number;
  type: string;
  body: string;
}

const json = "application/json";

/** Nothing of these may be told but status, type and length. */
const UNREADABLE: readonly [string, Reply][] = [
  ["a success that is cut", { status: 200, type: json, body: `{${BODY}` }],
  ["a success that ends too late", { status: 200, type: json, body: `{${BODY}}}` }],
  ["a success in short that is no JSON", { status: 200, type: json, body: "opaqueToken7Qz" }],
  [
    "a success that breaks off on a new line",
    { status: 200, type: json, body: '{"token":\n    at opaqueToken7Qz:1:1' },
  ],
  ["a success of another shape", { status: 200, type: json, body: `{${BODY}}` }],
  ["a list of them", { status: 200, type: json, body: `[{${BODY}}]` }],
  ["a page as a success", { status: 200, type: "text/html", body: `<p>{${BODY}}</p>` }],
  ["a success without a type", { status: 200, type: "", body: `{${BODY}` }],
  ["XML as a success", { status: 200, type: "application/xml", body: `<a>{${BODY}}` }],
  ["a refusal that is cut", { status: 403, type: json, body: `{"error":{"code":"Denied","message":"no",${BODY}` }],
  [
    "a refusal of another shape",
    { status: 403, type: json, body: `{"code":"opaqueToken7Qz","text":"opaqueToken7Qz"}` },
  ],
  ["a refusal in words", { status: 400, type: "text/plain", body: `no\n\n${BODY}` }],
  ["trouble as a page", { status: 500, type: "text/html", body: `<p>{${BODY}}</p>` }],
  ["trouble that is cut", { status: 503, type: json, body: `{${BODY}` }],
  ["throttling in words", { status: 429, type: json, body: BODY }],
];

async function causesOf(call: () => Promise<unknown>, { status, type, body }: Reply): Promise<string> {
  provider.inTrouble((_request, response) => {
    response.writeHead(status, type === "" ? {} : { "Content-Type": type }).end(body);
  });
  return await linesOf(call);
}

/** All that the log and the console get. */
async function linesOf(call: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const write = jest.spyOn(console, "error").mockImplementation((...texts) => void lines.push(texts.join()));
  try {
    await call();
  } catch (error) {
    jsonLog((_, line) => lines.push(line))("error", { message: "Failed.", error });
    consoleLog("error", { message: "Failed.", error });
  } finally {
    write.mockRestore();
  }
  return lines.join("\n");
}

describe.each(DEPENDENCIES)("%s", (_name, call) => {
  it.each(UNREADABLE)("answers with %s: nothing of the body is written", async (_, reply) => {
    const written = await causesOf(call, reply);
    for (const secret of SECRETS) {
      expect(written).not.toContain(secret);
    }
  });
});

const shown = z.object({ causes: z.array(z.looseObject({ text: z.string() })) });

const message = `Not today, accesskey=c2VjcmV0S2V5= ${"x".repeat(1_000)}`;
const envelope = { error: { code: "Denied", target: "userId", message } };
const tableEnvelope = { "odata.error": { code: "Denied", message: { lang: "en", value: message } } };

it.each(
  DEPENDENCIES.filter(([name]) => name !== "an issuer" && name !== "managed identity").flatMap(([name, call]) =>
    [400, 403, 500].map((status) => [name, status, call] as const),
  ),
)(
  "%s answers %d with an error envelope: its code is told, and its message, masked and cut",
  async (name, status, call) => {
    const body = JSON.stringify(name === "Table Storage" ? tableEnvelope : envelope);
    const [line = ""] = (await causesOf(call, { status, type: json, body })).split("\n");
    const told = shown.parse(JSON.parse(line)).causes.at(-1);

    expect(told).toMatchObject({
      statusCode: status,
      code: "Denied",
      ...(name.startsWith("ACS") && { target: "userId" }),
    });
    expect(told?.text).toMatch(/^Not today, accesskey=\[redacted\] x+$/);
    expect(told?.text).toHaveLength(300);
  },
);

test("a managed identity that is refused is told in the words of the refusal, masked and cut", async () => {
  const body = JSON.stringify({ error: "invalid_request", error_description: message });
  const written = await causesOf(managedIdentityToken, { status: 400, type: json, body });

  expect(written).toContain("invalid_request");
  expect(written).not.toContain("c2VjcmV0S2V5");
  expect(written).not.toContain("x".repeat(300));
});

test.each(UNREADABLE)("an error of OAuth about %s", async (_, { status, body }) => {
  const error = new AuthenticationError(status, body);
  const all = new AggregateAuthenticationError([error, error], "No credential did it.");
  for (const each of [error, all, new Error("Around.", { cause: error })]) {
    const written = await linesOf(() => Promise.reject(each));
    expect(written).toContain("Error");
    for (const secret of SECRETS) {
      expect(written).not.toContain(secret);
    }
  }
});

test("a stack is told without what was said, also where the message has changed since", async () => {
  const error = new Error("opaqueToken7Qz\n    opaqueToken7Qz\nand more");
  // From now on the stack has these words: it is written when it is first read.
  expect(error.stack).toContain("opaqueToken7Qz");
  error.message = "Failed in another way.";
  const written = await linesOf(() => Promise.reject(error));

  expect(written).not.toContain("opaqueToken7Qz");
  expect(written).toContain("Failed in another way.");
  expect(written).toContain("causes.test.ts");
});

test("a line of a message that looks like one of the stack is none", () => {
  const [told] = shown.parse({ causes: causesToldOf(new Error("Failed:\n    at opaqueToken7Qz")) }).causes;

  expect(told?.["stack"]).toEqual(expect.arrayContaining([expect.stringContaining("causes.test.ts")]));
  expect(told?.["stack"]).not.toContain("    at opaqueToken7Qz");
});

test("what JSON.parse said is not told, also where another error has said a part of it", async () => {
  const written = await linesOf(() =>
    Promise.reject(new SyntaxError("Bad: ", { cause: new SyntaxError("Bad: opaqueToken7Qz") })),
  );

  expect(written).not.toContain("opaqueToken7Qz");
});

test("what quotes a body and is quoted in part by another error is hidden whole where a third one repeats it", async () => {
  const inner = new SyntaxError("Bad: opaqueToken7Qz");
  const outer = new SyntaxError("Bad: ", { cause: inner });
  const written = await linesOf(() => Promise.reject(new Error(`Read: ${inner.message}`, { cause: outer })));

  expect(written).toContain("Read: ");
  expect(written).not.toContain("opaqueToken7Qz");
});

test.each(["A sentence", "x".repeat(65), "code=opaqueToken7Qz"])(
  "a code that is none is not told: %s",
  async (code) => {
    const body = JSON.stringify({ error: { code, target: code, message: "No." } });
    const [line = ""] = (await causesOf(readFromVault, { status: 403, type: json, body })).split("\n");
    const told = shown.parse(JSON.parse(line)).causes.at(-1);

    expect(told).toMatchObject({ statusCode: 403, text: "No." });
    expect(told).not.toHaveProperty("code");
    expect(told).not.toHaveProperty("target");
  },
);

test("an error that repeats what it is about is told without", async () => {
  const cause = await errorFrom(SyntaxError, () => Promise.resolve(JSON.parse("opaqueToken7Qz")));
  for (const error of [new Error(`Bad: ${cause.message}`, { cause }), new Error(`Bad: ${cause.message}`)]) {
    const written = await linesOf(() => Promise.reject(error));
    expect(written).toContain("Bad: ");
    expect(written).not.toContain("opaqueToken7Qz");
  }
});
