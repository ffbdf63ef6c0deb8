import { app, AppStartContext, type HttpHandler } from "@azure/functions";
import * as z from "zod";
import { compose } from "../../../shared/compose";
import { ApiError } from "../../../shared/errors";
import { REQUEST_BUDGET_MS } from "../../../shared/http/endpoint";
import type { Call, Operation } from "../../../shared/http/operation";
import { SettingsError } from "../../../shared/settings/settings";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";
import { httpRequest } from "../../support/httpRequest";
import { invocation } from "../../support/invocation";
import { recordLog } from "../../support/recordLog";
import { until } from "../../support/until";

const SECRET_VALUE = "endpoint=https://x.communication.azure.com/;accesskey=cGxhbnRlZA==";
const BAD = { KEY_VAULT_URL: SECRET_VALUE, ACS_SDK: "newest", USER_AUTH: "jwt" };
const GOOD = { KEY_VAULT_URL: "https://contoso.vault.azure.net" };

// Which says that hooks are not registered outside the Functions worker.
jest.spyOn(console, "warn").mockReturnValue(undefined);

function composed(environment: Record<string, string>) {
  const { log, logged } = recordLog();
  const composition = compose({ environment, clock: new ManualClock(), log, random: () => 0.5 });
  return { composition, logged };
}

/** With what the worker calls at the start of the app. */
function started(environment: Record<string, string>) {
  const hook = jest.spyOn(app.hook, "appStart");
  const { logged } = composed(environment);
  const [[start] = []] = hook.mock.calls;
  hook.mockRestore();
  return { logged, start: async () => start?.(new AppStartContext()) };
}

const replyShape = z.object({
  status: z.number(),
  jsonBody: z.object({ error: z.object({ code: z.string(), message: z.string() }) }).optional(),
});

async function replyOf(handler: HttpHandler) {
  return replyShape.parse(await handler(httpRequest(), invocation("Any").context));
}

const record = {
  name: "Any",
  methods: ["GET"],
  route: "any",
  summary: "",
  description: "",
  success: { status: 204, description: "" },
  errors: [],
} as const;
const done = () => Promise.resolve({ status: 204 });
const of = (access: Operation["access"], steps = done): Operation => ({ ...record, access, steps });

test("a request has its time by the clock of the surroundings", async () => {
  const clock = new ManualClock();
  const composition = compose({ environment: GOOD, clock, log: recordLog().log, random: () => 0.5 });
  const left: number[] = [];
  const steps = async ({ deadline }: Call) => {
    await clock.advance(1_000);
    left.push(deadline.remaining());
    return { status: 204 };
  };
  await replyOf(composition.handlerOf({ ...record, access: "anybody", steps }));
  expect(left).toEqual([REQUEST_BUDGET_MS - 1_000]);
});

describe("with bad settings", () => {
  test("a key holder is told each setting that is wrong, by name and never by value", async () => {
    const { status, jsonBody } = await replyOf(composed(BAD).composition.handlerOf(of("keyHolders")));
    expect(status).toBe(500);
    expect(jsonBody?.error.code).toBe("Misconfigured");
    for (const name of ["KEY_VAULT_URL", "ACS_SDK", "JWT_ISSUERS", "JWT_AUDIENCES", "IDENTITY_TABLE_ENDPOINT"]) {
      expect(jsonBody?.error.message).toContain(name);
    }
    expect(jsonBody?.error.message).not.toMatch(/cGxhbnRlZA|newest/);
  });

  test.each(["users", "anybody"] as const)("who calls an operation for %s learns no setting's name", async (access) => {
    const { status, jsonBody } = await replyOf(composed(BAD).composition.handlerOf(of(access)));
    expect(status).toBe(500);
    expect(jsonBody?.error.code).toBe("Misconfigured");
    expect(jsonBody?.error.message).not.toMatch(/[A-Z]{2}_/);
  });

  test("no line of the log is written for each call beside that of the call itself, and that one names none", async () => {
    const { context, lines } = invocation("Any");
    await composed(BAD).composition.handlerOf(of("users"))(httpRequest(), context);
    expect(lines).toHaveLength(1);
    expect(String(lines[0]?.line)).not.toContain("KEY_VAULT_URL");
  });

  test("one error line in the log names them", async () => {
    const { composition, logged } = composed(BAD);
    await replyOf(composition.handlerOf(of("anybody")));
    await replyOf(composition.handlerOf(of("keyHolders")));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ level: "error", message: expect.stringContaining("KEY_VAULT_URL") as unknown });
    expect(JSON.stringify(logged)).not.toMatch(/cGxhbnRlZA|newest/);
  });

  test("development ends at the start", async () => {
    const { start } = started({ ...BAD, AZURE_FUNCTIONS_ENVIRONMENT: "Development" });
    await errorFrom(SettingsError, start);
  });

  test("the start waits for nothing that requests need, which is made after it", async () => {
    const { start, logged } = started(BAD);
    await start();
    expect(logged).toEqual([]);
    await until(() => logged.length === 1);
  });
});

