import type { TokenScope } from "../acs/sdks";

/** The scopes of a token where neither a setting nor a request says which. */
export const DEFAULT_SCOPES: readonly TokenScope[] = ["chat", "voip"];

/** What a setting may be. */
export interface SettingType<T> {
  /** What is allowed, to follow the setting's name. */
  readonly rule: string;
  /** What a text stands for; undefined when it is not allowed. */
  readonly read: (value: string) => T | undefined;
}

/** A text that `isValid`; `rule` says what that is. */
export function text(isValid: (value: string) => boolean, rule: string): SettingType<string> {
  return { rule, read: (value) => (isValid(value) ? value : undefined) };
}

/** One of the texts `values`. */
export function oneOf<T extends string>(...values: readonly T[]): SettingType<T> {
  return {
    rule: `it must be ${values.join(" or ")}`,
    read: (value) => values.find((allowed) => allowed === value),
  };
}

export function wholeNumber(min: number, max: number): SettingType<number> {
  const rule =
    min === max
      ? `with ACS_SDK=administration it must be ${max}, because that SDK cannot set a lifetime`
      : `it must be a whole number from ${min} to ${max}`;
  const isInRange = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return { rule, read: (value) => (isInRange(value) ? Number(value) : undefined) };
}

/** A comma list of scopes, each once. */
export function scopeList(scopes: readonly TokenScope[]): SettingType<TokenScope[]> {
  const isScope = (part: string): part is TokenScope => scopes.some((scope) => scope === part);
  return listOf(isScope, `it must be a comma-separated list of ${scopes.join(", ")}`);
}

/** A comma list of what `isItem`, each once. */
export function listOf<T extends string>(isItem: (part: string) => part is T, rule: string): SettingType<T[]> {
  return {
    rule,
    read: (list) => {
      const parts = [...new Set(list.split(",").map((part) => part.trim()))];
      return parts.every(isItem) ? parts : undefined;
    },
  };
}

/**
 * Reads settings from environment variables, one by one, and keeps what is wrong with them, so that all can be named at
 * once. An empty variable counts as not set. By hand and not by zod, which the start of the app would have to wait for.
 */
export class SettingsReader {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #problems = new Set<string>();

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** What is wrong, one text for each setting: its name and what is allowed, never its value. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** The text as it is given. */
  text(name: string): string | undefined {
    const value = this.#environment[name];
    return value?.trim() ? value : undefined;
  }

  /** Undefined when it is not set, or not allowed. */
  optional<T>(name: string, type: SettingType<T>): T | undefined {
    const given = this.text(name);
    const value = given === undefined ? undefined : type.read(given);
    if (given !== undefined && value === undefined) {
      this.addProblem(name, type.rule);
    }
    return value;
  }

  /** Undefined when it is not allowed; not to be set is a problem, too. */
  required<T>(name: string, type: SettingType<T>): T | undefined {
    if (this.text(name) === undefined) {
      this.addProblem(name, type.rule);
    }
    return this.optional(name, type);
  }

  addProblem(name: string, rule: string): void {
    this.#problems.add(`${name} ${this.text(name) === undefined ? "is missing" : "is not valid"}: ${rule}`);
  }
}

/**
 * Core Tools say so, and no plan of Azure does. What does not say so counts as open to the internet: there is no variable
 * that all of Azure's plans set, and a container can run anywhere.
 */
export function isDevelopment(given: SettingsReader): boolean {
  return given.text("AZURE_FUNCTIONS_ENVIRONMENT") === "Development" && given.text("WEBSITE_INSTANCE_ID") === undefined;
}
