import { DefaultAzureCredential } from "@azure/identity";
import { AcsIdentities } from "./acs/AcsIdentities";
import { loadAcsSdk } from "./acs/loadAcsSdk";
import { systemClock as clock } from "./clock";
import { ConnectionStringSource } from "./connectionString/ConnectionStringSource";
import { readFromKeyVault } from "./connectionString/readFromKeyVault";
import { consoleLog as log } from "./log";
import { readSettings } from "./settings";
import { tokenRequestSchemas } from "./tokenRequest";

const random = Math.random;

/** Read once, when the first function folder is loaded: a bad setting fails the start of the app. */
export const settings = readSettings(process.env);

/** The app's managed identity in Azure; whoever develops, elsewhere. */
export const credential = new DefaultAzureCredential();

/** The bodies that ask for a token. */
export const bodies = tokenRequestSchemas(settings.sdk);

/** The one way to ACS that all functions share. */
export const identities = new AcsIdentities({
  connectionStrings: new ConnectionStringSource({
    read: readFromKeyVault({
      vaultUrl: settings.keyVaultUrl,
      secretName: settings.connectionStringSecret,
      credential,
      clock,
      random,
    }),
    maxAgeSeconds: settings.connectionStringMaxAgeSeconds,
    clock,
    log,
  }),
  createClient: loadAcsSdk(settings.sdk),
  clock,
  random,
  log,
});
