import { CommunicationIdentityClient } from "@azure/communication-identity";
import { DefaultAzureCredential } from "@azure/identity";
import { systemClock } from "../../shared/clock";
import { redact } from "../../shared/redact";
import { reportFailure } from "../kit/commandLine";
import { isSignInFailure, NO_SIGN_IN } from "../kit/signIn";
import { keyVaultSecret } from "./keyVaultSecret";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { Probe } from "./Probe";
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
  const probe = new Probe((connectionString) => new CommunicationIdentityClient(connectionString));
  try {
    const { inUse, before, version, nextFrom } = await rotateKey({
      keys: resourceManagerKeys({ endpoint: resourceManager, resourceId }, credential),
      secret: keyVaultSecret({ vaultUrl, name: secretName }, credential),
      opens: (connectionString) => probe.opens(connectionString),
      clock: systemClock,
      maxAgeSeconds,
    });
    console.log(
      `The ${inUse} key is new, ACS accepts it, and the secret ${secretName} holds it as version ${version}. Tokens made with the ${before} key stay valid. Next rotation: from ${nextFrom.toISOString()} on.`,
    );
  } finally {
    const left = await probe.cleanUp();
    if (left !== undefined) {
      console.error(`The identity ${left}, with which the new key was tried, could not be deleted. Nobody uses it.`);
    }
  }
}

/** The SDKs' errors show requests and replies, as far as they think them harmless. Their message is enough. */
function shown(error: unknown): unknown {
  if (isSignInFailure(error)) {
    return new RotationError(NO_SIGN_IN);
  }
  return error instanceof Error && error.name === "RestError" ? new RotationError(redact(error.message)) : error;
}

main().catch((error: unknown) => {
  reportFailure(shown(error), "", RotationError);
});
