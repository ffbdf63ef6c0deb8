import { randomUUID } from "node:crypto";
import { AcsGateway } from "./acs/AcsGateway";
import { AcsIdentities } from "./acs/AcsIdentities";
import { loadAcsSdk } from "./acs/loadAcsSdk";
import type { Clock } from "./clock";
import { ConnectionStringSource } from "./connectionString/ConnectionStringSource";
import { acsProbe, connectionStringProbe } from "./health/acsHealth";
import { HealthCheck } from "./health/HealthCheck";
import { bodiesFor } from "./http/jsonBody";
import { lazy, MadeAhead } from "./lazy";
import type { Log } from "./log";
import type { Settings } from "./settings/settings";
import { auditInto } from "./telemetry/audit";
import { prepareOpenTelemetry } from "./telemetry/openTelemetry";
import { pseudonyms } from "./telemetry/pseudonym";
import { createUserServices } from "./users";

/** What the services are made of beside the settings. */
export interface Surroundings {
  /** `process.env`, which some SDKs read their own variables from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  /** A number from 0 up to 1, for the jitter of repeated calls. */
  readonly random: () => number;
}

export type Services = ReturnType<typeof createServices>;

/** Makes what the functions share, while they are registered. What is costly is made when it is first needed. */
export function createServices(settings: Settings, surroundings: Surroundings) {
  const { environment, clock, log, random } = surroundings;

  const ahead = new MadeAhead();

  /** Where the operator asks for it, what HTTP calls have to be recorded by. */
  const openTelemetry = prepareOpenTelemetry({ environment, clock, log });
  ahead.add(openTelemetry);

  /** The one credential of the app, so that its tokens are fetched once for all. */
  const credential = lazy(async () => (await import("./azureIdentity.js")).createCredential(environment));

  /** How identities and users appear in the log. */
  const pseudonym = pseudonyms(settings.logSalt ?? randomUUID());

  /** What reads the connection string from Key Vault. */
  const connectionStringReader = ahead.lazy(async () => {
    const { readFromKeyVault } = await import("./connectionString/readFromKeyVault.js");
    return readFromKeyVault({
      vaultUrl: settings.keyVaultUrl,
      secretName: settings.connectionStringSecret,
      credential: await credential(),
      clock,
      random,
    });
  });

  const connectionStrings = new ConnectionStringSource({
    read: async () => await (await connectionStringReader())(),
    maxAgeSeconds: settings.connectionStringMaxAgeSeconds,
    clock,
    log,
  });

  // It takes a while, and nothing else waits for it.
  ahead.add(() => {
    void connectionStrings.readAhead();
  });

  /** What makes clients of the chosen ACS SDK. */
  const acsSdk = ahead.lazy(() => loadAcsSdk(settings.sdk));

  const bodies = bodiesFor(settings.sdk, ahead.lazy);

  const audit = auditInto(log);
  const gateway = new AcsGateway({
    connectionStrings,
    createClient: acsSdk,
    clock,
    random,
    audit,
    pseudonym,
    log,
    limitFactor: settings.acsLimitFactor,
  });
  /** The way to ACS for those who hold a function key. */
  const identities = new AcsIdentities({ gateway, party: "keyHolders", clock, random, log });
  /** The way to ACS for the users who sign in. */
  const usersIdentities = new AcsIdentities({ gateway, party: "users", clock, random, log });
  const shared = { settings, credential, gateway, identities: usersIdentities, bodies, audit, pseudonym };
  const users = settings.users && createUserServices(settings.users, shared, { ...surroundings, ahead });

  const healthChecks = [
    new HealthCheck("connectionString", connectionStringProbe(connectionStrings), clock),
    new HealthCheck("acs", acsProbe({ connectionStrings, gateway, clock }), clock),
    ...(users ? users.healthChecks : []),
  ];

  return { settings, ahead, bodies, identities, users, healthChecks };
}
