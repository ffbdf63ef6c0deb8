import type { HttpHandler } from "@azure/functions";
import * as z from "zod";
import { compose } from "../../../shared/compose";
import { ApiError } from "../../../shared/errors";
import { SettingsError } from "../../../shared/settings";
import { httpRequest } from "../../support/httpRequest";
import { invocation } from "../../support/invocation";
import { ManualClock } from "../../support/ManualClock";
import { recordLog } from "../../support/recordLog";

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

const replyShape = z.object({
  status: z.number(),
  jsonBody: z.object({ error: z.object({ code: z.string(), message: z.string() }) }).optional(),
});

async function replyOf(handler: HttpHandler) {
  return replyShape.parse(await handler(httpRequest(), invocation("Any").context));
}

const done = () => ({ status: 204 });

describe("with bad settings", () => {
  test("a key holder is told each setting that is wrong, by name and never by value", async () => {
    const { status, jsonBody } = await replyOf(composed(BAD).composition.forKeyHolders(done));
    expect(status).toBe(500);
    expect(jsonBody?.error.code).toBe("Misconfigured");
    for (const name of ["KEY_VAULT_URL", "ACS_SDK", "JWT_ISSUERS", "JWT_AUDIENCES", "IDENTITY_TABLE_ENDPOINT"]) {
      expect(jsonBody?.error.message).toContain(name);
    }
    expect(jsonBody?.error.message).not.toMatch(/cGxhbnRlZA|newest/);
  });

  test.each(["forUsers", "forAnybody"] as const)("who calls an endpoint %s learns no setting's name", async (kind) => {
    const { status, jsonBody } = await replyOf(composed(BAD).composition[kind](done));
    expect(status).toBe(500);
    expect(jsonBody?.error.code).toBe("Misconfigured");
    expect(jsonBody?.error.message).not.toMatch(/[A-Z]{2}_/);
  });

  test("no line of the log is written for each call beside that of the call itself, and that one names none", async () => {
    const { context, lines } = invocation("Any");
    await composed(BAD).composition.forUsers(done)(httpRequest(), context);
    expect(lines).toHaveLength(1);
    expect(String(lines[0]?.line)).not.toContain("KEY_VAULT_URL");
  });

  test("one error line in the log names them", () => {
    const { logged } = composed(BAD);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ level: "error", message: expect.stringContaining("KEY_VAULT_URL") as unknown });
    expect(JSON.stringify(logged)).not.toMatch(/cGxhbnRlZA|newest/);
  });

  test("the endpoints of signed-in users are there when the operator asks for them", () => {
    const { offers } = composed({ ...BAD, TEAMS_CLIENT_ID: "no id" }).composition;
    expect(offers).toEqual({ users: true, teamsClientId: "no id" });
  });

  test("development ends at once", () => {
    expect(() => composed({ ...BAD, AZURE_FUNCTIONS_ENVIRONMENT: "Development" })).toThrow(SettingsError);
  });
});

test("a setting or a secret that cannot be used while calls are answered is named to key holders and the log alone", async () => {
  const { composition } = composed(GOOD);
  const steps = () => {
    throw new ApiError("Misconfigured", "IDENTITY_TABLE_NAME is wrong.", { cause: new Error("No such table") });
  };
  const { context, lines } = invocation("Any");
  const told = replyShape.parse(await composition.forAnybody(steps)(httpRequest(), context));
  expect(told.jsonBody?.error.message).not.toContain("IDENTITY_TABLE_NAME");
  expect(String(lines[0]?.line)).toMatch(/IDENTITY_TABLE_NAME is wrong.*No such table/);
  expect((await replyOf(composition.forKeyHolders(steps))).jsonBody?.error.message).toContain("IDENTITY_TABLE_NAME");
});

test("with good settings the steps answer, and nothing is logged", async () => {
  const { composition, logged } = composed(GOOD);
  expect(await replyOf(composition.forKeyHolders(done))).toMatchObject({ status: 204 });
  expect(await replyOf(composition.forAnybody(done))).toMatchObject({ status: 204 });
  expect(composition.offers).toEqual({ users: false, teamsClientId: undefined });
  expect(logged).toEqual([]);
});
