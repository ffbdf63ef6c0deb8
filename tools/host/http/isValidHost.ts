/** A name, or an IPv6 address in brackets, and a port that may be left out. */
const HOST = /^(?:[\w!$&'()\-.~]+|\[[0-9a-f:.]{3,}\])(?::\d+)?$/i;

/** Whether Kestrel takes a request with these Host headers: at most one, empty or valid (its HttpUtilities.cs). */
export function isValidHost(hosts: readonly string[]): boolean {
  const [host = "", ...others] = hosts;
  return others.length === 0 && (host === "" || HOST.test(host));
}
