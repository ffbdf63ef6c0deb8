import type { TokenCredential } from "@azure/identity";
import { systemClock } from "../../../shared/clock";
import { EntraTokens } from "../../emulator/entraTokens";
import { ecJwtKey } from "../../emulator/jwt";
import type { DevelopmentCa } from "../../kit/developmentCa";

/** The emulated managed identity as a credential for `resource`, for whoever looks into the tables beside the API. */
export function emulatedCredential({ key }: DevelopmentCa, resource = "https://storage.azure.com"): TokenCredential {
  const tokens = new EntraTokens(ecJwtKey(key), systemClock);
  return {
    getToken: () => {
      const { token, expiresOn } = tokens.mint(resource);
      return Promise.resolve({ token, expiresOnTimestamp: expiresOn * 1000 });
    },
  };
}
