import * as z from "zod";
import { ACS_SDKS, type AcsSdk, type TokenScope } from "./acs/sdks";
import { listOf, scopeList, text, wholeNumber } from "./settingTypes";

export const USER_AUTH_METHODS = ["easyauth", "jwt"] as const;
export type UserAuthMethod = (typeof USER_AUTH_METHODS)[number];

/** How signed-in users are known, and what they may have. */
export interface UserSettings {
  readonly methods: readonly UserAuthMethod[];
  /** Present when `methods` holds jwt. */
  readonly jwt?: {
    readonly issuers: readonly string[];
    readonly audiences: readonly string[];
    readonly requiredScope?: string;
  };
  /** Whether easyauth is believed although no platform strips a caller's own principal: only in development. */
  readonly trustsUnguardedPrincipals: boolean;
  readonly tableEndpoint: string;
  readonly tableName: string;
  readonly scopes: readonly TokenScope[];
  readonly tokensPerMinute: number;
  /** The Entra application whose Teams users' tokens are exchanged. */
  readonly teamsClientId?: string;
}

/** The settings of signed-in users, as the environment asks for them: none unless USER_AUTH is set. */
export function userSettings(given: Readonly<Record<string, unknown>>, sdk: AcsSdk) {
  if (given["USER_AUTH"] === undefined) {
    return z.unknown().transform((): UserSettings | undefined => undefined);
  }
  return z.object(fields(given, sdk)).transform((values): UserSettings | undefined => {
    const { JWT_ISSUERS: issuers, JWT_AUDIENCES: audiences, JWT_REQUIRED_SCOPE: requiredScope } = values;
    return {
      methods: values.USER_AUTH,
      ...(issuers &&
        audiences && { jwt: { issuers, audiences, ...(requiredScope !== undefined && { requiredScope }) } }),
      trustsUnguardedPrincipals: values.USER_AUTH.includes("easyauth") && isDevelopment(given),
      tableEndpoint: values.IDENTITY_TABLE_ENDPOINT,
      tableName: values.IDENTITY_TABLE_NAME,
      scopes: values.MY_TOKEN_SCOPES,
      tokensPerMinute: values.MY_TOKENS_PER_MINUTE,
      ...(values.TEAMS_CLIENT_ID !== undefined && { teamsClientId: values.TEAMS_CLIENT_ID }),
    };
  });
}

function fields(given: Readonly<Record<string, unknown>>, sdk: AcsSdk) {
  const methods = String(given["USER_AUTH"]);
  const jwtOnly = <T extends z.ZodType>(setting: T) => (methods.includes("jwt") ? setting : setting.optional());
  return {
    USER_AUTH: listOf(isMethod, "it must be easyauth, jwt, or both with a comma between them"),
    JWT_ISSUERS: jwtOnly(listOf(isHttpsUrl, "it must be a comma list of the issuers' https addresses")),
    JWT_AUDIENCES: jwtOnly(listOf(isText, "it must be a comma list of the audiences that tokens may have")),
    JWT_REQUIRED_SCOPE: text((scope) => /^\S+$/.test(scope), "it must be one scope or role").optional(),
    WEBSITE_AUTH_ENABLED:
      methods.includes("easyauth") && !isDevelopment(given)
        ? text((value) => /^true$/i.test(value), EASYAUTH_IS_OFF)
        : z.unknown().optional(),
    IDENTITY_TABLE_ENDPOINT: text(
      isHttpsUrl,
      "it must be the tables' address, such as https://NAME.table.core.windows.net",
    ),
    IDENTITY_TABLE_NAME: text(
      (name) => /^[A-Za-z][A-Za-z0-9]{2,62}$/.test(name),
      "it must be a table's name: 3 to 63 letters and digits, a letter first",
    ).default("AcsIdentities"),
    MY_TOKEN_SCOPES: scopeList(ACS_SDKS[sdk].scopes).default(["chat", "voip"]),
    MY_TOKENS_PER_MINUTE: wholeNumber(1, 10_000).default(30),
    TEAMS_CLIENT_ID: text(
      (id) => sdk === "identity" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id),
      "it must be an application's client id, a GUID, and goes with ACS_SDK=identity only",
    ).optional(),
  };
}

const EASYAUTH_IS_OFF =
  "USER_AUTH=easyauth needs App Service Authentication to be on, since without it anyone can claim to be any user";

/**
 * Core Tools say so, and no plan of Azure does. What does not say so counts as open to the internet: there is no variable
 * that all of Azure's plans set, and a container can run anywhere.
 */
function isDevelopment(given: Readonly<Record<string, unknown>>): boolean {
  return given["AZURE_FUNCTIONS_ENVIRONMENT"] === "Development" && given["WEBSITE_INSTANCE_ID"] === undefined;
}

function isMethod(value: string): value is UserAuthMethod {
  return USER_AUTH_METHODS.some((method) => method === value);
}

function isText(value: string): value is string {
  return value !== "";
}

function isHttpsUrl(value: string): value is string {
  return URL.canParse(value) && new URL(value).protocol === "https:";
}
