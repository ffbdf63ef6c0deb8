/** An app of a few lines, which is built from the packed package. The test uses it through `app`. */
import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { TokenError, TokenSource } from "acs-token-source";

interface App {
  /** What the source told the app. */
  readonly told: string[];
  /** The token, or why there is none, for each of so many credentials that ask at once. */
  ask(credentials: number): Promise<string[]>;
  /** The same of a source in a worker. */
  askInWorker(): Promise<unknown>;
}

declare global {
  // `var`, since only that declares a property of globalThis.
  var app: App;
}

const told: string[] = [];
const credentials: AzureCommunicationTokenCredential[] = [];
const { tokenRefresher } = new TokenSource({
  onSignedOut: () => told.push("signed out"),
  onIssued: () => told.push("issued"),
  onFailure: ({ status, reason }) => told.push(`${status} ${reason}`),
});

globalThis.app = {
  told,
  ask: (count) =>
    Promise.all(
      Array.from({ length: count }, async (_, n) => {
        credentials[n] ??= new AzureCommunicationTokenCredential({ tokenRefresher });
        try {
          return (await credentials[n].getToken()).token;
        } catch (error) {
          return error instanceof TokenError ? error.reason : String(error);
        }
      }),
    ),
  askInWorker: () =>
    new Promise((resolve) => {
      const worker = new Worker(new URL("worker.ts", import.meta.url), { type: "module" });
      worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        resolve(data);
      });
    }),
};
