import { decodePercent } from "./decodePercent";

/** Parameters by name, with all their values in order. Names that differ only in case are one, written as the first was. */
export type Query = ReadonlyMap<string, readonly string[]>;

/** Reads a query string (with or without its `?`) as ASP.NET Core's QueryFeature.cs does. */
export function parseQuery(query: string): Query {
  const values = new Map<string, string[]>();
  const names = new Map<string, string>();
  for (const part of query.replace(/^\?/, "").split("&").filter(Boolean)) {
    const [rawName = "", ...rest] = part.split("=");
    const name = decodePart(rawName);
    const known = names.get(name.toUpperCase()) ?? name;
    names.set(name.toUpperCase(), known);
    values.set(known, [...(values.get(known) ?? []), decodePart(rest.join("="))]);
  }
  return values;
}

/** The first value of a parameter, whatever the case of its name. */
export function firstOf(query: Query, name: string): string | undefined {
  const known = [...query.keys()].find((key) => key.toUpperCase() === name.toUpperCase());
  return known === undefined ? undefined : query.get(known)?.[0];
}

function decodePart(text: string): string {
  return decodePercent(text.replaceAll("+", " "), false);
}
