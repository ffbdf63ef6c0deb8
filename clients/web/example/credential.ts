import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { TokenSource } from "acs-token-source";
export const credential = new AzureCommunicationTokenCredential({ tokenRefresher: new TokenSource().tokenRefresher });
