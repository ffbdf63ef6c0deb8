/** What can tell an app where it is. */
export interface Part {
  environment(): Readonly<Record<string, string>>;
}

/** What a shell has for an app in Azure, and what no emulator is or takes. */
const OF_AZURE = { ACS_ENDPOINT: undefined, AZURE_CLIENT_ID: undefined };

/** The same for what local.settings.json has: a blank counts as not set in this app, and does not give way to that. */
export const NOTHING_OF_AZURE: Part = { environment: () => ({ ACS_ENDPOINT: " ", AZURE_CLIENT_ID: " " }) };

/**
 * The environment in which an app finds the emulators, and only them: no proxy, and no other Azure credential of
 * whoever develops here.
 */
export function environmentFor(...parts: readonly Part[]): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...OF_AZURE,
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part.environment()))),
    AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
    NO_PROXY: "localhost,127.0.0.1",
    no_proxy: "localhost,127.0.0.1",
  };
}
