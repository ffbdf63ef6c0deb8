import * as z from "zod";
import { StartError } from "../StartError";
import { readOptionalJsonFile } from "./readJsonFile";

const FILE = "local.settings.json";

const connectionString = z.union([
  z.string(),
  z.object({ ConnectionString: z.string() }).transform((entry) => entry.ConnectionString),
]);

const localSettings = z.object({
  // Core Tools takes a missing IsEncrypted for true (its AppSettingsFile.cs).
  IsEncrypted: z.boolean().default(true),
  Values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
  ConnectionStrings: z.record(z.string(), connectionString).default({}),
  Host: z
    .object({
      LocalHttpPort: z.coerce.number().int().min(0).max(65_535).optional(),
      CORS: z.string().optional(),
      CORSCredentials: z.boolean().default(false),
    })
    .prefault({}),
});

/** The app's local.settings.json, with Core Tools' meaning of every field. */
export type LocalSettings = z.infer<typeof localSettings>;

/**
 * Reads local.settings.json; without that file, its defaults.
 * @throws StartError when it is malformed or encrypted.
 */
export async function readLocalSettings(directory: string): Promise<LocalSettings> {
  const settings = await readOptionalJsonFile(directory, FILE, localSettings);
  if (settings?.IsEncrypted) {
    throw new StartError(
      `${FILE} is encrypted, or has no "IsEncrypted": false, which means the same: run "func settings decrypt", or add it.`,
    );
  }
  return settings ?? localSettings.parse({});
}
