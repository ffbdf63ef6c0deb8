import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import type { Environment } from "../../tools/emulator/commands/address";
import { commands } from "../../tools/emulator/commands/commands";
import { runCommand } from "../../tools/emulator/commands/runCommand";
import { wellKnown } from "../../tools/emulator/index";
import { UsageError } from "../../tools/kit/commandLine";
import { projectRoot } from "../../tools/kit/projectRoot";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { endAll, type Program, runToEnd, startProgram } from "./support/program";
import { send } from "./support/send";
import { field } from "./support/values";

const ca = join(temporaryDirectory(), "ca");

let running: Program;

beforeAll(async () => {
  running = await startProgram(["--ca", ca, "--faults"]);
});

afterEach(() => surface("POST", "/reset"));
afterAll(endAll);

/** Those that lead to it. */
const variables = () => ({ ACS_CONNECTION_STRING: running.connectionString, ACS_CA_FILE: running.caFile });

/** What a command that succeeds prints; run in this process, since another for each takes a second of a busy machine. */
const printed = async (...args: string[]): Promise<string> => await runCommand(args, variables());

async function surface(method: string, path: string, body: object = {}): Promise<unknown> {
  const url = `${running.testSurface ?? ""}${path}`;
  const reply = await send(running.caFile, url, { method, body: method === "GET" ? "" : JSON.stringify(body) });
  return reply.status === 204 ? undefined : reply.json();
}

const validity = (token: string) => surface("POST", "/tokens/validate", { token });

/** Why a command is refused. */
async function refusalOf(args: readonly string[], environment: Environment = variables()): Promise<Error> {
  const outcome = await runCommand(args, environment).catch((error: unknown) => error);
  if (outcome instanceof Error) {
    return outcome;
  }
  throw new TypeError(`It did what was asked: ${String(outcome)}`);
}

const escaped = (text: string) => text.replaceAll(/[.[\]()]/g, "\\$&");

/** What a line with a token and nothing else says. */
function claimsIn(line: string) {
  const [, payload = ""] = /^[\w-]+\.([\w-]+)\.[\w-]+\n$/.exec(line) ?? [];
  const claims = z.object({ skypeid: z.string(), acsScope: z.string(), exp: z.number(), iat: z.number() });
  const { skypeid, acsScope, exp, iat } = claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  return { id: `8:${skypeid}`, scopes: acsScope, minutes: (exp - iat) / 60 };
}

test("creates, lists, revokes and deletes identities: one id a line, and nothing else", async () => {
  const first = (await printed("identities", "create")).trimEnd();
  const second = (await printed("identities", "create")).trimEnd();
  expect(await printed("identities", "list")).toBe(`${first}\n${second}\n`);
  const token = (await printed("tokens", "issue", second)).trimEnd();
  expect(await validity(token)).toEqual({ valid: true });
  expect(await printed("identities", "revoke", first, second)).toBe("");
  expect(await validity(token)).toEqual({ valid: false, reason: "revoked" });
  expect(await printed("identities", "delete", first)).toBe("");
  expect(await printed("identities", "list")).toBe(`${second}\n`);
});

test("a token is the only thing printed: of the identity, with the scopes and for the time that were asked for", async () => {
  const id = (await printed("identities", "create")).trimEnd();
  expect(claimsIn(await printed("tokens", "issue", id))).toEqual({ id, scopes: "chat,voip", minutes: 1440 });
  const asked = ["--scopes", "chat.join, voip.join", "--expires-in-minutes", "60"];
  expect(claimsIn(await printed("tokens", "issue", id, ...asked))).toEqual({
    id,
    scopes: "chat.join,voip.join",
    minutes: 60,
  });
});

test("a token without an identity is a new one's, in one line of a shell", async () => {
  const script = 'TOKEN="$(node "$0" tokens issue --scopes voip)" && printf "%s\\n" "$TOKEN"';
  const args = ["-e", "-c", script, join(projectRoot(), "dist/tools/emulator/main.js")];
  const { stdout } = spawnSync("sh", args, { encoding: "utf8", env: { ...process.env, ...variables() } });
  const { id, scopes } = claimsIn(stdout);
  expect(scopes).toBe("voip");
  expect(await printed("identities", "list")).toBe(`${id}\n`);
});

/** As an app in Azure reads it. */
async function secret(name: string): Promise<string> {
  const { endpoints, identityHeader, caFile } = running;
  const query = "api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net";
  const headers = { "x-identity-header": identityHeader };
  const token = field(
    (await send(caFile, `${endpoints.managedIdentity}/msi/token?${query}`, { headers })).json(),
    "access_token",
  );
  const authorization = `Bearer ${token}`;
  const reply = await send(caFile, `${endpoints.keyVault}/secrets/${name}?api-version=7.4`, {
    headers: { authorization },
  });
  return field(reply.json(), "value");
}

test.each([
  ["what is typed", ["a value"], "", "a value"],
  ["what standard input says, without the end of its last line", [], "two\nlines\n", "two\nlines"],
])("sets a secret to %s, silently", async (_what, value, input, expected) => {
  const args = ["secrets", "set", "my-secret", ...value];
  expect(runToEnd(args, { environment: variables(), input })).toEqual({ code: 0, out: "", err: "" });
  expect(await secret("my-secret")).toBe(expected);
});

