import { ERRORS } from "../../../shared/errors";
import { readSettings } from "../../../shared/settings/settings";
import { OPERATIONS } from "../../../tools/openapi/operations";
import { MANIFEST, named, type Page, PAGES } from "./pages";

/** Variables that are Azure's, Node's or OpenTelemetry's, and what a reader puts in. */
const NOT_OURS =
  /^(?:WEBSITE|APPLICATIONINSIGHTS|AZURE|NODE|OTEL)_|^(?:CLIENT|TENANT|OBJECT|ACS_RESOURCE)_ID$|^API_NAME$/;

const SET = {
  KEY_VAULT_URL: "https://contoso.vault.azure.net",
  USER_AUTH: "jwt",
  JWT_ISSUERS: "https://login.contoso.com",
  JWT_AUDIENCES: "api",
  IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net",
};

function eachOf(namesIn: (page: Page) => readonly string[]): [page: string, name: string][] {
  return PAGES.flatMap((page) => namesIn(page).map((name): [string, string] => [page.name, name]));
}

test.each(eachOf((page) => named(/^[A-Z]+(?:_[A-Z]+)+(?:=\S+)?$/, page)).filter(([, name]) => !NOT_OURS.test(name)))(
  "%s: the setting %s exists",
  (_, text) => {
    const [name = "", value] = text.split("=");

    expect(() => readSettings(SET)).not.toThrow();
    expect(() => readSettings({ ...SET, [name]: "no ,, value" })).toThrow(`${name} is not valid`);
    if (value !== undefined) {
      expect(() => readSettings({ ...SET, AZURE_FUNCTIONS_ENVIRONMENT: "Development", [name]: value })).not.toThrow();
    }
  },
);

test.each(PAGES)("each error code in $name exists", (page) => {
  const others = ["AuthOperational", "AcsIdentities", "AzureCommunicationTokenCredential", "AzureWebJobsStorage"];
  const codes = named(/^(?:[A-Z][a-z]+){2,}$/, page).filter((name) => !others.includes(name));
  const functions = OPERATIONS.map(({ name }) => name);

  expect(codes.filter((code) => !(code in ERRORS) && !functions.includes(code))).toEqual([]);
});

test.each(PAGES)("each call in $name exists", (page) => {
  const operations = OPERATIONS.map(({ method, path }) => `${method} /api${path}`);

  expect(named(/^[A-Z]+ \/api/, page).filter((call) => !operations.includes(call))).toEqual([]);
});

test.each(PAGES)("each script in $name is one of package.json", ({ text }) => {
  const called = [...text.matchAll(/npm run (\w[\w:-]*)/g)].map(([, name = ""]) => name);

  expect(called.filter((name) => !(name in MANIFEST.scripts))).toEqual([]);
});
