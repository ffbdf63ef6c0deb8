import { StartError } from "../StartError";
import { applyLocalSettings } from "./applyLocalSettings";
import type { LocalSettings } from "./readLocalSettings";

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
