import { hasCode } from "../../kit/hasCode";

/** One line for whoever typed a command that got no answer from `origin`: what is in the way, and what helps. */
export function explainUnreachable(error: unknown, origin: string, caFile: string): string {
  if (hasCode(error, "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ETIMEDOUT")) {
    return `No emulator answers at ${origin}. Start one with acs-emulator, or name another by --url.`;
  }
  if (hasCode(error, "ECONNRESET", "EPROTO", "EPIPE", "HPE_INVALID_CONSTANT")) {
    return `${origin} gave no answer. An emulator that was started with --http has an address with http:, others one with https:.`;
  }
  if (hasCode(error, "ERR_TLS_CERT_ALTNAME_INVALID")) {
    return `The certificate of ${origin} is for other names. Start the emulator with --name, or use localhost.`;
  }
  const code = typeof error === "object" && error !== null && "code" in error ? ` (${String(error.code)})` : "";
  return `The certificate of ${origin} is not by the CA in ${caFile}${code}. Name that of the emulator by --ca or ACS_CA_FILE.`;
}
