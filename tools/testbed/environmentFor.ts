/** What can tell an app where it is. */
export interface Part {
  environment(): Readonly<Record<string, string>>;
}

/**
 * The environment in which an app finds the emulators, and only them: no proxy, and no other Azure credential of
 * whoever develops here.
 */
export function environmentFor(...parts: readonly Part[]): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part.environment()))),
    AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
    NO_PROXY: "localhost,127.0.0.1",
    no_proxy: "localhost,127.0.0.1",
  };
}
