import type { TokenCredential } from "@azure/identity";
import type { TeamsExchange } from "./acs/AcsClient";
import type { AcsGateway } from "./acs/AcsGateway";
import type { AcsIdentities } from "./acs/AcsIdentities";
import { createIdentifyCaller, type IdentifyCaller } from "./callers/identifyCaller";
import type { IssuerFailures } from "./callers/jwt/IssuerKeys";
import type { ReadKeySet } from "./callers/jwt/readKeySet";
import type { Clock } from "./clock";
import type { Deadline } from "./deadline";
import { knowUsers } from "./directory/knowUsers";
import { UserIdentities } from "./directory/UserIdentities";
import { HealthCheck } from "./health/HealthCheck";
import { issuersProbe } from "./health/issuersHealth";
import { watchTable } from "./health/tableHealth";
import type { Bodies } from "./http/jsonBody";
import { lazy, type MadeAhead } from "./lazy";
import type { Log } from "./log";
import { RateLimit } from "./resilience/RateLimit";
import { SingleFlight } from "./resilience/SingleFlight";
import type { UserSettings } from "./settings/userSettings";
import type { Audit } from "./telemetry/audit";
import type { Pseudonym } from "./telemetry/pseudonym";
import type { TokenPolicy } from "./tokenPolicy";

interface SharedWithAll {
  settings: TokenPolicy;
  credential: () => Promise<TokenCredential>;
  identities: AcsIdentities;
  gateway: AcsGateway;
  bodies: Bodies;
  audit: Audit;
  pseudonym: Pseudonym;
}

interface Surroundings {
  clock: Clock;
  log: Log;
  random: () => number;
  ahead: MadeAhead;
}

export type UserServices = ReturnType<typeof createUserServices>;

/** Makes what the endpoints of signed-in users share. */
export function createUserServices(
  user: UserSettings,
  shared: SharedWithAll,
  { clock, log, random, ahead }: Surroundings,
) {
  const { settings, credential, gateway, identities, bodies, audit, pseudonym } = shared;
  if (user.trustsUnguardedPrincipals) {
    log("warn", {
      message:
        "USER_AUTH=easyauth accepts any user that a request names; use it this way only with the Static Web Apps emulator.",
    });
  }
  const { table, probe } = watchTable(
    ahead.lazy(async () => {
      const { createTableStorage } = await import("./directory/tableStorage.js");
      const { tableEndpoint: endpoint, tableName } = user;
      return createTableStorage({ endpoint, tableName, credential: await credential(), clock, random });
    }),
    clock,
  );
  const policy: TokenPolicy = {
    ...settings,
    defaultScopes: user.scopes,
    defaultScopesBy: user.scopesBy,
    allowedScopes: user.scopes,
  };
  const failures: IssuerFailures = new Map();
  const keySetReader = lazy(async () =>
    (await import("./callers/jwt/readKeySet.js")).readKeySetFrom({ clock, random }),
  );
  /** The one reader of the issuers' keys, so that what an issuer asks to wait holds for all who would ask it. */
  const readKeySet: ReadKeySet = async (...given) => await (await keySetReader())(...given);
  const identifyCaller = createIdentifyCaller({
    ...user,
    clock,
    log,
    readKeySet,
    issuerFailures: failures,
    lazy: ahead.lazy,
  });
  const identify: IdentifyCaller = async (request, deadline) => {
    const caller = await identifyCaller(request, deadline);
    if (deadline.record) {
      deadline.record.caller = pseudonym(caller.key);
    }
    return caller;
  };
  return {
    bodies,
    identify,
    identities: new UserIdentities({
      table: knowUsers(table, clock),
      identities,
      gateway,
      clock,
      log,
      audit,
      pseudonym,
    }),
    tokenLimit: new RateLimit({
      perMinute: user.tokensPerMinute,
      refusal: "You have asked for too many tokens",
      clock,
    }),
    signOuts: new SingleFlight(
      new RateLimit({ perMinute: user.signOutsPerMinute, refusal: "You have signed out too often", clock }),
      clock,
    ),
    deletions: new SingleFlight(
      new RateLimit({ perMinute: user.signOutsPerMinute, refusal: "You have deleted your identity too often", clock }),
      clock,
    ),
    policy,
    exchangeTeamsToken: async (exchange: Omit<TeamsExchange, "clientId">, deadline: Deadline) => {
      const { teamsClientId: clientId } = user;
      if (clientId === undefined) {
        throw new TypeError("No Teams tokens are exchanged where TEAMS_CLIENT_ID is not set.");
      }
      return await identities.exchangeTeamsToken({ ...exchange, clientId }, deadline);
    },
    healthChecks: [
      new HealthCheck("identityTable", probe, clock),
      ...(user.jwt
        ? [new HealthCheck("issuers", issuersProbe({ ...user.jwt, failures, read: readKeySet, clock }), clock)]
        : []),
    ],
  };
}
