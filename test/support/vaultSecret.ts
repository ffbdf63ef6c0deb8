import * as z from "zod";
import type { Emulator } from "../../tools/emulator/index";
import { managedIdentityToken } from "../emulator/support/managedIdentityToken";

const API_VERSION = "7.5";
const secretBundle = z.object({ id: z.url() });
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
  const { access_token } = await managedIdentityToken(emulator, "https://vault.azure.net");
  const reply = await fetch(`${emulator.endpoints.keyVault}${path}?api-version=${API_VERSION}`, {
    method,
    headers: { Authorization: `Bearer ${access_token}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(reply.status).toBe(200);
  return await reply.json();
}
