import type { Emulator } from "../emulator";

/**
 * The environment in which an app finds the emulators, and only them: no proxy, and no other Azure credential of
 * whoever develops here.
 */
export function environmentFor(emulator: Pick<Emulator, "environment">): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...emulator.environment(),
    AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
    NO_PROXY: "localhost,127.0.0.1",
    no_proxy: "localhost,127.0.0.1",
  };
}
