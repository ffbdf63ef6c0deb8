import type { HttpCookie } from "../core/functionsCore";

/**
 * Writes a Set-Cookie header as the real host does (GrpcMessageExtensionUtilities.RpcHttpCookieConverter, then ASP.NET
 * Core's SetCookieHeaderValue): the path is `/` when none is given, the value percent-encoded.
 */
export function setCookie(cookie: HttpCookie): string {
  const { expires, maxAge, domain, path, secure, sameSite, httpOnly } = cookie;
  return [
    `${cookie.name}=${escapeDataString(cookie.value)}`,
    expires && `expires=${new Date(expires.value.seconds * 1000).toUTCString()}`,
    maxAge && `max-age=${Math.trunc(maxAge.value)}`,
    domain?.value && `domain=${domain.value}`,
    `path=${path?.value ?? "/"}`,
    secure?.value && "secure",
    sameSite && sameSite !== "none" && `samesite=${sameSite === "explicitNone" ? "none" : sameSite}`,
    httpOnly?.value && "httponly",
  ]
    .filter(Boolean)
    .join("; ");
}

/** .NET's Uri.EscapeDataString, which escapes a few characters more than encodeURIComponent. */
function escapeDataString(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) =>
    `%${character.charCodeAt(0).toString(16)}`.toUpperCase(),
  );
}
