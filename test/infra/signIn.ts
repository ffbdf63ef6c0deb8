import * as z from "zod";
import { OPERATIONS } from "../../tools/openapi/operations";
import { describeWithBicep } from "./support/bicep";
import { type Deployment, deploymentWith, STATIC_WEB_APP_ID } from "./support/deployment";

const CLIENT_ID = "0ac5de57-0000-4000-8000-00000000000c";
const LINKED = { userAuth: "easyauth", staticWebAppId: STATIC_WEB_APP_ID };

const authentication = z.object({
  platform: z.object({ enabled: z.boolean() }),
  globalValidation: z.object({
    requireAuthentication: z.boolean(),
    unauthenticatedClientAction: z.string(),
    excludedPaths: z.array(z.string()).optional(),
  }),
  identityProviders: z.object({
    azureStaticWebApps: z.object({ enabled: z.boolean(), registration: z.object({ clientId: z.string() }) }),
    azureActiveDirectory: z.object({ enabled: z.boolean(), registration: z.object({ clientId: z.string() }) }),
  }),
});

function authenticationOf(deployment: Deployment) {
  return authentication.parse(deployment.the("Microsoft.Web/sites/config").properties);
}

/** Whether App Service Authentication lets a call without a sign-in through to the app. */
function letsIn({ globalValidation }: z.infer<typeof authentication>, path: string): boolean {
  const { requireAuthentication, excludedPaths = [] } = globalValidation;
  const matches = (excluded: string) =>
    excluded.endsWith("/*") ? path.startsWith(excluded.slice(0, -1)) : path === excluded;
  return !requireAuthentication || excludedPaths.some(matches);
}

/** The calls that get in, of those that need no signed-in user. */
function callsLetIn(settings: z.infer<typeof authentication>): string[] {
  return OPERATIONS.filter(({ path }) => letsIn(settings, `/api${path}`)).map(({ name }) => name);
}

const OF_USERS = OPERATIONS.filter(({ access }) => access === "users").map(({ name }) => name);
const OF_BACKENDS = OPERATIONS.filter(({ access, name }) => access === "keyHolders" && name !== "Health").map(
  ({ name }) => name,
);

describeWithBicep("an app that is linked to a Static Web App", () => {
  test("is linked in the site's own resource group, and knows its users by that site", async () => {
    const deployment = await deploymentWith(LINKED);

    expect(deployment.the("Microsoft.Web/staticSites/linkedBackends")).toMatchObject({
      id: `${STATIC_WEB_APP_ID}/linkedBackends/api`,
      properties: { backendResourceId: deployment.the("Microsoft.Web/sites").id, region: "westeurope" },
    });
    const { identityProviders } = authenticationOf(deployment);
    expect(identityProviders.azureStaticWebApps.enabled).toBe(true);
    expect(identityProviders.azureStaticWebApps.registration.clientId).toContain(STATIC_WEB_APP_ID);
    expect(identityProviders.azureStaticWebApps.registration.clientId).toContain("defaultHostname");
  });

  test.each([
    { letInBesideSite: undefined, calls: [] },
    { letInBesideSite: "nobody", calls: [] },
    { letInBesideSite: "probes", calls: ["OpenApi", "Health"] },
    { letInBesideSite: "backends", calls: ["OpenApi", "Health", ...OF_BACKENDS] },
  ])(
    "lets in beside that site with letInBesideSite=$letInBesideSite just $calls",
    async ({ letInBesideSite, calls }) => {
      const settings = authenticationOf(
        await deploymentWith({ ...LINKED, ...(letInBesideSite && { letInBesideSite }) }),
      );

      expect(settings.platform.enabled).toBe(true);
      expect(settings.globalValidation.unauthenticatedClientAction).toBe("Return401");
      expect(callsLetIn(settings).sort()).toEqual(calls.sort());
    },
  );

  test.each(["nobody", "probes", "backends"])(
    "never lets in a call of a user past the check of who that is, with letInBesideSite=%s",
    async (letInBesideSite) => {
      const settings = authenticationOf(await deploymentWith({ ...LINKED, letInBesideSite }));

      expect(callsLetIn(settings).filter((name) => OF_USERS.includes(name))).toEqual([]);
      expect(letsIn(settings, "/api/me/anything")).toBe(false);
    },
  );

  test("lets in the users of an Entra application, too, where one is named", async () => {
    const { identityProviders } = authenticationOf(await deploymentWith({ ...LINKED, easyAuthClientId: CLIENT_ID }));

    expect(identityProviders.azureActiveDirectory).toMatchObject({
      enabled: true,
      registration: { clientId: CLIENT_ID },
    });
  });

  test("can be in a virtual network, with no private link or address filter of its own, which a link forbids", async () => {
    const deployment = await deploymentWith({ ...LINKED, useVirtualNetwork: true });
    const site = deployment.the("Microsoft.Web/sites");

    expect(JSON.stringify(site)).not.toMatch(/ipSecurityRestrictions|"publicNetworkAccess"/);
    expect(JSON.stringify(deployment.ofType("Microsoft.Network/privateEndpoints"))).not.toContain(site.id);
  });
});

describeWithBicep("an app that is linked to none", () => {
  test("lets all calls through to itself with easyauth, where App Service strips forged principals", async () => {
    const settings = authenticationOf(await deploymentWith({ userAuth: "easyauth", easyAuthClientId: CLIENT_ID }));

    expect(settings.platform.enabled).toBe(true);
    expect(settings.globalValidation).toMatchObject({
      requireAuthentication: false,
      unauthenticatedClientAction: "AllowAnonymous",
    });
    expect(settings.identityProviders).toMatchObject({
      azureStaticWebApps: { enabled: false },
      azureActiveDirectory: { enabled: true, registration: { clientId: CLIENT_ID } },
    });
  });

  test.each([{}, { userAuth: "jwt", jwtAudiences: "api", jwtRequiredScope: "Tokens.Read" }])(
    "has no App Service Authentication with %j",
    async (parameters) => {
      expect((await deploymentWith(parameters)).ofType("Microsoft.Web/sites/config")).toEqual([]);
    },
  );
});

describeWithBicep("a deployment", () => {
  test.each([
    [{ userAuth: "easyauth" }, "easyauth needs easyAuthClientId or staticWebAppId"],
    [{ userAuth: "jwt" }, "jwt needs jwtAudiences"],
    [{ userAuth: "jwt", jwtAudiences: "api" }, "jwt with Entra needs jwtRequiredScope"],
    [{ staticWebAppId: STATIC_WEB_APP_ID }, "a linked app lets in users of easyauth alone"],
  ])("is refused with %j, and says why", async (parameters, reason) => {
    await expect(deploymentWith(parameters)).rejects.toThrow(reason);
  });
});
