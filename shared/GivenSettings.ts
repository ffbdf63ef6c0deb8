import type { SettingType } from "./settingTypes";

/**
 * Reads settings from environment variables, one by one, and keeps what is wrong with them, so that all can be told at
 * once. An empty variable counts as not set. By hand and not by zod, which the start of the app would have to wait for.
 */
export class GivenSettings {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #faults = new Set<string>();

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** What is wrong, one text for each fault: the setting's name and what is allowed, never its value. */
  get faults(): readonly string[] {
    return [...this.#faults];
  }

  /** The text as it is given. */
  text(name: string): string | undefined {
    const value = this.#environment[name];
    return value?.trim() ? value : undefined;
  }

  /** Undefined when it is not set, or at fault. */
  optional<T>(name: string, type: SettingType<T>): T | undefined {
    const given = this.text(name);
    const value = given === undefined ? undefined : type.read(given);
    if (given !== undefined && value === undefined) {
      this.addFault(name, type.rule);
    }
    return value;
  }

  /** Undefined when it is at fault: not to be set is a fault. */
  required<T>(name: string, type: SettingType<T>): T | undefined {
    if (this.text(name) === undefined) {
      this.addFault(name, type.rule);
    }
    return this.optional(name, type);
  }

  addFault(name: string, rule: string): void {
    this.#faults.add(`${name} ${this.text(name) === undefined ? "is missing" : "is not valid"}: ${rule}`);
  }
}