test("--help behind a word that several commands begin with lists those", async () => {
  const [first = "", ...others] = (await printed("identities", "--help")).trimEnd().split("\n");
  expect(first).toMatch(/^ {2}identities create +print the id/);
  expect(others).toHaveLength(3);
});

test("--url and --ca lead to it as well, and come before the variables", () => {
  const connectionString = `endpoint=https://localhost:1/;accesskey=${wellKnown.accessKeys.primary}`;
  const environment = { ACS_CONNECTION_STRING: connectionString, ACS_CA_FILE: "/nowhere" };
  const args = ["identities", "create", "--url", `${running.endpoints.acs}/`, "--ca", ca];
  expect(runToEnd(args, { environment })).toMatchObject({ code: 0, err: "" });
});

test.each([
  [
    ["identities"],
    "UsageError",
    "There is no command identities; there is identities create, identities list, identities revoke, identities delete. See --help.",
  ],
  [["tokens", "--scopes", "chat"], "UsageError", "There is no command tokens; there is tokens issue. See --help."],
  [
    ["identity", "list"],
    "UsageError",
    /^There is no command identity list; there is identities create, .*, tokens issue, secrets set\. See --help\.$/,
  ],
  [["identities", "delete"], "UsageError", "identities delete takes ID.... See --help."],
  // As a variable of a shell is that was never set.
  [["tokens", "issue", ""], "UsageError", "tokens issue takes [ID]. See --help."],
  [["identities", "list", "x"], "UsageError", "identities list takes nothing more. See --help."],
  [["identities", "list", "--scopes", "chat"], "UsageError", "identities list has no option --scopes. See --help."],
  [["tokens", "issue", "--nope"], "UsageError", "Unknown option '--nope'. See --help."],
  [
    ["tokens", "issue", "--scopes", "chat,"],
    "UsageError",
    "--scopes must be scopes with commas between, such as chat,voip. See --help.",
  ],
  [
    ["tokens", "issue", "--expires-in-minutes", "1"],
    "UsageError",
    "--expires-in-minutes must be a whole number from 60 to 1440. See --help.",
  ],
  [
    ["identities", "list", "--url", "localhost:7780"],
    "UsageError",
    "--url must be an address such as https://localhost:7780. See --help.",
  ],
  [
    ["tokens", "issue", "--scopes", "nope"],
    "CommandError",
    /^ValidationError: Invalid scopes - 'nope' is none of chat, voip/,
  ],
  [
    ["identities", "revoke", "8:acs:x"],
    "CommandError",
    "8:acs:x: IdentityNotOwned: Provided identity doesn't belong to the resource.",
  ],
  [["secrets", "set", "a_b", "c"], "CommandError", "BadParameter: The request URI contains an invalid name: a_b"],
  [
    ["identities", "list", "--url", "https://localhost:1"],
    "CommandError",
    "No emulator answers at https://localhost:1. Start one with acs-emulator, or name another by --url.",
  ],
  [
    ["identities", "list", "--ca", "/nowhere"],
    "CommandError",
    /^The certificate of https:\/\/localhost:\d+ is not by the CA in \/nowhere\/ca\.pem \(/,
  ],
])("%j is refused by a %s in one line that says why", async (args, kind, line) => {
  const error = await refusalOf(args);
  expect(error.name).toBe(kind);
  expect(error.message).toMatch(line instanceof RegExp ? line : new RegExp(`^${escaped(line)}$`));
});

test.each([
  [["tokens", "issue", "--nope"], 2, "Unknown option '--nope'. See --help.\n"],
  [
    ["identities", "delete", "8:acs:x"],
    1,
    "8:acs:x: IdentityNotOwned: Provided identity doesn't belong to the resource.\n",
  ],
])("%j ends with %d, and says why on standard error alone", (args, code, err) => {
  expect(runToEnd(args, { environment: variables() })).toEqual({ code, out: "", err });
});

test("a key that is no longer the emulator's: says where the present one is to be set", async () => {
  const environment = variables();
  await surface("POST", "/keys/primary/regenerate");
  expect((await refusalOf(["identities", "create"], environment)).message).toBe(
    "Denied: Denied by the resource provider. Set ACS_CONNECTION_STRING to the emulator's present connection string.",
  );
});

test("asks nothing of what is no emulator, as a resource in Azure is", async () => {
  const { keyVault } = running.endpoints;
  const { message } = await refusalOf(["identities", "create", "--url", keyVault]);
  expect(message).toBe("Unauthorized: AKV10000: Request is missing a Bearer or PoP token.");
  expect(await surface("GET", "/state")).toMatchObject({ requests: { keyVault: { challenge: 1 } } });
});

test("a connection string of another form is refused, and nothing of it told", async () => {
  const error = await refusalOf(["identities", "list"], { ACS_CONNECTION_STRING: "endpoint=x;accesskey=c2VjcmV0" });
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).not.toMatch("c2VjcmV0");
});

test.each(commands.map((command) => [command.name, command] as const))(
  "%s --help tells its operands, its options and an example, also where no emulator runs",
  async (name, { operands, options, example }) => {
    const out = await runCommand([...name.split(" "), "--help"], {});
    expect(out).toMatch(`Usage: ${["acs-emulator", name, ...operands].join(" ")} [options]\n`);
    expect(out).toContain(`\n  ${example}\n`);
    expect([...out.matchAll(/^ {2}--([\w-]+)/gm)].map(([, option]) => option)).toEqual([
      ...options.map(([option]) => option),
      "url",
      "ca",
      "help",
    ]);
  },
);
