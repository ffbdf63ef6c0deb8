import { randomUUID } from "node:crypto";
import type { TokenCredential } from "@azure/identity";
import { AcsGateway } from "./acs/AcsGateway";
import { AcsIdentities } from "./acs/AcsIdentities";
import { AcsTeamsAccess } from "./acs/AcsTeamsAccess";
import { loadAcsSdk } from "./acs/loadAcsSdk";
import { ScopeRefusals } from "./acs/ScopeRefusals";
import type { Clock } from "./clock";
import { type ConnectionOrigin, ConnectionSource } from "./connection/ConnectionSource";
import { identityOrigin, keyVaultOrigin } from "./connection/origins";
import { vaultScope } from "./connection/vaultScope";
import { ApiError } from "./errors";
import { acsProbe, connectionHealth } from "./health/acsHealth";
import { HealthCheck } from "./health/HealthCheck";
import { retirementIn, scopesHealth } from "./health/scopesHealth";
import { bodiesFor } from "./http/jsonBody";
import { lazy, MadeAhead } from "./lazy";
import type { Log } from "./log";
import { connectAhead } from "./resilience/sdkConnections";
import { type AcsSettings, readSettings, type Settings, SettingsError } from "./settings/settings";
import { isDevelopment, SettingsReader } from "./settings/SettingsReader";
import { auditInto } from "./telemetry/audit";
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

/** Makes what the functions share. What is costly is made when it is first needed, and noted in `ahead`. */
export function createServices(settings: Settings, surroundings: Surroundings, ahead = new MadeAhead()) {
  const { environment, clock, log, random } = surroundings;

  /** The one credential of the app, so that its tokens are fetched once for all. */
  const credential = lazy(async () =>
    environment["IDENTITY_ENDPOINT"]
      ? (await import("./managedIdentity.js")).managedIdentityCredential(environment, clock)
      : (await import("./azureIdentity.js")).createCredential(environment, clock),
  );

  /** How identities and users appear in the log. */
  const pseudonym = pseudonyms(settings.logSalt ?? randomUUID());

  const connections = new ConnectionSource({
    origin: originOf(settings.acs, { ...surroundings, ahead, credential }),
    clock,
    log,
  });

  // It takes a while, and nothing else waits for it.
  ahead.add(() => {
    void connections.readAhead().then((connection) => {
      if (connection) {
        connectAhead(connection.endpoint, environment);
      }
    });
  });

  /** What makes clients of the chosen ACS SDK. */
  const acsSdk = ahead.lazy(() => loadAcsSdk(settings.sdk));

  const bodies = bodiesFor(settings.sdk, ahead.lazy);

  const audit = auditInto(log);
  const gateway = new AcsGateway({
    connections,
    createClient: acsSdk,
    clock,
    random,
    audit,
    pseudonym,
    log,
    limitFactor: settings.acsLimitFactor,
  });
  const scopeRefusals = new ScopeRefusals({ clock, log });
  const ways = { gateway, scopeRefusals, clock, random, log };
  /** The way to ACS for those who hold a function key. */
  const identities = new AcsIdentities({ ...ways, party: "keyHolders" });
  const teamsAccess = new AcsTeamsAccess(gateway);
  /** The way to ACS for the users who sign in. */
  const usersIdentities = new AcsIdentities({ ...ways, party: "users" });
  const shared = { settings, credential, gateway, identities: usersIdentities, bodies, audit, pseudonym };
  const users = settings.users && createUserServices(settings.users, shared, { ...surroundings, ahead });

  const retirement = retirementIn(settings);
  if (retirement !== undefined) {
    log("warn", { message: retirement });
  }

  const healthChecks = [
    connectionHealth(connections, clock),
    new HealthCheck("acs", acsProbe({ connections, gateway, clock }), clock),
    ...(users ? users.healthChecks : []),
    ...(retirement === undefined ? [] : [scopesHealth(retirement, scopeRefusals, clock)]),
  ];

  return { settings, bodies, identities, teamsAccess, users, healthChecks };
}

interface OriginParts extends Surroundings {
  ahead: MadeAhead;
  credential: () => Promise<TokenCredential>;
}

/** Where the connections to ACS come from. Only what reads them is loaded. */
function originOf(acs: AcsSettings, { environment, clock, random, ahead, credential }: OriginParts): ConnectionOrigin {
  if (acs.access === "identity") {
    ahead.add(() => {
      connectAhead(acs.endpoint, environment);
    });
    const reader = ahead.lazy(async () => {
      const { readFromIdentity } = await import("./connection/readFromIdentity.js");
      return readFromIdentity({ environment, clock, random });
    });
    return identityOrigin(acs.endpoint, async (record) => await (await reader())(record));
  }
  const { keyVaultUrl, connectionStringSecret, connectionStringMaxAgeSeconds } = acs;
  // On their way while all else is loaded: the connection to the vault, and the token for it.
  ahead.add(() => {
    connectAhead(keyVaultUrl, environment);
    const scope = vaultScope(keyVaultUrl);
    if (scope !== undefined) {
      credential()
        .then((identity) => identity.getToken(scope))
        .catch(() => undefined);
    }
  });
  const reader = ahead.lazy(async () => {
    const { readFromKeyVault } = await import("./connection/readFromKeyVault.js");
    return readFromKeyVault({
      vaultUrl: keyVaultUrl,
      secretName: connectionStringSecret,
      credential: await credential(),
      clock,
      random,
    });
  });
  return keyVaultOrigin(async (record) => await (await reader())(record), connectionStringMaxAgeSeconds);
}

/**
 * What the settings of the environment bring: services, or what every call is to be answered with where they are bad.
 * @throws SettingsError in development
 */
export function servicesOrError(surroundings: Surroundings, ahead: MadeAhead): Services | ApiError {
  const { environment, log } = surroundings;
  try {
    return createServices(readSettings(environment), surroundings, ahead);
  } catch (error) {
    if (!(error instanceof SettingsError) || isDevelopment(new SettingsReader(environment))) {
      throw error;
    }
    const correctThese = `Correct the app's settings: ${error.message}.`;
    log("error", { message: `Every call is answered with 500 Misconfigured. ${correctThese}` });
    return new ApiError("Misconfigured", correctThese);
  }
}
