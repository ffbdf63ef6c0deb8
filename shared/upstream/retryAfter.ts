/**
 * Reads a `Retry-After` header (RFC 9110: whole seconds, or a date) as whole seconds from `now` (milliseconds since the
 * epoch). Undefined when it is absent or means nothing.
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  if (/^\s*\d{1,9}\s*$/.test(header)) {
    return Number(header);
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
