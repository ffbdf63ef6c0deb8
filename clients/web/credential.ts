import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { tokenRefresher } from "./tokenRefresher";

/** One for the page's life, for all calling and chat clients. Dispose of it when the user signs out. */
export function createCredential(): AzureCommunicationTokenCredential {
  return new AzureCommunicationTokenCredential({
    tokenRefresher: tokenRefresher(() => {
      // A question first: where signing in does not help, redirects would go on for ever.
      if (confirm("You are signed out. Sign in again?")) {
        location.assign("/.auth/login/aad");
      }
    }),
    refreshProactively: true,
  });
}
