import { dirname } from "node:path";
import * as z from "zod";

interface TokenCredential {
  getToken(): Promise<{ token: string; expiresOnTimestamp: number }>;
  dispose(): void;
}

interface Options {
  readonly tokenRefresher: () => Promise<string>;
  readonly refreshProactively: boolean;
}

type TokenCredentialClass = new (options: Options) => TokenCredential;

const identity = dirname(require.resolve("@azure/communication-identity"));
const path = require.resolve("@azure/communication-common", { paths: [identity] });

/** The credential of the ACS SDKs for browsers. The package of the top folder is an old beta without it. */
export async function loadCredentialClass(): Promise<TokenCredentialClass> {
  const loaded: unknown = await import(path);
  return z.object({ AzureCommunicationTokenCredential: z.custom<TokenCredentialClass>() }).parse(loaded)
    .AzureCommunicationTokenCredential;
}
