import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type * as z from "zod";
import { hasCode } from "../../kit/hasCode";
import { StartError } from "../StartError";

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
export async function readOptionalJsonFile<T>(
  directory: string,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const text = await readText(join(directory, name));
  if (text === undefined) {
    return undefined;
  }
  const result = schema.safeParse(parse(name, text));
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
    throw new StartError(`${name} is not valid: ${faults.join("; ")}`);
  }
  return result.data;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    // The message of JSON.parse quotes the file; of it, only the position is fit to be shown.
    const position = /at position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? "" : ` (line ${text.slice(0, Number(position)).split("\n").length})`;
    throw new StartError(`${name} is not valid JSON${line}.`);
  }
}
