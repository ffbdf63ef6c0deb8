import type { Emulator } from "./Emulator";

/** The environment of an app that runs against the emulator as it would in Azure. */
export function environmentOf(emulator: Pick<Emulator, "endpoints" | "identityHeader" | "caFile">) {
  return {
    KEY_VAULT_URL: emulator.endpoints.keyVault,
    IDENTITY_ENDPOINT: `${emulator.endpoints.managedIdentity}/msi/token`,
    IDENTITY_HEADER: emulator.identityHeader,
    NODE_EXTRA_CA_CERTS: emulator.caFile,
  };
}
