import { type HttpRequest, type HttpResponse, refusal } from "./http";

/** The refusal of what may be another web page's request; `names`: what clients may call this machine, beside loopback. */
export function refuseStranger(request: HttpRequest, names: readonly string[]): HttpResponse | undefined {
  const stranger = strangerIn(request, names);
  return stranger === undefined ? undefined : refusal(403, "Forbidden", stranger);
}

/** What this machine calls itself, with any port. A name that a web page has brought here by DNS is none of these. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/** Why a request may be a web page's, whose visitor knows nothing of it; programs send no Origin. */
function strangerIn({ headers: { host = "", origin } }: HttpRequest, names: readonly string[]): string | undefined {
  if (!LOOPBACK.test(host) && !names.includes(host.replace(/:\d{1,5}$/, "").toLowerCase())) {
    return "Host must be localhost, 127.0.0.1 or [::1].";
  }
  const own = `https://${host}`;
  return origin === undefined || origin.toLowerCase() === own.toLowerCase()
    ? undefined
    : `Origin must be ${own}, or absent.`;
}
