/** An API that users let applications call for them. */
export interface UserApi {
  /** What tokens for it are for (`aud`), by what the scopes begin with that they are asked for with. */
  readonly audiences: Readonly<Record<string, string>>;
  /** What a token must permit; `.default` is asked for to get all that the user agreed to, which is this. */
  readonly permission: string;
}

/** Teams Phone Extensibility: calls for a resource account of Teams, in the public cloud and in that of the US government. */
export const teamsExtensionApi: UserApi = {
  audiences: {
    "https://auth.msft.communication.azure.com/": "https://auth.msft.communication.azure.com",
    "https://auth.msft.communication.azure.us/": "https://auth.msft.communication.azure.us",
  },
  permission: "TeamsExtension.ManageCalls",
};

/** Calls as a Teams user: another permission of the same API. */
export const teamsUserApi: UserApi = { ...teamsExtensionApi, permission: "Teams.ManageCalls" };

/** Calls of any Entra user (preview). */
export const communicationClientsApi: UserApi = {
  audiences: { "https://communication.azure.com/clients/": "https://communication.azure.com" },
  permission: "VoIP",
};

const scopes = [teamsExtensionApi, communicationClientsApi].flatMap(({ audiences, permission }) =>
  Object.entries(audiences).map(([prefix, audience]) => ({ prefix, audience, permission })),
);

/** What scopes of users' tokens begin with. */
export const scopePrefixes = scopes.map(({ prefix }) => prefix);

/** What a token that is asked for with `scope` is for, and what it permits. @throws RangeError */
export function grantOf(scope: string): { audience: string; permission: string } {
  const found = scopes.find(({ prefix }) => scope.startsWith(prefix));
  if (!found) {
    throw new RangeError(`The scope of a user's token begins with one of ${scopePrefixes.join(", ")}.`);
  }
  const asked = scope.slice(found.prefix.length);
  return { audience: found.audience, permission: asked === ".default" ? found.permission : asked };
}
