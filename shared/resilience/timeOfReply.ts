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
