/** What can tell an app where it is. */
export interface Part {
  environment(): Readonly<Record<string, string>>;
}

/**
 * What a shell or local.settings.json has for an app in Azure, and what no emulator is or takes. A blank counts as not set,
 * and does not give way to local.settings.json, as an empty text does.
 */
const NOT_SET = { ACS_ENDPOINT: " ", AZURE_CLIENT_ID: " " };

/**
 * The environment in which an app finds the emulators, and only them: no proxy, and no other Azure credential of
 * whoever develops here.
 */
export function environmentFor(...parts: readonly Part[]): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...NOT_SET,
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part.environment()))),
    AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
    NO_PROXY: "localhost,127.0.0.1",
    no_proxy: "localhost,127.0.0.1",
  };
}