test.each(["Misconfigured", "UpstreamRejected"] as const)(
  "what an operator has to do of %s is told to key holders and the log alone",
  async (code) => {
    const { composition } = composed(GOOD);
    const error = new ApiError(code, "IDENTITY_TABLE_NAME is wrong.", { cause: new Error("No such table") });
    const steps = () => Promise.reject(error);
    const { context, lines } = invocation("Any");
    const told = replyShape.parse(await composition.handlerOf(of("anybody", steps))(httpRequest(), context));
    expect(told.jsonBody?.error.code).toBe(code);
    expect(told.jsonBody?.error.message).not.toContain("IDENTITY_TABLE_NAME");
    expect(String(lines[0]?.line)).toMatch(/IDENTITY_TABLE_NAME is wrong.*No such table/);
    expect((await replyOf(composition.handlerOf(of("keyHolders", steps)))).jsonBody?.error.message).toContain(
      "IDENTITY_TABLE_NAME",
    );
  },
);

test("with good settings the steps answer, and the log has nothing but what ends in 2028", async () => {
  const { composition, logged } = composed(GOOD);
  expect(await replyOf(composition.handlerOf(of("keyHolders")))).toMatchObject({ status: 204 });
  expect(await replyOf(composition.handlerOf(of("anybody")))).toMatchObject({ status: 204 });
  expect(logged).toMatchObject([{ level: "warn", message: expect.stringContaining("30 September 2028") as unknown }]);
});

const BY_KEY = ["ForKeyHolders", "TeamsAccess"];
const SIGNED_IN = { ...BAD, USER_AUTH: "?" };
test.each<[string, Record<string, string>, string[]]>([
  ["nobody signs in", GOOD, ["ForKeyHolders", "ForAnybody"]],
  ["TEAMS_CLIENT_ID is set alone", { ...GOOD, TEAMS_CLIENT_ID: "id" }, ["ForKeyHolders", "ForAnybody"]],
  ["the settings of users are bad", SIGNED_IN, ["ForKeyHolders", "ForUsers", "ForAnybody"]],
  [
    "TEAMS_ACCESS_TENANTS is set alone",
    { ...GOOD, TEAMS_ACCESS_TENANTS: "0ac5de57-0000-4000-8000-00000000000a" },
    ["ForKeyHolders", "TeamsAccess", "ForAnybody"],
  ],
  [
    "TEAMS_ACCESS_TENANTS is bad",
    { ...BAD, USER_AUTH: "", TEAMS_ACCESS_TENANTS: "?" },
    ["ForKeyHolders", "TeamsAccess", "ForAnybody"],
  ],
  [
    "TEAMS_CLIENT_ID is bad",
    { ...SIGNED_IN, TEAMS_CLIENT_ID: "?" },
    ["ForKeyHolders", "ForUsers", "Teams", "ForAnybody"],
  ],
])("when %s, the operations that were asked for are registered", (_, environment, names) => {
  const http = jest.spyOn(app, "http").mockReturnValue(undefined);
  composed(environment).composition.register([
    { ...of("keyHolders"), name: "ForKeyHolders" },
    { ...of("users"), name: "ForUsers" },
    { ...of("users"), name: "Teams", offeredWith: "TEAMS_CLIENT_ID" },
    { ...of("keyHolders"), name: "TeamsAccess", offeredWith: "TEAMS_ACCESS_TENANTS" },
    { ...of("anybody"), name: "ForAnybody" },
  ]);
  const registered = http.mock.calls.map(([name, { authLevel }]) => [name, authLevel]);
  http.mockRestore();
  expect(registered).toEqual(names.map((name) => [name, BY_KEY.includes(name) ? "function" : "anonymous"]));
});
