import type { ScopesBy } from "../acs/ScopeRefusals";
import { ACS_SDKS, type AcsSdk, EXPIRES_IN_MINUTES, type TokenScope } from "../acs/sdks";
import { isGuid } from "../callers/microsoftIssuer";
import { isLoopback } from "../isLoopback";
import { DEFAULT_SCOPES, listOf, oneOf, scopeList, SettingsReader, text, wholeNumber } from "./SettingsReader";
import { type UserSettings, userSettings } from "./userSettings";

/** By what right ACS is called: with the access key in Key Vault, or as the app's identity. */
export type AcsSettings =
  | {
      readonly access: "accessKey";
      /** `https://NAME.vault.azure.net`, without a trailing slash. */
      readonly keyVaultUrl: string;
      /** The name of the secret that holds the ACS connection string. */
      readonly connectionStringSecret: string;
      readonly connectionStringMaxAgeSeconds: number;
    }
  | {
      readonly access: "identity";
      /** `https://NAME.communication.azure.com`, without a trailing slash. */
      readonly endpoint: string;
    };

/** What the operator has set, checked once at start. */
export interface Settings {
  readonly acs: AcsSettings;
  readonly sdk: AcsSdk;
  readonly defaultScopes: readonly TokenScope[];
  readonly defaultScopesBy: DefaultScopesBy;
  readonly allowedScopes: readonly TokenScope[];
  readonly maxExpiresInMinutes: number;
  /** How many times its published limits ACS grants the resource. */
  readonly acsLimitFactor: number;
  /** The Entra tenants whose accounts may be given Teams access, in lower case; empty where that is nobody's. */
  readonly teamsAccessTenants: readonly string[];
  /** The key of the pseudonyms in the log; undefined where each instance may have its own. */
  readonly logSalt: string | undefined;
  /** Undefined where no users sign in. */
  readonly users: UserSettings | undefined;
}

/** Who says which scopes a token has where the caller does not. */
export type DefaultScopesBy = Exclude<ScopesBy, "caller">;

/** A setting is missing or malformed. The message is one line that names it and what is allowed, never its value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the settings from environment variables; an empty variable counts as not set.
 * @throws SettingsError naming every bad setting.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = new SettingsReader(environment);
  const acs = acsSettings(given);
  const sdk = given.optional("ACS_SDK", oneOf("identity", "administration")) ?? "identity";
  if (acs?.access === "identity" && sdk !== "identity") {
    given.addProblem(
      "ACS_SDK",
      "it must be identity where ACS_ENDPOINT is set, because the other SDK needs an access key",
    );
  }
  const acsLimitFactor = given.optional("ACS_LIMIT_FACTOR", wholeNumber(1, 100)) ?? 1;
  const teamsAccessTenants = given.optional("TEAMS_ACCESS_TENANTS", TENANTS) ?? [];
  const logSalt = given.optional("LOG_SALT", SALT);
  given.optional("OTEL_EXPORTER_OTLP_ENDPOINT", COLLECTOR_URL);
  given.optional("AZURE_CLIENT_ID", CLIENT_ID);
  given.optional("NODE_TLS_REJECT_UNAUTHORIZED", TLS_CHECKS);
  const policy = policySettings(given, sdk);
  const users = userSettings(given, sdk);
  if (acs === undefined || given.problems.length > 0) {
    throw new SettingsError(given.problems.join("; "));
  }
  return Object.freeze({
    acs: Object.freeze(acs),
    sdk,
    ...policy,
    acsLimitFactor,
    teamsAccessTenants: Object.freeze(teamsAccessTenants.map((tenant) => tenant.toLowerCase())),
    logSalt: logSalt && isUnreadReference(logSalt) ? undefined : logSalt,
    users: users && Object.freeze(users),
  });
}

/** Undefined where `given` has a problem to name. */
function acsSettings(given: SettingsReader): AcsSettings | undefined {
  const secretName = given.optional("ACS_CONNECTION_STRING_SECRET", SECRET_NAME);
  const maxAgeSeconds = given.optional("ACS_CONNECTION_STRING_MAX_AGE_SECONDS", wholeNumber(1, 86_400));
  const endpoint = given.optional("ACS_ENDPOINT", ENDPOINT);
  if (given.text("ACS_ENDPOINT") !== undefined) {
    if (given.text("KEY_VAULT_URL") !== undefined) {
      given.addProblem(
        "KEY_VAULT_URL",
        "it must not be set beside ACS_ENDPOINT: ACS is called either with the key in Key Vault, or as the app's identity",
      );
    }
    return endpoint === undefined ? undefined : { access: "identity", endpoint: new URL(endpoint).origin };
  }
  const keyVaultUrl = given.required("KEY_VAULT_URL", VAULT_URL);
  return keyVaultUrl === undefined
    ? undefined
    : {
        access: "accessKey",
        keyVaultUrl: new URL(keyVaultUrl).origin,
        connectionStringSecret: secretName ?? "acs-connection-string",
        connectionStringMaxAgeSeconds: maxAgeSeconds ?? 300,
      };
}

