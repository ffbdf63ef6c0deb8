import { randomUUID } from "node:crypto";
import { AcsCalls } from "./acs/AcsCalls";
import { AcsIdentities } from "./acs/AcsIdentities";
import { loadAcsSdk } from "./acs/loadAcsSdk";
import { systemClock as clock } from "./clock";
import { ConnectionStringSource } from "./connectionString/ConnectionStringSource";
import { HealthCheck } from "./health/HealthCheck";
import { lookAtAcs } from "./health/lookAtAcs";
import { lookAtConnectionString } from "./health/lookAtConnectionString";
import { lazy } from "./lazy";
import { consoleLog as log } from "./log";
import { readSettings } from "./settings";
import { auditInto } from "./telemetry/audit";
import { prepareOpenTelemetry } from "./telemetry/openTelemetry";
import { pseudonyms } from "./telemetry/pseudonym";

const { random } = Math;

/** Read once, when the first function folder is loaded: a bad setting fails the start of the app. */
export const settings = readSettings(process.env);

/** Where the operator asks for it, what HTTP calls have to be recorded by. */
export const openTelemetry = prepareOpenTelemetry({ environment: process.env, clock, log });

/** The one credential of the app, so that its tokens are fetched once for all. */
export const credential = lazy(async () => (await import("./azureIdentity.js")).createCredential(process.env));

/** How identities and users appear in the log. */
export const pseudonym = pseudonyms(settings.logSalt ?? randomUUID());

const tokenRequest = lazy(async () => {
  const { teamsTokenRequest: exchangeTeamsToken, tokenRequestSchemas } = await import("./tokenRequest.js");
  return { ...tokenRequestSchemas(settings.sdk), exchangeTeamsToken };
});

/** The bodies that ask for a token. */
export const bodies = {
  issueToken: async () => (await tokenRequest()).issueToken,
  createIdentity: async () => (await tokenRequest()).createIdentity,
  exchangeTeamsToken: async () => (await tokenRequest()).exchangeTeamsToken,
};

/** What reads the connection string from Key Vault. */
export const connectionStringReader = lazy(async () => {
  const { readFromKeyVault } = await import("./connectionString/readFromKeyVault.js");
  return readFromKeyVault({
    vaultUrl: settings.keyVaultUrl,
    secretName: settings.connectionStringSecret,
    credential: await credential(),
    clock,
    random,
  });
});

/** The connection string that all functions share. */
export const connectionStrings = new ConnectionStringSource({
  read: async () => await (await connectionStringReader())(),
  maxAgeSeconds: settings.connectionStringMaxAgeSeconds,
  clock,
  log,
});

/** What makes clients of the chosen ACS SDK. */
export const acsSdk = lazy(() => loadAcsSdk(settings.sdk));

const calls = new AcsCalls({
  connectionStrings,
  createClient: acsSdk,
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
