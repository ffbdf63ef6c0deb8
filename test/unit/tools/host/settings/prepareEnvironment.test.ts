import { prepareEnvironment } from "../../../../../tools/host/settings/prepareEnvironment";

type Values = Record<string, string | number | boolean | null>;

function prepare(
  Values: Values,
  environment: NodeJS.ProcessEnv,
  {
    ConnectionStrings = {},
    asInAzure = false,
  }: { ConnectionStrings?: Record<string, string>; asInAzure?: boolean } = {},
) {
  const settings = { IsEncrypted: false, Values, ConnectionStrings, Host: { CORSCredentials: false } };
  return prepareEnvironment(settings, { appDirectory: "/app", environment, asInAzure });
}

test("a variable that is there wins, unless it is empty; an empty value is set, null is not", () => {
  const environment: NodeJS.ProcessEnv = { THERE: "old", EMPTY: "" };
  const skipped = prepare({ THERE: "new", EMPTY: "new", BLANK: "", NULL: null, N: 1 }, environment, {
    ConnectionStrings: { Db: "x" },
  });
  expect(skipped).toEqual(["THERE"]);
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

test.each(["node", "Node", ""])("the worker runtime may be %j", (runtime) => {
  expect(() => prepare({ FUNCTIONS_WORKER_RUNTIME: runtime }, {})).not.toThrow();
});

test("the worker runtime may not be another language's", () => {
  const attempt = () => prepare({}, { FUNCTIONS_WORKER_RUNTIME: "python" });
  expect(attempt).toThrow('FUNCTIONS_WORKER_RUNTIME is "python", but this host runs Node.js apps only');
});

test("an app that is run as in Azure is not told that this is development", () => {
  const environment: NodeJS.ProcessEnv = {};
  prepare({}, environment, { asInAzure: true });
  expect(environment).toEqual({ AzureWebJobsScriptRoot: "/app" });
});
