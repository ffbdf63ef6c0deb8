import { CommunicationIdentityClient } from "@azure/communication-identity";
import { isRestError } from "@azure/core-rest-pipeline";
import { DefaultAzureCredential } from "@azure/identity";
import { systemClock } from "../../shared/clock";
import { redact } from "../../shared/redact";
import { reportFailure } from "../kit/commandLine";
import { keyVaultSecret } from "./keyVaultSecret";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { resourceManagerKeys } from "./resourceManagerKeys";
import { rotateKey, RotationError } from "./rotateKey";

async function main(): Promise<void> {
  const asked = parseCommandLine(process.argv.slice(2));
  if (!asked) {
    console.log(USAGE.trimEnd());
    return;
  }
  const { resourceId, resourceManager, vaultUrl, secretName, maxAgeSeconds } = asked;
  const credential = new DefaultAzureCredential();
  const { inUse, before, version, nextFrom } = await rotateKey({
    keys: resourceManagerKeys({ endpoint: resourceManager, resourceId }, credential),
    secret: keyVaultSecret({ vaultUrl, name: secretName }, credential),
    opens,
    clock: systemClock,
    maxAgeSeconds,
  });
  console.log(
    `The ${inUse} key is new, ACS accepts it, and the secret ${secretName} holds it as version ${version}. Tokens made with the ${before} key stay valid. Next rotation: from ${nextFrom.toISOString()} on.`,
  );
}

/** Makes an identity, and deletes it again: what every key is for, and what leaves nothing behind. */
async function opens(connectionString: string): Promise<boolean> {
  const client = new CommunicationIdentityClient(connectionString);
  try {
    await client.deleteUser(await client.createUser());
    return true;
  } catch (error) {
    if (isRestError(error) && error.statusCode === 401) {
      return false;
    }
    throw error;
  }
}

/** The SDKs' errors show requests and replies, as far as they think them harmless. Their message is enough. */
function shown(error: unknown): unknown {
  return error instanceof Error && error.name === "RestError" ? new RotationError(redact(error.message)) : error;
}

main().catch((error: unknown) => {
  reportFailure(shown(error), "", RotationError);
});
