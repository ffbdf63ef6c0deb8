/** Where a request goes. */
export interface RequestTarget {
  /** As received, without the query. */
  readonly rawPath: string;
  /** Decoded, except `%2F`, and without dot segments: what routes are matched against. */
  readonly path: string;
  /** As received, with its `?`; empty when there is none. */
  readonly query: string;
}

/**
 * Takes a request target apart as Kestrel does (its Http1Connection.cs).
 * @returns undefined when Kestrel would answer 400: a target that is no path, not ASCII, or has a `%00` in its path.
 */
export function parseTarget(target: string): RequestTarget | undefined {
  const relative = target.replace(/^https?:\/\/[^/?]*/i, "");
  const queryStart = relative.indexOf("?");
  const rawPath = queryStart === -1 ? relative : relative.slice(0, queryStart);
  const path = withoutDotSegments(decodePercent(rawPath, true));
  if (!path.startsWith("/") || path.includes("\0") || /[^\p{ASCII}]/u.test(relative)) {
    return undefined;
  }
  return { rawPath, path, query: queryStart === -1 ? "" : relative.slice(queryStart) };
}

/** RFC 3986, 5.2.4; Kestrel does it after the decoding, so `%2e%2e` is a dot segment too. */
function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const isDots = segment === "." || segment === "..";
    if (segment === ".." && kept.length > 1) {
      kept.pop();
    }
    if (!isDots) {
      kept.push(segment);
    } else if (index === segments.length - 1) {
      kept.push("");
    }
  }
  return kept.join("/");
}

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

/** One UTF-8 character by the form of its bytes; whether it is a real one shows when it is decoded. */
const CHARACTER =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;

/**
 * Decodes percent-encoded UTF-8 as the real host does: what cannot be decoded (`%zz`, a `%` at the end, bytes that are
 * no UTF-8) stays as it is, instead of failing the request. Copies Kestrel's UrlDecoder.cs (dotnet/aspnetcore,
 * src/Shared/UrlDecoder), which for paths leaves `%2F` alone, and Uri.UnescapeDataString, which for queries does not.
 */
export function decodePercent(text: string, keepSlash: boolean): string {
  return text.replaceAll(CHARACTER, (character) => {
    try {
      const decoded = decodeURIComponent(character);
      return keepSlash && decoded === "/" ? character : decoded;
    } catch {
      return character;
    }
  });
}

/**
 * Writes a decoded path into a URL, leaving percent-encoded triplets and all characters that may stand in a path: how the
 * real host puts `request.url` together (PathString.ToUriComponent of ASP.NET Core), so that there `8%3Aacs` is `8:acs`.
 */
export function encodePath(path: string): string {
  return path.replaceAll(/%(?![0-9A-Fa-f]{2})|[^0-9A-Za-z\-._~!$&'()*+,;=:@/%]/gu, encodeURIComponent);
}
