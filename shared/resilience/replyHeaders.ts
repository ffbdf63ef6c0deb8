const HTTP_DATE = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/;

/** What callers are told to wait when the service behind us did not say. */
export const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** However long a service asks for, it is asked again, and callers are told to come back, after this long. */
export const LONGEST_RETRY_AFTER_SECONDS = 300;

/**
 * Reads a `Retry-After` header (RFC 9110: whole seconds, or a date) as whole seconds from `now` (milliseconds since the
 * epoch). Undefined when it is absent or means nothing.
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  if (/^\s*\d+\s*$/.test(header)) {
    return Number(header);
  }
  // Date.parse alone makes a date of almost anything, -5 included.
  const date = HTTP_DATE.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

/**
 * What callers are told to wait, given what the service behind us asked for: at least a second, as no wait makes them
 * hammer, and never so long that the timers of some overflow (2^31 ms), and these hammer too.
 */
export function retryAfterForCallers(asked = DEFAULT_RETRY_AFTER_SECONDS): number {
  return Math.min(Math.max(asked, 1), LONGEST_RETRY_AFTER_SECONDS);
}

/** The end of a message whose reply says the same in `Retry-After`. */
export function tryAgainIn(seconds: number): string {
  return `try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}`;
}

/**
 * When a reply was made, by the clock of whoever made it, from its `Date` header (RFC 9110 section 6.6.1), in milliseconds
 * since the epoch: what else the reply says of time is meant by that clock, and not by this machine's, which may be off.
 * `now`, where the header is absent or no date.
 */
export function timeOfReply(date: string | undefined, now: number): number {
  const time = date !== undefined && IMF_FIXDATE.test(date) ? Date.parse(date) : NaN;
  return Number.isNaN(time) ? now : time;
}

/** The one form that senders may use. */
const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
