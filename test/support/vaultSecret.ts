import * as z from "zod";
import type { Emulator } from "../../tools/emulator/index";

const API_VERSION = "7.5";
const secretBundle = z.object({ id: z.url() });
const tokenReply = z.object({ access_token: z.string() });
const NAME = "acs-connection-string";

/** Writes a new version of the connection string's secret, as an operator would. */
export async function setSecret(emulator: Emulator, value: string): Promise<void> {
  await callVault(emulator, "PUT", `/secrets/${NAME}`, { value });
}

export async function disableSecret(emulator: Emulator): Promise<void> {
  const { id } = secretBundle.parse(await callVault(emulator, "GET", `/secrets/${NAME}`));
  await callVault(emulator, "PATCH", new URL(id).pathname, { attributes: { enabled: false } });
}

async function callVault(emulator: Emulator, method: string, path: string, body?: object): Promise<unknown> {
  const reply = await fetch(`${emulator.endpoints.keyVault}${path}?api-version=${API_VERSION}`, {
    method,
    headers: { Authorization: `Bearer ${await accessToken(emulator)}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(reply.status).toBe(200);
  return await reply.json();
}

async function accessToken(emulator: Emulator): Promise<string> {
  const query = new URLSearchParams({ "api-version": "2019-08-01", resource: "https://vault.azure.net" });
  const reply = await fetch(`${emulator.endpoints.managedIdentity}/msi/token?${query.toString()}`, {
    headers: { "X-IDENTITY-HEADER": emulator.identityHeader },
  });
  return tokenReply.parse(await reply.json()).access_token;
}
