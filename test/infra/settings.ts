import { readSettings } from "../../shared/settings/settings";
import { appSettingsOf, environmentOf } from "./support/appSettings";
import { describeWithBicep } from "./support/bicep";
import { deploymentWith, type Parameters } from "./support/deployment";

const USERS: readonly Parameters[] = [
  { teamsAccessTenants: "6f2a1b3c-0000-4000-8000-000000000001" },
  { userAuth: "jwt", jwtAudiences: "api://acs-token-api", jwtRequiredScope: "Tokens.Read" },
  {
    userAuth: "easyauth",
    easyAuthClientId: "0ac5de57-0000-4000-8000-00000000000c",
    teamsClientId: "0ac5de57-0000-4000-8000-00000000000d",
  },
];

const DEPLOYMENTS = ["accessKey", "identity"].flatMap((acsAccess) => USERS.map((users) => ({ acsAccess, ...users })));

/** Settings of the template that others read than the app's own code. */
const READ_BY_OTHERS: Readonly<Record<string, string>> = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: "the Functions host",
  APPLICATIONINSIGHTS_CONNECTION_STRING: "the Functions host",
  AZURE_TOKEN_CREDENTIALS: "the identity library",
  AzureWebJobsStorage__blobServiceUri: "the Functions host",
  AzureWebJobsStorage__clientId: "the Functions host",
  AzureWebJobsStorage__credential: "the Functions host",
};

/** Settings that the app reads and the template leaves alone. */
const NOT_SET: Readonly<Record<string, string>> = {
  ACS_ALLOWED_SCOPES: "policy, by moreSettings",
  ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "its default, or moreSettings",
  ACS_DEFAULT_SCOPES: "policy, by moreSettings",
  ACS_LIMIT_FACTOR: "what ACS grants, by moreSettings",
  ACS_MAX_EXPIRES_IN_MINUTES: "policy, by moreSettings",
  ACS_SDK: "its default, or moreSettings",
  AZURE_FUNCTIONS_ENVIRONMENT: "Core Tools alone set it, to Development",
  MY_SIGN_OUTS_PER_MINUTE: "policy, by moreSettings",
  MY_TOKENS_PER_MINUTE: "policy, by moreSettings",
  MY_TOKEN_SCOPES: "policy, by moreSettings",
  NODE_TLS_REJECT_UNAUTHORIZED: "nobody may set it",
  OTEL_EXPORTER_OTLP_ENDPOINT: "a collector of one's own, by moreSettings",
  WEBSITE_AUTH_ENABLED: "the platform sets it where App Service Authentication is on",
};

/** What the app's code asks its environment for, however it is set. */
function readByTheCode(): Set<string> {
  const names = new Set<string>();
  const recording = new Proxy<Record<string, string>>(
    { USER_AUTH: "jwt,easyauth" },
    {
      get: (target, name) => {
        names.add(String(name));
        return Reflect.get(target, name) as unknown;
      },
    },
  );
  expect(() => readSettings(recording)).toThrow("KEY_VAULT_URL is missing");
  return names;
}

async function setByTheTemplate(): Promise<Set<string>> {
  const deployments = await Promise.all(DEPLOYMENTS.map((parameters) => deploymentWith(parameters)));
  return new Set(deployments.flatMap((deployment) => Object.keys(appSettingsOf(deployment))));
}

describeWithBicep("the settings of the template", () => {
  test("are each read, by the app's code or by whom this test names", async () => {
    const read = readByTheCode();
    const others = [...(await setByTheTemplate())].filter((name) => !read.has(name));

    expect(others.sort()).toEqual(Object.keys(READ_BY_OTHERS).sort());
  });

  test("are all that the app's code reads, but for those that this test gives a reason for", async () => {
    const set = await setByTheTemplate();
    const others = [...readByTheCode()].filter((name) => !set.has(name));

    expect(others.sort()).toEqual(Object.keys(NOT_SET).sort());
  });

  test.each(DEPLOYMENTS)("are such that the app takes them: %j", async (parameters) => {
    const endpoint = (name: string) => `https://contoso.${name}/`;
    const environment = environmentOf(await deploymentWith(parameters), {
      properties: () => ({
        clientId: "0ac5de57-0000-4000-8000-00000000000a",
        ConnectionString: "InstrumentationKey=1",
        hostName: "contoso.unitedstates.communication.azure.com",
        primaryEndpoints: { blob: endpoint("blob.core.windows.net"), table: endpoint("table.core.windows.net") },
        vaultUri: endpoint("vault.azure.net"),
      }),
      keys: () => ({ keys: [{ value: "a key" }] }),
    });

    expect(() => readSettings({ ...environment, WEBSITE_AUTH_ENABLED: "True" })).not.toThrow();
  });

  test("can be more, by moreSettings, which overwrites none of the template's", async () => {
    const moreSettings = { ACS_ALLOWED_SCOPES: "voip", ACS_CONNECTION_STRING_SECRET: "another", LOG_SALT: "short" };
    const settings = appSettingsOf(await deploymentWith({ moreSettings }));

    expect(settings).toMatchObject({
      ACS_ALLOWED_SCOPES: "voip",
      ACS_CONNECTION_STRING_SECRET: "acs-connection-string",
      LOG_SALT: expect.stringContaining("listKeys") as unknown,
    });
  });

  test("include a salt that is made of what Azure keeps, the same at each deployment", async () => {
    const { LOG_SALT: salt } = appSettingsOf(await deploymentWith());

    expect(salt).toMatch(/guid\(listKeys\(/);
    expect(salt).not.toMatch(/newGuid|utcNow/);
  });
});
