import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { ERRORS } from "../../shared/errors";
import { readSettings } from "../../shared/settings/settings";
import { projectRoot } from "../../tools/kit/projectRoot";
import { OPERATIONS } from "../../tools/openapi/operations";
import { type ApiUnderTest, withApi } from "../support/ApiUnderTest";
import { runCurl } from "../support/runCurl";

const readme = readFileSync(join(projectRoot(), "README.md"), "utf8");
const signedInUsers = readFileSync(join(projectRoot(), "docs", "signed-in-users.md"), "utf8");

/** The rows of the tables under a heading, each a list of its cells without backquotes. */
function table(heading: string, page = readme): string[][] {
  const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n");
  const isRule = (line = "") => /^\|(?: -+ \|)+$/.test(line);
  const rows = lines.filter((line, i) => line.startsWith("|") && !isRule(line) && !isRule(lines[i + 1]));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** What the settings mean, but for whether the operator has said so, which counts where ACS refuses a scope. */
function meaningOf(environment: NodeJS.ProcessEnv) {
  const { users, ...settings } = readSettings(environment);
  return { ...settings, defaultScopesBy: undefined, users: users && { ...users, scopesBy: undefined } };
}

describe("README", () => {
  test("its error table is the list of codes", () => {
    const codes = Object.entries(ERRORS).map(([code, { status, when }]) => [
      String(status),
      code,
      when.replaceAll("`", ""),
    ]);

    expect(table("Errors")).toEqual(codes);
  });

  test("its endpoint table is the list of operations", () => {
    const calls = OPERATIONS.map(({ name, method, path }) => [name, `${method} /api${path}`]);

    expect(table("Endpoints").map(([name, call]) => [name, call])).toEqual(calls);
  });

  const settings = table("Settings");
  test.each(settings.map(([name = "", fallback = ""]) => [name, fallback]))(
    "the setting %s exists, and is by default %s",
    (name, fallback) => {
      const required = { KEY_VAULT_URL: "https://contoso.vault.azure.net" };
      const allScopes = "chat,voip,chat.join,chat.join.limited,voip.join";

      expect(() => readSettings({ ...required, [name]: "no such, value" })).toThrow(name);
      if (["none", "new in each instance"].includes(fallback)) {
        expect(readSettings({ ...required, [name]: "" })).toEqual(readSettings(required));
      } else if (fallback === "required") {
        expect(() => readSettings({})).toThrow(`${name} is missing`);
      } else {
        const value = fallback === "all" ? allScopes : fallback;
        expect(meaningOf({ ...required, [name]: value })).toEqual(meaningOf(required));
      }
    },
  );

  const ofUsers = table("Settings", signedInUsers);
  test.each(ofUsers.map(([name = "", fallback = ""]) => [name, fallback]))(
    "the setting %s of signed-in users exists, and is by default %s",
    (name, fallback) => {
      const required = {
        KEY_VAULT_URL: "https://contoso.vault.azure.net",
        USER_AUTH: "jwt",
        JWT_ISSUERS: "https://login.microsoftonline.com/0ac5de57-0000-4000-8000-00000000000a/v2.0",
        JWT_AUDIENCES: "api",
        JWT_REQUIRED_SCOPE: "Tokens.Read",
        IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net",
      };

      expect(() => readSettings({ ...required, [name]: "no ,, such value" })).toThrow(`${name} is not valid`);
      if (fallback.startsWith("required")) {
        expect(() => readSettings({ ...required, [name]: "" })).toThrow(`${name} is missing`);
      } else if (fallback !== "none") {
        expect(meaningOf({ ...required, [name]: fallback })).toEqual(meaningOf(required));
      }
    },
  );

  test("local.settings.json.example holds only settings of the table", () => {
    const example: unknown = JSON.parse(readFileSync(join(projectRoot(), "local.settings.json.example"), "utf8"));
    const { Values: values } = z.object({ Values: z.record(z.string(), z.string()) }).parse(example);

    expect([...settings.map(([name]) => name), "FUNCTIONS_WORKER_RUNTIME"]).toEqual(
      expect.arrayContaining(Object.keys(values)),
    );
  });

  test("each request that it shows does what it says, in its order", async () => {
    const requests = [...readme.matchAll(/^# ([^\n]*?): (\d{3})(?: ([^\n]*))?\n(curl [^\n]+)$/gm)];
    expect(requests).toHaveLength((readme.match(/^curl /gm) ?? []).length);

    await withApi({}, async (api) => {
      let id = "";
      for (const [, name, status, body = "", command = ""] of requests) {
        const reply = await runCurl(asRun(command, id, api));
        const text = await reply.text();
        expect([name, reply.status]).toEqual([name, Number(status)]);
        expect([name, fieldsOf(text)]).toEqual([name, fieldsOf(body)]);
        id = /8:acs:[0-9a-f_-]+/.exec(text)?.[0] ?? id;
      }
    });
  });
});

function asRun(command: string, id: string, { url }: ApiUnderTest): string {
  return command.replace("$ID", id).replace("http://localhost:7071", url);
}

/** The names of the fields that a JSON text shows, `…` standing for what it leaves out. */
function fieldsOf(text: string): string[] {
  const names = [...text.matchAll(/"(\w+)":/g)].map(([, name = ""]) => name);
  return names.filter((name) => name !== "communicationUserId").sort();
}
