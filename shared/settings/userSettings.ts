import { ACS_SDKS, type AcsSdk, type TokenScope } from "../acs/sdks";
import { USER_AUTH_METHODS, type UserAuthMethod } from "../callers/identifyCaller";
import { entraTenantOf, isGuid } from "../callers/microsoftIssuer";
import { areOfOneCloudEach, isIssuer } from "./issuerSetting";
import {
  DEFAULT_SCOPES,
  isDevelopment,
  listOf,
  scopeList,
  type SettingsReader,
  type SettingType,
  text,
  wholeNumber,
} from "./SettingsReader";

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
  /** Who says so. */
  readonly scopesBy: "MY_TOKEN_SCOPES" | "default";
  readonly tokensPerMinute: number;
  /** Counts for deletions too, by themselves. */
  readonly signOutsPerMinute: number;
  /** Undefined where no Teams tokens are exchanged. */
  readonly teamsClientId: string | undefined;
}

/** The settings of signed-in users: none unless USER_AUTH is set, or where `given` has a problem to name. */
export function userSettings(given: SettingsReader, sdk: AcsSdk): UserSettings | undefined {
  const asked = given.text("USER_AUTH");
  if (asked === undefined) {
    return undefined;
  }
  const methods = given.required("USER_AUTH", METHODS);
  const jwt = jwtSettings(given, asked.includes("jwt"));
  if (asked.includes("easyauth") && !isDevelopment(given)) {
    given.required("WEBSITE_AUTH_ENABLED", AUTH_IS_ON);
  }
  const tableEndpoint = given.required("IDENTITY_TABLE_ENDPOINT", TABLE_ENDPOINT);
  const tableName = given.optional("IDENTITY_TABLE_NAME", TABLE_NAME) ?? DEFAULT_TABLE_NAME;
  const scopes = given.optional("MY_TOKEN_SCOPES", scopeList(ACS_SDKS[sdk].scopes));
  const tokensPerMinute = given.optional("MY_TOKENS_PER_MINUTE", wholeNumber(1, 10_000)) ?? 30;
  const signOutsPerMinute = given.optional("MY_SIGN_OUTS_PER_MINUTE", wholeNumber(1, 10_000)) ?? 3;
  const teamsClientId = given.optional("TEAMS_CLIENT_ID", clientId(sdk));
  if (methods === undefined || tableEndpoint === undefined) {
    return undefined;
  }
  return {
    methods,
    ...(jwt && { jwt }),
    trustsUnguardedPrincipals: methods.includes("easyauth") && isDevelopment(given),
    tableEndpoint,
    tableName,
    scopes: scopes ?? DEFAULT_SCOPES,
    scopesBy: scopes ? "MY_TOKEN_SCOPES" : "default",
    tokensPerMinute,
    signOutsPerMinute,
    teamsClientId,
  };
}

function jwtSettings(given: SettingsReader, isNeeded: boolean): UserSettings["jwt"] {
  const read = <T>(name: string, type: SettingType<T>) =>
    isNeeded ? given.required(name, type) : given.optional(name, type);
  const issuers = read("JWT_ISSUERS", ISSUERS);
  const audiences = read("JWT_AUDIENCES", AUDIENCES);
  const needsScope = isNeeded && (issuers ?? []).some((issuer) => entraTenantOf(issuer) !== undefined);
  const requiredScope = needsScope
    ? given.required("JWT_REQUIRED_SCOPE", REQUIRED_SCOPE_OF_ENTRA)
    : given.optional("JWT_REQUIRED_SCOPE", REQUIRED_SCOPE);
  return issuers && audiences && { issuers, audiences, ...(requiredScope !== undefined && { requiredScope }) };
}

export const DEFAULT_TABLE_NAME = "AcsIdentities";

const METHODS = listOf(isMethod, "it must be easyauth, jwt, or both, separated by a comma");
const ISSUER_LIST = listOf(
  isIssuer,
  "it must be a comma-separated list of the issuers' https addresses, exactly as tokens have them in iss; in Microsoft's, such as https://login.microsoftonline.com/GUID/v2.0 and https://sts.windows.net/GUID/, the tenant's id (a GUID; 9188040d-6c67-4c5b-b112-36a304b66dad for personal accounts) must stand in place of common, organizations, consumers, a domain or a placeholder, and each tenant must be named in one cloud only",
);
const ISSUERS: SettingType<string[]> = {
  ...ISSUER_LIST,
  read: (list) => {
    const issuers = ISSUER_LIST.read(list);
    return issuers && areOfOneCloudEach(issuers) ? issuers : undefined;
  },
};
const AUDIENCES = listOf(isText, "it must be a comma-separated list of the audiences that tokens may have");
const REQUIRED_SCOPE = text((scope) => /^\S+$/.test(scope), "it must be one scope or role");
/**
 * Entra gives out tokens with one audience for whatever scopes the app registration has; which of them opens this API, the
 * API must check. Source: "Verify scopes and app roles protected web API" of the Microsoft identity platform.
 */
const REQUIRED_SCOPE_OF_ENTRA: SettingType<string> = {
  ...REQUIRED_SCOPE,
  rule: "it must be the scope or role that tokens of Microsoft Entra have for this API, such as Tokens.Read",
};
const AUTH_IS_ON = text(
  (value) => /^true$/i.test(value),
  "USER_AUTH=easyauth needs App Service Authentication to be on (true), because without it anyone can claim to be any user",
);
export const TABLE_ENDPOINT = text(
  isHttpsUrl,
  "it must be the tables' address, such as https://NAME.table.core.windows.net",
);
export const TABLE_NAME = text(
  (name) => /^[A-Za-z][A-Za-z0-9]{2,62}$/.test(name),
  "it must be a table's name: 3 to 63 letters and digits, a letter first",
);

function clientId(sdk: AcsSdk): SettingType<string> {
  return text(
    (id) => sdk === "identity" && isGuid(id),
    "it must be an application's client id (a GUID), and it needs ACS_SDK=identity",
  );
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