const VAULT_URL = text(
  isOrigin,
  "it must be the vault's address, such as https://NAME.vault.azure.net (or set ACS_ENDPOINT, to call ACS without a key)",
);
const ENDPOINT = text(isAcsEndpoint, "it must be the resource's address, such as https://NAME.communication.azure.com");
const SECRET_NAME = text(
  (name) => /^[0-9A-Za-z-]{1,127}$/.test(name),
  "it must be a secret's name: 1 to 127 letters, digits and dashes",
);
const TENANTS = listOf(isGuid, "it must be a comma-separated list of the ids (GUIDs) of Microsoft Entra tenants");
const SALT = text((salt) => salt.length >= 16, "it must be a secret of at least 16 characters");
const COLLECTOR_URL = text(
  isHttpUrl,
  "it must be the address of a collector that takes OTLP over HTTP, such as https://collector.example:4318",
);

/** The identity library's own. */
const CLIENT_ID = text(isGuid, "it must be the client id (a GUID) of a user-assigned managed identity");

/** Node.js's own, by which it would take any server for ACS or Key Vault. */
const TLS_CHECKS = text(
  (value) => value !== "0",
  "it must not be 0, which turns off TLS checks; to trust one more CA set NODE_EXTRA_CA_CERTS",
);

function policySettings(given: SettingsReader, sdk: AcsSdk) {
  const { scopes, setsLifetime } = ACS_SDKS[sdk];
  const { min, max } = EXPIRES_IN_MINUTES;
  const asked = given.optional("ACS_DEFAULT_SCOPES", scopeList(scopes));
  const defaultScopes = asked ?? DEFAULT_SCOPES;
  const defaultScopesBy: DefaultScopesBy = asked ? "ACS_DEFAULT_SCOPES" : "default";
  const allowedScopes = given.optional("ACS_ALLOWED_SCOPES", scopeList(scopes)) ?? [...scopes];
  if (!isSubset(defaultScopes, allowedScopes)) {
    const rule = "it must hold only scopes that ACS_ALLOWED_SCOPES allows (if it is not set, it is chat,voip)";
    given.addProblem("ACS_DEFAULT_SCOPES", rule);
  }
  const maxExpiresInMinutes = given.optional("ACS_MAX_EXPIRES_IN_MINUTES", wholeNumber(setsLifetime ? min : max, max));
  return {
    defaultScopes: Object.freeze(defaultScopes),
    defaultScopesBy,
    allowedScopes: Object.freeze(allowedScopes),
    maxExpiresInMinutes: maxExpiresInMinutes ?? max,
  };
}

/** App Service gives the text of a Key Vault reference itself when it cannot read the secret: no secret, as a salt. */
function isUnreadReference(value: string): boolean {
  return value.startsWith("@Microsoft.KeyVault(");
}

/** Whether it is an https address without a path. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) {
    return false;
  }
  const url = new URL(value);
  return url.protocol === "https:" && url.href === `${url.origin}/`;
}

/**
 * Of ACS alone, or of an emulator on this machine: whoever is called there gets a token that opens all that the app's
 * identity may do with ACS, where a request signed with a key gives nothing away.
 */
function isAcsEndpoint(value: string): boolean {
  return isOrigin(value) && (new URL(value).hostname.endsWith(".communication.azure.com") || isLoopback(value));
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((item) => whole.includes(item));
}
