import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { hasCode } from "../kit/hasCode";
import { StartError } from "./StartError";

const LOCAL_SETTINGS = "local.settings.json";

const hostJson = z
  .object({
    extensions: z.object({ http: z.object({ routePrefix: z.string().default("api") }).prefault({}) }).prefault({}),
  })
  .transform(({ extensions }) => ({ routePrefix: extensions.http.routePrefix }));

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

/** What this host uses of the app's host.json. @throws StartError when the file is missing or malformed. */
export async function readHostJson(directory: string): Promise<z.infer<typeof hostJson>> {
  return readJsonFile(directory, "host.json", hostJson);
}

/**
 * Reads local.settings.json; without that file, its defaults.
 * @throws StartError when it is malformed or encrypted.
 */
export async function readLocalSettings(directory: string): Promise<LocalSettings> {
  const settings = await readOptionalJsonFile(directory, LOCAL_SETTINGS, localSettings);
  if (settings?.IsEncrypted) {
    throw new StartError(
      `${LOCAL_SETTINGS} is encrypted, or has no "IsEncrypted": false, which means the same: run "func settings decrypt", or add it.`,
    );
  }
  return settings ?? localSettings.parse({});
}

/**
 * Reads a JSON file of the app and checks it against `schema`.
 * @throws StartError naming the file, and never showing what is in it: a settings file holds secrets.
 */
export async function readJsonFile<T>(directory: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const value = await readOptionalJsonFile(directory, name, schema);
  if (value === undefined) {
    throw new StartError(`There is no ${name} in ${directory}: is this the folder of a Functions app?`);
  }
  return value;
}

/** The same, for a file that may be missing: then undefined. */
async function readOptionalJsonFile<T>(directory: string, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(join(directory, name), "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  });
  if (text === undefined) {
    return undefined;
  }
  const { success, data, error } = schema.safeParse(parseJson(name, text));
  if (!success) {
    const wrong = error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
    throw new StartError(`${name} is not valid: ${wrong.join("; ")}`);
  }
  return data;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    // The message of JSON.parse quotes the file; of it, only the position is fit to be shown.
    const position = /at position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? "" : ` (line ${text.slice(0, Number(position)).split("\n").length})`;
    throw new StartError(`${name} is not valid JSON${line}.`);
  }
}
