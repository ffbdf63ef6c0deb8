/** A date, a time to the second or up to a tenth of a microsecond of it, and an offset from UTC (RFC 3339). */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * The moment that a service tells, such as `2025-07-10T14:39:39.3244584-07:00`, in milliseconds since the epoch. Undefined
 * where the text names none: `Date.parse` alone takes one without an offset for this machine's own time, and reads a date
 * in almost anything.
 */
export function timeOf(text: string): number | undefined {
  const time = ISO_TIME.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
