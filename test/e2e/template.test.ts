import { join } from "node:path";
import { type Emulator, wellKnown } from "../../tools/emulator/index";
import { projectRoot } from "../../tools/kit/projectRoot";
import { IdentityProvider } from "../../tools/testbed/identityProvider/IdentityProvider";
import { USUAL } from "../../tools/testbed/identityProvider/TestIssuer";
import { send } from "../../tools/testbed/send";
import { Stage } from "../../tools/testbed/Stage";
import { type HostProcess, startHostProcess } from "../../tools/testbed/startHostProcess";
import { environmentOf } from "../infra/support/appSettings";
import { describeWithBicep } from "../infra/support/bicep";
import { type Deployment, deploymentWith, type Parameters, STATIC_WEB_APP_ID } from "../infra/support/deployment";
import { errorOf, identityOf, type Reply, tokenOf } from "../support/ApiUnderTest";
import { drawn } from "../support/cases";
import { packagedApp } from "../support/packagedApp";
import { entraPrincipal, staticWebApps } from "../support/principals";
import { servesLifecycle } from "../support/servesLifecycle";
import { sharedTables } from "../support/sharedTables";
import { unpack } from "../support/unpack";

const CLIENT_ID = "0ac5de57-0000-4000-8000-00000000000c";
const ENTRA_USER = {
  tenantId: "6f2a1b3c-0000-4000-8000-000000000001",
  objectId: "6f2a1b3c-0000-4000-8000-000000000002",
};

let provider: IdentityProvider;

beforeAll(async () => {
  provider = await IdentityProvider.start();
});

afterAll(async () => {
  await provider.stop();
});

/** How users sign in: the parameters, and the headers that a request of theirs has when it reaches the app. */
const SIGN_INS: readonly {
  signIn: string;
  parameters: () => Parameters;
  headers: () => Promise<Record<string, string>>;
}[] = [
  {
    signIn: "jwt",
    parameters: () => ({
      userAuth: "jwt",
      jwtIssuers: provider.issuer,
      jwtAudiences: USUAL.audience,
      jwtRequiredScope: USUAL.scope,
    }),
    headers: async () => ({ Authorization: `Bearer ${await provider.tokens.mint({})}` }),
  },
  {
    signIn: "easyauth of an Entra application",
    parameters: () => ({ userAuth: "easyauth", easyAuthClientId: CLIENT_ID }),
    headers: () => Promise.resolve({ "x-ms-client-principal": entraPrincipal(ENTRA_USER) }),
  },
  {
    signIn: "easyauth of a Static Web App",
    parameters: () => ({ userAuth: "easyauth", staticWebAppId: STATIC_WEB_APP_ID }),
    headers: () => Promise.resolve({ "x-ms-client-principal": staticWebApps() }),
  },
];

const ACCESSES = ["accessKey", "identity"];

describeWithBicep("what is deployed, with the template's settings as its only environment", () => {
  test.each(drawn(ACCESSES, () => "access"))(
    "serves the whole lifecycle with acsAccess=%s, and has no users",
    async (acsAccess) => {
      await withDeployed({ acsAccess }, async (api) => {
        await servesLifecycle(api);
        expect((await api.send("GET", "/me/token")).status).toBe(404);
      });
    },
  );

  const rows = ACCESSES.flatMap((acsAccess) => SIGN_INS.map((row) => ({ acsAccess, ...row })));

  test.each(drawn(rows, ({ signIn }) => signIn))(
    "serves it with acsAccess=$acsAccess and $signIn, whose user has one identity",
    async ({ acsAccess, parameters, headers }) => {
      await withDeployed({ acsAccess, ...parameters() }, async (api) => {
        await servesLifecycle(api);

        const signedIn = { headers: await headers() };
        const first = await api.send("GET", "/me/token", signedIn);
        expect(first.status).toBe(200);
        expect(api.emulator.control.validateToken(tokenOf(first).token).valid).toBe(true);
        expect(identityOf(await api.send("POST", "/me/tokens", signedIn))).toBe(identityOf(first));
        const stranger = await api.send("GET", "/me/token");
        expect([stranger.status, errorOf(stranger).code]).toEqual([401, "MissingCredential"]);
        expect((await api.send("DELETE", "/me", signedIn)).status).toBe(204);
      });
    },
  );
});

interface Deployed {
  readonly emulator: Emulator;
  send(method: string, path: string, init?: RequestInit): Promise<Reply>;
  sendJson(method: string, path: string, body: unknown): Promise<Reply>;
}

/** The package as azd deploys it, in the host as in Azure, asked with a function key. */
async function withDeployed(parameters: Parameters, use: (api: Deployed) => Promise<void>): Promise<void> {
  const deployment = await deploymentWith(parameters);
  const { zip } = await packagedApp();
  const app = unpack(zip);
  const stage = await Stage.around(async (set) => {
    const emulator = await set.emulator();
    const host = await startHostProcess({
      appDirectory: app,
      port: 0,
      auth: true,
      asInAzure: true,
      environment: { ...(await settingsIn(deployment, emulator)), ...setByThePlatform(deployment, emulator) },
      log: () => undefined,
    });
    set.cleanUp.keep(host);
    return { set, emulator, host };
  });
  try {
    await use(deployed(stage.emulator, stage.host));
  } finally {
    await stage.set.stop();
  }
}

/** What App Service gives to an app, whatever its settings are. */
function setByThePlatform(deployment: Deployment, emulator: Emulator) {
  return {
    WEBSITE_INSTANCE_ID: "0123456789abcdef",
    WEBSITE_SITE_NAME: deployment.the("Microsoft.Web/sites").name,
    // Where App Service Authentication is on.
    ...(deployment.ofType("Microsoft.Web/sites/config").length > 0 && { WEBSITE_AUTH_ENABLED: "True" }),
    // Where it has a managed identity.
    IDENTITY_ENDPOINT: `${emulator.endpoints.managedIdentity}/msi/token`,
    IDENTITY_HEADER: emulator.identityHeader,
    // Not of the platform, but of this test: the emulators' certificates are of no public authority.
    NODE_EXTRA_CA_CERTS: emulator.caFile,
    NODE_OPTIONS: `--require ${join(projectRoot(), "test/support/loopback-only.cjs")}`,
  };
}

async function settingsIn(deployment: Deployment, emulator: Emulator): Promise<Record<string, string>> {
  const tables = await sharedTables();
  const properties: Readonly<Record<string, object>> = {
    userAssignedIdentities: { clientId: wellKnown.clientId },
    vaults: { vaultUri: `${emulator.endpoints.keyVault}/` },
    communicationServices: { hostName: new URL(emulator.endpoints.acs).host },
    storageAccounts: { primaryEndpoints: { blob: "https://host.blob.core.windows.net/", table: tables.endpoint } },
    components: { ConnectionString: "InstrumentationKey=00000000-0000-4000-8000-000000000000" },
  };
  return environmentOf(deployment, {
    properties: (id) => properties[id.split("/").at(-2) ?? ""],
    keys: () => ({ keys: [{ value: "a key of the host's storage account" }] }),
  });
}

function deployed(emulator: Emulator, host: HostProcess): Deployed {
  const ask: Deployed["send"] = async (method, path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("x-functions-key", host.keys?.host ?? "");
    return await send(`${host.url}/api${path}`, { ...init, method, headers });
  };
  return {
    emulator,
    send: ask,
    sendJson: (method, path, body) =>
      ask(method, path, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  };
}
