import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { claimsOf } from "./claimsOf";
import { isRecord, jsonOf, textOf } from "./json";
import { send } from "./send";

const SCOPES = ["https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls"];

/** Where agents get their tokens, as agent.json says; it says nothing where the page has no agents. */
export interface AgentSettings {
  readonly resourceEndpoint: string;
  /** What stands for the sign-in with Microsoft Entra, in development. */
  readonly signInUrl: string;
}

/** A Teams account that is signed in, and the credential for the calling SDK. */
export interface AgentAccount {
  readonly tenantId: string;
  readonly objectId: string;
  /** The application that the agent signs in to. */
  readonly clientId: string;
  readonly credential: AzureCommunicationTokenCredential;
}

export async function agentSettings(): Promise<AgentSettings | undefined> {
  const response = await send("GET", "/agent.json");
  const body = response.ok ? await jsonOf(response) : undefined;
  const { resourceEndpoint, signInUrl } = isRecord(body) ? body : {};
  const endpoint = textOf(resourceEndpoint);
  return endpoint === undefined ? undefined : { resourceEndpoint: endpoint, signInUrl: textOf(signInUrl) ?? "" };
}

/** Signs in, and asks for no token yet that opens calls. @throws Error when the sign-in does not answer */
export async function signInAsAgent(user: string, settings: AgentSettings): Promise<AgentAccount> {
  const { resourceEndpoint, signInUrl } = settings;
  const getToken = () => entraToken(`${signInUrl}?${new URLSearchParams({ user, scope: SCOPES.join(" ") })}`);
  const { tid, oid, appid } = claimsOf((await getToken()).token);
  const [tenantId = "", objectId = "", clientId = ""] = [textOf(tid), textOf(oid), textOf(appid)];
  const tokenCredential = { getToken };
  const credential = new AzureCommunicationTokenCredential({ resourceEndpoint, tokenCredential, scopes: SCOPES });
  return { tenantId, objectId, clientId, credential };
}

/** Put the `TokenCredential` of your sign-in library in its place, such as `InteractiveBrowserCredential`. */
async function entraToken(url: string): Promise<{ token: string; expiresOnTimestamp: number }> {
  const body = await jsonOf(await fetch(url, { method: "POST" }));
  const { token, expiresOnTimestamp } = isRecord(body) ? body : {};
  if (typeof token !== "string" || typeof expiresOnTimestamp !== "number") {
    throw new TypeError("The sign-in gave no token.");
  }
  return { token, expiresOnTimestamp };
}
