import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { TokenSource } from "acs-token-source";

// A question first: where signing in does not help, redirects would go on for ever.
const onSignedOut = () => confirm("You are signed out. Sign in again?") && open("/.auth/login/aad", "_self");
const { tokenRefresher } = new TokenSource({ onSignedOut });
export const credential = new AzureCommunicationTokenCredential({ tokenRefresher, refreshProactively: true });
