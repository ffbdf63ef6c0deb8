import { isLoopback } from "../isLoopback";

/** By the domain of the vaults of an Azure cloud, of which it is also the resource that tokens are for. */
const VAULT = /^[a-z0-9-]+\.(vault\.azure\.net|vault\.azure\.cn|vault\.usgovcloudapi\.net)$/;

/**
 * The scope of the token that a vault takes, where its address alone tells: in Azure's clouds, and on this machine, where
 * the emulator is. Undefined for any other, which must not be sent a token before it has said which, and has been checked.
 * Source: "Access tokens" in Key Vault's documentation of its authentication, and the list of Azure's clouds.
 */
export function vaultScope(vaultUrl: string): string | undefined {
  const { protocol, host } = new URL(vaultUrl);
  const domain = isLoopback(vaultUrl) ? "vault.azure.net" : VAULT.exec(host)?.[1];
  return protocol === "https:" && domain !== undefined ? `https://${domain}/.default` : undefined;
}
