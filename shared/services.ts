import { randomUUID } from "node:crypto";
import { DefaultAzureCredential } from "@azure/identity";
import { AcsCalls } from "./acs/AcsCalls";
import { AcsIdentities } from "./acs/AcsIdentities";
import { loadAcsSdk } from "./acs/loadAcsSdk";
import { systemClock as clock } from "./clock";
import { ConnectionStringSource } from "./connectionString/ConnectionStringSource";
import { readFromKeyVault } from "./connectionString/readFromKeyVault";
import { HealthCheck } from "./health/HealthCheck";
import { lookAtAcs } from "./health/lookAtAcs";
import { lookAtConnectionString } from "./health/lookAtConnectionString";
import { consoleLog as log } from "./log";
import { readSettings } from "./settings";
import { auditInto } from "./telemetry/audit";
import { pseudonyms } from "./telemetry/pseudonym";
import { tokenRequestSchemas } from "./tokenRequest";

const { random } = Math;

/** Read once, when the first function folder is loaded: a bad setting fails the start of the app. */
export const settings = readSettings(process.env);

/** The app's managed identity in Azure; whoever develops, elsewhere. */
export const credential = new DefaultAzureCredential();

/** How identities and users appear in the log. */
export const pseudonym = pseudonyms(settings.logSalt ?? randomUUID());

/** The bodies that ask for a token. */
export const bodies = tokenRequestSchemas(settings.sdk);

const connectionStrings = new ConnectionStringSource({
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
});

const calls = new AcsCalls({
  connectionStrings,
  createClient: loadAcsSdk(settings.sdk),
  clock,
  random,
  audit: auditInto(log),
  pseudonym,
});

/** The one way to ACS that all functions share. */
export const identities = new AcsIdentities({ calls, clock, random, log });

/** What every request needs. */
export const healthChecks = [
  new HealthCheck("connectionString", lookAtConnectionString(connectionStrings), clock),
  new HealthCheck("acs", lookAtAcs({ connectionStrings, calls, clock }), clock),
];
