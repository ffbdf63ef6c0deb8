import * as z from "zod";
import { pageOf } from "../unit/docs/pages";
import { describeWithBicep } from "./support/bicep";
import { compiledTemplate, withModules } from "./support/compiledTemplate";
import { ACS_ID, type Deployment, deploymentWith, type Resource } from "./support/deployment";

/** As Microsoft lists them: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const ROLES: Readonly<Record<string, string>> = {
  "09976791-48a7-449e-bb21-39d1a415f350": "Communication and Email Service Owner",
  "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3": "Storage Table Data Contributor",
  "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
  "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
};

const USERS = { userAuth: "easyauth", easyAuthClientId: "0ac5de57-0000-4000-8000-00000000000c" };
const WITH_KEY = ["Monitoring Metrics Publisher", "Storage Blob Data Owner", "Key Vault Secrets User"];
const KEYLESS = ["Monitoring Metrics Publisher", "Storage Blob Data Owner", "Communication and Email Service Owner"];

const assignment = z.object({ principalId: z.string(), roleDefinitionId: z.string() });

/** Each role that is given, with the resource that it is given on. */
function rolesIn(deployment: Deployment): [role: string, scope: string][] {
  return deployment.ofType("Microsoft.Authorization/roleAssignments").map(({ id, properties }) => {
    const { principalId, roleDefinitionId } = assignment.parse(properties);
    expect(principalId).toContain(deployment.the("Microsoft.ManagedIdentity/userAssignedIdentities").id);
    const [, scope = ""] =
      /^(?:\[extensionResourceId\(')?(\/[^']+?)(?:'|\/providers\/Microsoft\.Authorization)/.exec(id) ?? [];
    return [ROLES[roleDefinitionId.split("/").at(-1) ?? ""] ?? roleDefinitionId, scope];
  });
}

/** The roles that docs/security.md has one give by hand, and on what. */
function rolesOfThePage(deployment: Deployment): Map<string, string> {
  const idOf = (type: string, prefix = "") =>
    deployment.ofType(type).find(({ name }) => name.startsWith(prefix))?.id ?? "none";
  const variables: Readonly<Record<string, string>> = {
    ACS_ID,
    VAULT_ID: idOf("Microsoft.KeyVault/vaults"),
    STORAGE_ID: idOf("Microsoft.Storage/storageAccounts", "stuser"),
    HOST_STORAGE_ID: idOf("Microsoft.Storage/storageAccounts", "sthost"),
    INSIGHTS_ID: idOf("Microsoft.Insights/components"),
  };
  const commands = [
    ...pageOf("docs/security.md").text.matchAll(/--role "([^"]+)" --scope "\$([A-Z_]+)((?:\/[^"]*)?)"/g),
  ];
  return new Map(commands.map(([, role = "", variable = "", rest = ""]) => [role, `${variables[variable]}${rest}`]));
}

describeWithBicep("the app's identity", () => {
  test.each([
    { acsAccess: "accessKey", users: {}, expected: WITH_KEY },
    { acsAccess: "accessKey", users: USERS, expected: [...WITH_KEY, "Storage Table Data Contributor"] },
    { acsAccess: "identity", users: {}, expected: KEYLESS },
    { acsAccess: "identity", users: USERS, expected: [...KEYLESS, "Storage Table Data Contributor"] },
  ])(
    "has with acsAccess=$acsAccess and $users.userAuth just the roles $expected",
    async ({ acsAccess, users, expected }) => {
      const given = rolesIn(await deploymentWith({ acsAccess, ...users }));

      expect(given.map(([role]) => role).sort()).toEqual(expected.sort());
    },
  );

  test.each(["accessKey", "identity"])(
    "has each role on the one resource that docs/security.md names, with acsAccess=%s",
    async (acsAccess) => {
      const deployment = await deploymentWith({ acsAccess, ...USERS });
      const page = rolesOfThePage(deployment);

      for (const [role, scope] of rolesIn(deployment)) {
        expect([role, scope]).toEqual([role, page.get(role)]);
      }
    },
  );
});

describeWithBicep("the ACS key", () => {
  test("is written once: a later deployment leaves the secret as a rotation made it", async () => {
    const { parameters } = await compiledTemplate();
    const modules = withModules(await compiledTemplate());
    const secrets = modules.flatMap(({ resources }) =>
      Object.values(resources).filter(
        ({ type, existing }) => type === "Microsoft.KeyVault/vaults/secrets" && !existing,
      ),
    );
    const rewritten = secrets.filter((secret) => !JSON.stringify(secret["@options"] ?? "").includes("onlyIfNotExists"));

    expect(secrets).toHaveLength(2);
    expect(rewritten.map(({ condition }) => condition)).toEqual(["[parameters('writesSecret')]"]);
    expect(parameters["writeAcsSecret"]?.defaultValue).toBe(false);
    expect(JSON.stringify(modules[0])).toContain(`"writesSecret":{"value":"[parameters('writeAcsSecret')]"}`);
  });

  test.each([
    { parameters: {}, key: "primary" },
    { parameters: { acsKey: "secondary" }, key: "secondary" },
    { parameters: { writeAcsSecret: true }, key: "primary" },
    { parameters: { writeAcsSecret: true, acsKey: "secondary" }, key: "secondary" },
  ])("is copied from the resource, with $parameters the $key one", async ({ parameters, key }) => {
    const { properties } = (await deploymentWith(parameters)).the("Microsoft.KeyVault/vaults/secrets");

    expect(properties).toEqual({ value: `[listKeys('${ACS_ID}', '2025-09-01').${key}ConnectionString]` });
  });

  test("is not asked for without keys, and there is no vault", async () => {
    const deployment = await deploymentWith({ acsAccess: "identity" });

    expect(deployment.ofType("Microsoft.KeyVault/vaults")).toEqual([]);
    expect(JSON.stringify(deployment.resources)).not.toContain(`listKeys('${ACS_ID}`);
  });

  test("cannot be used at a new resource without keys", async () => {
    const deployment = await deploymentWith({ acsResourceId: "new", acsAccess: "identity" });

    expect(deployment.the("Microsoft.Communication/communicationServices").properties).toMatchObject({
      disableLocalAuth: true,
    });
  });

  test("is in no output, nor is any other secret", async () => {
    const outputs = withModules(await compiledTemplate()).flatMap((template) => Object.values(template.outputs));

    expect(outputs.length).toBeGreaterThan(10);
    expect(outputs.filter(({ value }) => /\blist\w*\(|logSalt|settings/i.test(JSON.stringify(value)))).toEqual([]);
    expect(Object.keys((await deploymentWith()).outputs).sort()).toEqual([
      "API_NAME",
      "API_URL",
      "AZURE_LOCATION",
      "AZURE_RESOURCE_GROUP",
      "AZURE_TENANT_ID",
    ]);
  });
});

describeWithBicep("what is deployed", () => {
  const propertiesOf = (resources: readonly Resource[]) => resources.map(({ properties }) => properties);

  test("takes HTTPS by TLS 1.2 alone, and no password for publishing", async () => {
    const deployment = await deploymentWith();

    expect(deployment.the("Microsoft.Web/sites").properties).toMatchObject({
      httpsOnly: true,
      siteConfig: { minTlsVersion: "1.2", scmMinTlsVersion: "1.2", ftpsState: "Disabled" },
    });
    expect(propertiesOf(deployment.ofType("Microsoft.Web/sites/basicPublishingCredentialsPolicies"))).toEqual([
      { allow: false },
      { allow: false },
    ]);
  });

  test("takes no keys where Entra does: at both storage accounts, the vault and Application Insights", async () => {
    const deployment = await deploymentWith(USERS);
    const accounts = deployment.ofType("Microsoft.Storage/storageAccounts");

    expect(accounts).toHaveLength(2);
    for (const { properties } of accounts) {
      expect(properties).toMatchObject({
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        minimumTlsVersion: "TLS1_2",
      });
    }
    expect(deployment.the("Microsoft.KeyVault/vaults").properties).toMatchObject({ enableRbacAuthorization: true });
    expect(deployment.the("Microsoft.Insights/components").properties).toMatchObject({ DisableLocalAuth: true });
  });

  test("keeps the table of users in an account of its own, in other zones and another region, locked", async () => {
    const deployment = await deploymentWith(USERS);
    const [account, ...others] = deployment
      .ofType("Microsoft.Storage/storageAccounts")
      .filter(({ sku }) => sku?.name === "Standard_GZRS");

    expect(others).toEqual([]);
    const inAccount = (type: string) => deployment.the(type).id.startsWith(`${account?.id}/`);
    expect(inAccount("Microsoft.Storage/storageAccounts/tableServices/tables")).toBe(true);
    expect(inAccount("Microsoft.Authorization/locks")).toBe(true);
    expect(inAccount("Microsoft.Storage/storageAccounts/blobServices/containers")).toBe(false);
    expect(deployment.the("Microsoft.Authorization/locks").properties).toMatchObject({ level: "CanNotDelete" });
  });

  test("has no table, no lock and no second account without users", async () => {
    const deployment = await deploymentWith();

    expect(deployment.ofType("Microsoft.Storage/storageAccounts")).toHaveLength(1);
    expect(deployment.ofType("Microsoft.Authorization/locks")).toEqual([]);
  });

  test("lets the portal in by CORS, and with corsOrigins the named sites alone", async () => {
    const corsOf = (deployment: Deployment) =>
      z
        .object({ siteConfig: z.object({ cors: z.object({ allowedOrigins: z.array(z.string()) }) }) })
        .parse(deployment.the("Microsoft.Web/sites").properties).siteConfig.cors.allowedOrigins;

    expect(corsOf(await deploymentWith())).toEqual(["https://portal.azure.com"]);
    expect(corsOf(await deploymentWith({ corsOrigins: "https://a.example,https://b.example" }))).toEqual([
      "https://a.example",
      "https://b.example",
    ]);
  });

  test("can be reached from its virtual network alone, but for the app, with useVirtualNetwork", async () => {
    const deployment = await deploymentWith({ ...USERS, useVirtualNetwork: true });
    const closed = [
      ...deployment.ofType("Microsoft.Storage/storageAccounts"),
      deployment.the("Microsoft.KeyVault/vaults"),
    ];

    for (const { id, properties } of closed) {
      expect(properties).toMatchObject({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny" } });
      expect(JSON.stringify(propertiesOf(deployment.ofType("Microsoft.Network/privateEndpoints")))).toContain(id);
    }
    const { properties } = deployment.the("Microsoft.Web/sites");
    expect(properties?.["virtualNetworkSubnetId"]).toBe(
      `${deployment.the("Microsoft.Network/virtualNetworks").id}/subnets/app`,
    );
  });

  test("runs on Flex Consumption on Node 24, or 22, with its package in the host's account and instances as asked", async () => {
    const configOf = async (parameters: object) =>
      (await deploymentWith({ ...parameters })).the("Microsoft.Web/sites").properties?.["functionAppConfig"];

    expect(await configOf({})).toMatchObject({
      runtime: { name: "node", version: "24" },
      scaleAndConcurrency: { alwaysReady: [] },
      deployment: { storage: { type: "blobContainer", authentication: { type: "UserAssignedIdentity" } } },
    });
    expect(await configOf({ runtimeVersion: "22", alwaysReadyInstances: 2 })).toMatchObject({
      runtime: { name: "node", version: "22" },
      scaleAndConcurrency: { alwaysReady: [{ name: "http", instanceCount: 2 }] },
    });
    expect((await deploymentWith()).the("Microsoft.Web/serverfarms").sku?.name).toBe("FC1");
  });

  test("has azd's tag of the environment on all of it, and that of the service on the app alone", async () => {
    const { resources } = await deploymentWith({ ...USERS, useVirtualNetwork: true });
    const taggable = resources.filter(({ location }) => location !== undefined);

    expect(taggable.length).toBeGreaterThan(10);
    expect(taggable.filter(({ tags }) => tags?.["azd-env-name"] !== "test").map(({ id }) => id)).toEqual([]);
    expect(resources.filter(({ tags }) => tags?.["azd-service-name"] === "api").map(({ type }) => type)).toEqual([
      "Microsoft.Web/sites",
    ]);
  });

  test("has names that Azure takes, however long the environment's is", async () => {
    const { resources } = await deploymentWith({ ...USERS, environmentName: "e".repeat(64) });
    const named = (type: string) => resources.filter((resource) => resource.type === type).map(({ name }) => name);

    expect(named("Microsoft.Storage/storageAccounts")).toEqual([
      expect.stringMatching(/^[a-z0-9]{3,24}$/),
      expect.stringMatching(/^[a-z0-9]{3,24}$/),
    ]);
    expect(named("Microsoft.KeyVault/vaults")).toEqual([expect.stringMatching(/^[a-z][a-z0-9-]{2,23}$/)]);
    expect(named("Microsoft.Web/sites")).toEqual([expect.stringMatching(/^[a-z0-9-]{2,32}$/)]);
    expect(named("Microsoft.Resources/resourceGroups")).toEqual([expect.stringMatching(/^.{1,90}$/)]);
  });
});
