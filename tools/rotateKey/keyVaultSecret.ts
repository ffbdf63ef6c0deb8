import { isRestError } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
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
      if (!properties.createdOn) {
        throw new RotationError(`Key Vault does not say when the secret ${name} was written. Nothing was changed.`);
      }
      return { value, createdAt: properties.createdOn.getTime() };
    },
    write: async (value) => {
      const { properties: before } = await client.getSecret(name);
      const { contentType, tags } = before;
      const options = { ...(contentType !== undefined && { contentType }), ...(tags && { tags }) };
      const { properties } = await explained(name, () => client.setSecret(name, value, options));
      return { version: properties.version ?? "" };
    },
  };
}

async function explained<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const advice = isRestError(error) ? ADVICE[error.statusCode ?? 0] : undefined;
    throw advice === undefined ? error : new RotationError(`Key Vault refused the secret ${name}: ${advice}`);
  }
}

const ADVICE: Readonly<Record<number, string>> = {
  403: "403. Give the identity that runs this the role Key Vault Secrets Officer on it, enable it, or let this network in.",
  404: "there is none. Put the connection string of one of the keys there first.",
};
