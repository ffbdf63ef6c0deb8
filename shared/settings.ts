import * as z from "zod";
import { ACS_SDKS, EXPIRES_IN_MINUTES, type AcsSdk, type TokenScope } from "./acs/sdks";
import { scopeList, text, wholeNumber } from "./settingTypes";
import { type UserSettings, userSettings } from "./userSettings";

/** What the operator has set, checked once at start. */
export interface Settings {
  /** `https://NAME.vault.azure.net`, without a trailing slash. */
  readonly keyVaultUrl: string;
  /** The name of the secret that holds the ACS connection string. */
  readonly connectionStringSecret: string;
  readonly connectionStringMaxAgeSeconds: number;
  readonly sdk: AcsSdk;
  readonly defaultScopes: readonly TokenScope[];
  readonly allowedScopes: readonly TokenScope[];
  readonly maxExpiresInMinutes: number;
  /** The key of the pseudonyms in the log; undefined where each instance may have its own. */
  readonly logSalt: string | undefined;
  /** Undefined where no users sign in. */
  readonly users: UserSettings | undefined;
}

/** A setting is missing or malformed. The message is one line that names it and what is allowed, never its value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the settings from environment variables; an empty variable counts as not set.
 * @throws SettingsError naming every bad setting.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const common = commonSettings.safeParse(given);
  const sdk = sdkSetting.catch("identity").parse(given["ACS_SDK"]);
  const policy = policySettings(sdk).safeParse(given);
  const users = userSettings(given, sdk).safeParse(given);
  if (!common.success || !policy.success || !users.success) {
    const issues = [common, policy, users].flatMap(({ error }) => error?.issues ?? []);
    throw new SettingsError(describe(issues, given));
  }
  return Object.freeze({
    keyVaultUrl: common.data.KEY_VAULT_URL,
    connectionStringSecret: common.data.ACS_CONNECTION_STRING_SECRET,
    connectionStringMaxAgeSeconds: common.data.ACS_CONNECTION_STRING_MAX_AGE_SECONDS,
    sdk: common.data.ACS_SDK,
    defaultScopes: Object.freeze(policy.data.ACS_DEFAULT_SCOPES),
    allowedScopes: Object.freeze(policy.data.ACS_ALLOWED_SCOPES),
    maxExpiresInMinutes: policy.data.ACS_MAX_EXPIRES_IN_MINUTES,
    logSalt: common.data.LOG_SALT,
    users: users.data && Object.freeze(users.data),
  });
}

/** One line that names each setting once. */
function describe(issues: readonly z.core.$ZodIssue[], given: Record<string, unknown>): string {
  const faults = issues.map(({ path, message }) => {
    const name = String(path[0]);
    return `${name} ${name in given ? "is not valid" : "is missing"}: ${message}`;
  });
  return [...new Set(faults)].join("; ");
}

const sdkSetting = z.enum(["identity", "administration"], "it must be identity or administration").default("identity");

const commonSettings = z.object({
  KEY_VAULT_URL: text(isVaultUrl, "it must be the vault's address, such as https://NAME.vault.azure.net").transform(
    (url) => new URL(url).origin,
  ),
  ACS_CONNECTION_STRING_SECRET: text(
    (name) => /^[0-9A-Za-z-]{1,127}$/.test(name),
    "it must be a secret's name: 1 to 127 letters, digits and dashes",
  ).default("acs-connection-string"),
  ACS_CONNECTION_STRING_MAX_AGE_SECONDS: wholeNumber(1, 86_400).default(300),
  ACS_SDK: sdkSetting,
  LOG_SALT: text((salt) => salt.length >= 16, "it must be a secret text of at least 16 characters").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    isHttpUrl,
    "it must be the address of a collector that takes OTLP over HTTP, such as https://collector.example:4318",
  ).optional(),
});

function policySettings(sdk: AcsSdk) {
  const { scopes, setsLifetime } = ACS_SDKS[sdk];
  const { min, max } = EXPIRES_IN_MINUTES;
  return z
    .object({
      ACS_DEFAULT_SCOPES: scopeList(scopes).default(["chat", "voip"]),
      ACS_ALLOWED_SCOPES: scopeList(scopes).default([...scopes]),
      ACS_MAX_EXPIRES_IN_MINUTES: wholeNumber(setsLifetime ? min : max, max).default(max),
    })
    .refine(({ ACS_DEFAULT_SCOPES: defaults, ACS_ALLOWED_SCOPES: allowed }) => isSubset(defaults, allowed), {
      path: ["ACS_DEFAULT_SCOPES"],
      message: "it must hold only scopes that ACS_ALLOWED_SCOPES allows (when not set it is chat,voip)",
    });
}

function isVaultUrl(value: string): boolean {
  if (!URL.canParse(value)) {
    return false;
  }
  const url = new URL(value);
  return url.protocol === "https:" && url.href === `${url.origin}/`;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((item) => whole.includes(item));
}
