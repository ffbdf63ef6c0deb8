import { isIP } from "node:net";
import { canonical } from "../../kit/certificates";
import { type HttpRequest, type HttpResponse, refusal } from "./http";

/** The refusal of what may be another web page's request; `names`: what clients may call this machine, beside loopback. */
export function refuseStranger(request: HttpRequest, names: readonly string[]): HttpResponse | undefined {
  const stranger = strangerIn(request, [...LOOPBACK, ...names.map(asHost)]);
  return stranger === undefined ? undefined : refusal(403, "Forbidden", stranger);
}

/** What this machine calls itself. A name that a web page has brought here by DNS is none of these. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** As `Host` has it before the port. */
function asHost(name: string): string {
  const known = canonical(name);
  return isIP(known) === 6 ? `[${known}]` : known;
}

/** Why a request may be a web page's, whose visitor knows nothing of it; programs send no Origin. */
function strangerIn(
  { scheme, headers: { host = "", origin } }: HttpRequest,
  hosts: readonly string[],
): string | undefined {
  if (!hosts.includes(host.toLowerCase().replace(/:\d{1,5}$/, ""))) {
    return `Host must be one of ${hosts.join(", ")}.`;
  }
  const own = `${scheme}://${host}`;
  return origin === undefined || origin.toLowerCase() === own.toLowerCase()
    ? undefined
    : `Origin must be ${own}, or absent.`;
}
