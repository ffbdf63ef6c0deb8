import { StartError } from "../StartError";
import { applyLocalSettings } from "./applyLocalSettings";
import type { LocalSettings } from "./readLocalSettings";

/**
 * Makes the environment that of an app under Core Tools: the local settings, and what Core Tools adds itself.
 * @returns the names of the local settings that gave way to variables that were there already.
 * @throws StartError when the settings are for another language.
 */
export function prepareEnvironment(
  settings: LocalSettings,
  appDirectory: string,
  environment: NodeJS.ProcessEnv,
): string[] {
  const skipped = applyLocalSettings(settings, environment);
  const runtime = environment["FUNCTIONS_WORKER_RUNTIME"];
  if (runtime && runtime.toLowerCase() !== "node") {
    throw new StartError(
      `FUNCTIONS_WORKER_RUNTIME is "${runtime}", but this host runs Node.js apps only: set it to "node".`,
    );
  }
  environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
  environment["AzureWebJobsScriptRoot"] = appDirectory;
  return skipped;
}
