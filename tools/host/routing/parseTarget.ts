import { decodePercent } from "./decodePercent";

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
