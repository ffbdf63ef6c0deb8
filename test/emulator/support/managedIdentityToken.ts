import * as z from "zod";
import type { Emulator } from "../../../tools/emulator/index";

const reply = z.object({ access_token: z.string(), expires_on: z.string() });

/** A token of the managed identity, as an app in App Service gets it. */
export async function managedIdentityToken(emulator: Emulator, resource: string): Promise<z.infer<typeof reply>> {
  const query = new URLSearchParams({ "api-version": "2019-08-01", resource });
  const response = await fetch(`${emulator.endpoints.managedIdentity}/msi/token?${query.toString()}`, {
    headers: { "X-IDENTITY-HEADER": emulator.identityHeader },
  });
  return reply.parse(await response.json());
}
