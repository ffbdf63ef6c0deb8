import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { prepareEnvironment } from "../../../../tools/host/prepareEnvironment";
import { type LocalSettings, readHostJson, readLocalSettings } from "../../../../tools/host/settings";
import { directoryOfEachTest } from "../../../support/temporaryDirectory";

const directory = directoryOfEachTest();

describe("host.json", () => {
  const write = (text: string) => writeFile(join(directory(), "host.json"), text);

  test.each([
    ['{"version":"2.0"}', "api"],
    ['{"extensions":{"http":{}}}', "api"],
    ['{"extensions":{"http":{"routePrefix":""}}}', ""],
    ['{"extensions":{"http":{"routePrefix":"v1/api"},"queues":{}}}', "v1/api"],
  ])("%s gives the route prefix %j", async (text, routePrefix) => {
    await write(text);
    expect(await readHostJson(directory())).toEqual({ routePrefix });
  });

  test("is missed where there is none, and refused where its prefix is no text", async () => {
    await expect(readHostJson(directory())).rejects.toThrow(`There is no host.json in ${directory()}`);
    await write('{"extensions":{"http":{"routePrefix":7}}}');
    await expect(readHostJson(directory())).rejects.toThrow("host.json is not valid: extensions.http.routePrefix: ");
  });
});

describe("local.settings.json", () => {
  async function read(text: string) {
    await writeFile(join(directory(), "local.settings.json"), text);
    return readLocalSettings(directory());
  }

  test("has its defaults where there is none", async () => {
    expect(await readLocalSettings(directory())).toMatchObject({ Values: {}, ConnectionStrings: {}, Host: {} });
  });

  test("gives values, connection strings and the host's own settings", async () => {
    const file = {
      IsEncrypted: false,
      Values: { A: "1", B: 2, C: true, D: null },
      ConnectionStrings: { X: "x", Y: { ConnectionString: "y", ProviderName: "p" } },
      Host: { LocalHttpPort: "7072", CORS: "*", Unknown: 1 },
      Unknown: 1,
    };
    expect(await read(`\uFEFF${JSON.stringify(file)}`)).toEqual({
      IsEncrypted: false,
      Values: file.Values,
      ConnectionStrings: { X: "x", Y: "y" },
      Host: { LocalHttpPort: 7072, CORS: "*", CORSCredentials: false },
    });
  });

  test.each([
    ["{}", 'no "IsEncrypted": false'],
    ['{"IsEncrypted":true}', "is encrypted"],
    ['{"IsEncrypted":"no"}', "IsEncrypted: Invalid input"],
    ['{"IsEncrypted":false,"Values":{"A":["secret"]}}', "Values.A: Invalid input"],
    ['{"IsEncrypted":false,"Host":{"LocalHttpPort":-1}}', "Host.LocalHttpPort: Too small"],
    ["[]", "the file: Invalid input"],
    ['{\n"A": "secret",\n}', "local.settings.json is not valid JSON (line 3)."],
    ['{"KEY": secret}', "local.settings.json is not valid JSON"],
  ])("is refused in one line that shows no value: %j", async (text, reason) => {
    const error: unknown = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty("name", "StartError");
    expect(String(error)).toContain(reason);
    expect(String(error)).toMatch(/^StartError: local\.settings\.json .*$/);
    expect(String(error)).not.toContain("secret");
  });
});

describe("the environment of the app", () => {
  function prepare(given: Partial<LocalSettings>, environment: NodeJS.ProcessEnv, asInAzure = false): string[] {
    const nothing = { IsEncrypted: false, Values: {}, ConnectionStrings: {}, Host: { CORSCredentials: false } };
    return prepareEnvironment({ ...nothing, ...given }, { appDirectory: "/app", environment, asInAzure });
  }

  test("keeps a variable that is there, unless it is empty; takes an empty value, and not null", () => {
    const environment: NodeJS.ProcessEnv = { THERE: "old", EMPTY: "" };
    const Values = { THERE: "new", EMPTY: "new", BLANK: "", NULL: null, N: 1 };
    expect(prepare({ Values, ConnectionStrings: { Db: "x" } }, environment)).toEqual(["THERE"]);
    expect(environment).toEqual({
      THERE: "old",
      EMPTY: "new",
      BLANK: "",
      N: "1",
      "ConnectionStrings:Db": "x",
      AZURE_FUNCTIONS_ENVIRONMENT: "Development",
      AzureWebJobsScriptRoot: "/app",
    });
  });

  test.each(["node", "Node", ""])("may name %j as the worker's runtime", (runtime) => {
    expect(() => prepare({ Values: { FUNCTIONS_WORKER_RUNTIME: runtime } }, {})).not.toThrow();
  });

  test("does not say that this is development, where the app is run as in Azure", () => {
    const environment: NodeJS.ProcessEnv = {};
    prepare({}, environment, true);
    expect(environment).toEqual({ AzureWebJobsScriptRoot: "/app" });
  });
});
