import type { LocalSettings } from "./settings";
import { StartError } from "./StartError";

interface PrepareOptions {
  readonly appDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the app is not told that this is development. */
  readonly asInAzure: boolean;
}

/**
 * Makes the environment that of an app under Core Tools: the local settings, and what Core Tools adds itself.
 * @returns the names of the local settings that gave way to variables that were there already.
 * @throws StartError when the settings are for another language.
 */
export function prepareEnvironment(
  settings: LocalSettings,
  { appDirectory, environment, asInAzure }: PrepareOptions,
): string[] {
  const skipped = applyLocalSettings(settings, environment);
  const runtime = environment["FUNCTIONS_WORKER_RUNTIME"];
  if (runtime && runtime.toLowerCase() !== "node") {
    throw new StartError(
      `FUNCTIONS_WORKER_RUNTIME is "${runtime}", but this host runs Node.js apps only: set it to "node".`,
    );
  }
  if (!asInAzure) {
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
  }
  environment["AzureWebJobsScriptRoot"] = appDirectory;
  return skipped;
}

/**
 * Puts the values into the environment as Core Tools does (UpdateEnvironmentVariables of its StartHostAction.cs): a
 * variable that is there and not empty wins, an empty string is set, null is skipped.
 * @returns the names of the values that were skipped in favour of the environment.
 */
function applyLocalSettings({ Values, ConnectionStrings }: LocalSettings, environment: NodeJS.ProcessEnv): string[] {
  const connections = Object.entries(ConnectionStrings);
  const given = [
    ...Object.entries(Values),
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
