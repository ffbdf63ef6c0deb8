import * as z from "zod/mini";

/**
 * A list of nothing but what `isEntry` takes. It ends at the first entry that does not fit: a caller chooses how many
 * there are, and zod's own list tells of each.
 */
export function listOf<T>(isEntry: (entry: unknown) => entry is T): z.ZodMiniType<T[]> {
  return z.custom<T[]>((value) => Array.isArray(value) && value.every(isEntry));
}

export const isText = (value: unknown): value is string => typeof value === "string";
