const MASK = "[redacted]";

/** What a secret looks like in text, whoever wrote it there; a first group is kept in front of the mask. */
const SECRETS = [
  /()eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g,
  /(accesskey["']?\s*[=:]\s*["']?)[^\s;"',]+/gi,
  /(\bSignature["']?\s*[=:]\s*["']?)[\w+/=%-]+/gi,
  /(\b(?:Bearer|Basic)\s+)[\w.~+/=-]+/gi,
  /([?&](?:code|sig|access_token)=)[^&\s"']+/gi,
  /((?:authorization|x-functions-key|x-identity-header|access_token|client_secret)["']?\s*[=:]\s*["']?)(?!HMAC-SHA256|Bearer)[^\s,;"']+/gi,
];

/** Masks tokens, access keys, signatures and function keys in a text that is bound for the log. */
export function redact(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), text);
}
