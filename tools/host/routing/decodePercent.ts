const TRIPLETS = /(?:%[0-9A-Fa-f]{2})+/g;
const SLASH = 0x2f;

/**
 * Decodes percent-encoded UTF-8 as the real host does: what cannot be decoded (`%zz`, a `%` at the end, bytes that are
 * no UTF-8) stays as it is, instead of failing the request. Copies Kestrel's UrlDecoder.cs (dotnet/aspnetcore,
 * src/Shared/UrlDecoder), which for paths leaves `%2F` alone, and Uri.UnescapeDataString, which for queries does not.
 */
export function decodePercent(text: string, keepSlash: boolean): string {
  return text.replaceAll(TRIPLETS, (run) => decodeRun(run, keepSlash));
}

function decodeRun(run: string, keepSlash: boolean): string {
  const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
  let decoded = "";
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    const character = keepSlash && bytes[at] === SLASH ? undefined : decodeUtf8(bytes.subarray(at, at + length));
    decoded += character ?? run.slice(at * 3, at * 3 + 3);
    at += character === undefined ? 1 : length;
  }
  return decoded;
}

/** How many bytes the UTF-8 sequence has that starts with this byte. */
function sequenceLength(first: number): number {
  if (first < 0xc0) {
    return 1;
  }
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
