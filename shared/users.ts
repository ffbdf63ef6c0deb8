import { createIdentifyCaller } from "./callers/identifyCaller";
import { systemClock as clock } from "./clock";
import { createTableStorage } from "./directory/tableStorage";
import { UserIdentities } from "./directory/UserIdentities";
import { consoleLog as log } from "./log";
import { MintLimit } from "./MintLimit";
import { credential, identities, settings } from "./services";
import type { TokenPolicy } from "./tokenPolicy";
import type { UserSettings } from "./userSettings";

/** What the endpoints of signed-in users share; undefined where no users sign in. */
export const users = settings.users && usersOf(settings.users);

function usersOf(user: UserSettings) {
  if (user.trustsUnguardedPrincipals) {
    log("warn", {
      message: "USER_AUTH=easyauth believes whoever a request claims to be; for the Static Web Apps emulator only.",
    });
  }
  const { random } = Math;
  const policy: TokenPolicy = { ...settings, defaultScopes: user.scopes, allowedScopes: user.scopes };
  return {
    identify: createIdentifyCaller({ ...user, clock, log, random }),
    identities: new UserIdentities({
      table: createTableStorage({
        endpoint: user.tableEndpoint,
        tableName: user.tableName,
        credential,
        clock,
        random,
      }),
      identities,
      clock,
      log,
    }),
    mintLimit: new MintLimit(user.tokensPerMinute, clock),
    policy,
  };
}
