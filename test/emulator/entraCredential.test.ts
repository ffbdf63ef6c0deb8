import { AzureCommunicationTokenCredential as Credential24 } from "@azure/communication-common";
import { AzureCommunicationTokenCredential as Credential25 } from "communication-common-2.5.0";
import { type Emulator, wellKnown } from "../../tools/emulator/index";
import { TENANT } from "./support/calls";
import { signedHeaders } from "./support/send";
import { startTrusted } from "./support/startTrusted";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTrusted();
});

afterAll(async () => {
  await emulator.stop();
});

afterEach(async () => {
  await emulator.control.reset();
});

const USER = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111";
const CLIENT = "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e";
const OTHER = "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d";

const ways = {
  "Teams Phone Extensibility": {
    path: `/access/teamsExtension/tenants/${TENANT}/assignments/${USER}`,
    scopes: ["https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls"],
    operation: "exchangeTeamsExtensionToken",
  },
  "Entra users' calls": {
    path: `/access/entra/assignments/${USER}`,
    scopes: ["https://communication.azure.com/clients/VoIP"],
    operation: "exchangeEntraToken",
  },
  "Entra users' calls, without scopes": {
    path: `/access/entra/assignments/${USER}`,
    scopes: undefined,
    operation: "exchangeEntraToken",
  },
} as const;

const releases = { "2.4.2": Credential24, "2.5.0": Credential25 } as const;

const rows = Object.entries(releases).flatMap(([release, Credential]) =>
  Object.entries(ways).map(([way, each]) => ({ release, Credential, way, ...each })),
);

/** Signed with the resource's key, as whoever looks after the resource would. */
async function assignment(method: "PUT" | "DELETE", path: string, clientId = CLIENT): Promise<number> {
  const url = `${emulator.endpoints.acs}${path}?api-version=2025-03-02-preview`;
  const tenantId = path.includes("entra") ? { tenantId: TENANT } : {};
  const body = method === "PUT" ? JSON.stringify({ principalType: "user", clientIds: [clientId], ...tenantId }) : "";
  const headers = signedHeaders(emulator.connectionString, { method, url, body, date: new Date().toUTCString() });
  return (await fetch(url, { method, headers, body: body === "" ? null : body })).status;
}

describe.each(rows)("@azure/communication-common $release, $way", ({ Credential, path, scopes, operation }) => {
  /** What a user's sign-in is to the SDK. */
  const tokenCredential = {
    getToken: async (asked: string | string[]) => {
      const [scope = ""] = [asked].flat();
      return Promise.resolve(
        emulator.control.newUserToken({ tenantId: TENANT, objectId: USER, clientId: CLIENT, scope }),
      );
    },
  };
  const newCredential = () =>
    new Credential({
      resourceEndpoint: emulator.endpoints.acs,
      tokenCredential,
      ...(scopes && { scopes: [...scopes] }),
    });

  test("has a token for the user's identity, until its own end", async () => {
    expect(await assignment("PUT", path)).toBe(201);
    const credential = newCredential();
    const { token, expiresOnTimestamp } = await credential.getToken();
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({
      skypeid: `acs:${wellKnown.resourceId}_${TENANT}_${USER}`,
      acsScope: "voip",
      exp: Math.floor(expiresOnTimestamp / 1000),
    });
    expect(emulator.control.validateToken(token)).toEqual({ valid: true });
    expect(Object.keys(emulator.control.state().requests.acs)).toContain(operation);
    credential.dispose();
  });

  test("is refused without an assignment, and has a token once it is made", async () => {
    const credential = newCredential();
    await expect(credential.getToken()).rejects.toThrow("Status: 403");
    await expect(credential.getToken()).rejects.toThrow('"code":"Forbidden"');
    await assignment("PUT", path);
    expect(emulator.control.validateToken((await credential.getToken()).token)).toEqual({ valid: true });
    credential.dispose();
  });

  test("is refused again once the assignment is for another application, or withdrawn", async () => {
    for (const shut of [() => assignment("PUT", path, OTHER), () => assignment("DELETE", path)]) {
      await assignment("PUT", path);
      const credential = newCredential();
      await credential.getToken();
      await shut();
      await expect(newCredential().getToken()).rejects.toThrow("Status: 403");
      credential.dispose();
    }
  });
});
