import type { LocalSettings } from "./readLocalSettings";

/**
 * Puts the values into the environment as Core Tools does (UpdateEnvironmentVariables of its StartHostAction.cs): a
 * variable that is there and not empty wins, an empty string is set, null is skipped.
 * @returns the names of the values that were skipped in favour of the environment.
 */
export function applyLocalSettings(settings: LocalSettings, environment: NodeJS.ProcessEnv): string[] {
  const connections = Object.entries(settings.ConnectionStrings);
  const given = [
    ...Object.entries(settings.Values),
    ...connections.map(([name, value]) => [`ConnectionStrings:${name}`, value] as const),
  ];
  const skipped = given.filter(([name]) => environment[name]).map(([name]) => name);
  for (const [name, value] of given) {
    if (value !== null && !environment[name]) {
      environment[name] = String(value);
    }
  }
  return skipped;
}
