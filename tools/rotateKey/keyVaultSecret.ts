import { isRestError } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { isNetworkRefusal } from "../../shared/connection/readFromKeyVault";
import { isLoopback } from "../../shared/isLoopback";
import { type ConnectionSecret, RotationError } from "./rotateKey";

interface Address {
  readonly vaultUrl: string;
  readonly name: string;
}

/** The secret in its vault. */
export function keyVaultSecret({ vaultUrl, name }: Address, credential: TokenCredential): ConnectionSecret {
  const client = new SecretClient(vaultUrl, credential, {
    // As where the app reads it: on this machine is only the emulator, whose challenge names the real vault's domain.
    disableChallengeResourceVerification: isLoopback(vaultUrl),
  });
  return {
    newest: async () => {
      const { value = "", properties } = await explained(name, () => client.getSecret(name));
      const { createdOn, version } = properties;
      if (!createdOn || version === undefined) {
        throw new RotationError(`Key Vault does not say when the secret ${name} was written. Nothing was changed.`);
      }
      return { value, version, createdAt: createdOn.getTime() };
    },
    write: async (value) =>
      await explained(name, async () => {
        const { contentType, tags } = (await client.getSecret(name)).properties;
        const options = { ...(contentType !== undefined && { contentType }), ...(tags && { tags }) };
        return (await client.setSecret(name, value, options)).properties.version ?? "";
      }),
  };
}

async function explained<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isNetworkRefusal(error)) {
      throw new RotationError(`Key Vault does not let this network in. ${ELSEWHERE}`);
    }
    if (isRestError(error) && error.statusCode === undefined) {
      throw new RotationError(`Key Vault cannot be reached (${error.code ?? "no answer"}). ${ELSEWHERE}`);
    }
    const advice = isRestError(error) ? ADVICE[error.statusCode ?? 0] : undefined;
    throw advice === undefined ? error : new RotationError(`Key Vault refused the secret ${name}: ${advice}`);
  }
}

/** A vault in a virtual network: a runner of GitHub's own is outside of it. */
const ELSEWHERE =
  "Run this where the vault can be reached, such as on a runner of your own in its virtual network, or let this network in.";

const ADVICE: Readonly<Record<number, string>> = {
  403: "403. Give the identity that runs this the role Key Vault Secrets Officer on it, or enable it.",
  404: "there is none. Put the connection string of one of the keys there first.",
};
