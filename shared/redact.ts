const MASK = "[redacted]";

/** What secrets go by in headers, bodies and connection strings. */
const NAMES = "accesskey|signature|access_token|client_secret|x-functions-key|x-identity-header";
const QUOTE = String.raw`\\*["']?`;

const SECRET_NAME = new RegExp(`^(?:${NAMES}|authorization)$`, "i");

/** What a secret but a token looks like in text, whoever wrote it there; the first group is kept in front of the mask. */
const SECRETS = [
  pair(NAMES),
  pair("authorization", String.raw`(?:[\w-]+\s+)?`),
  /((?:Bearer|Basic)\s+)[\w.~+/=-]+/gi,
  /([?&](?:code|sig|access_token)=)[^&\s"'\\]+/gi,
];

/** What there is in every text that `redact` changes, and in the name of every field that is masked whole. */
const TRACE = new RegExp(`eyJ|${NAMES}|authorization|bearer|basic|[?&](?:code|sig)=`, "i");

/** Whether `redact` and `redactField` have anything to do: quickly answered, and nearly always no. */
export function mayHoldSecret(text: string): boolean {
  return TRACE.test(text);
}

/** `name=value` or `"name":"value"`, with the quotes of a JSON text inside another one, too. */
function pair(names: string, kept = ""): RegExp {
  return new RegExp(String.raw`((?:${names})${QUOTE}\s*[=:]\s*${QUOTE}${kept})[^\s;"',\\&]+`, "gi");
}

/** As `redact`; a text that is named as a secret is masked whole. */
export function redactField(name: string, text: string): string {
  return SECRET_NAME.test(name) ? MASK : redact(text);
}

/** Masks tokens, access keys, signatures and function keys in a text that is bound for the log; in linear time. */
export function redact(text: string): string {
  const withoutTokens = text.replace(TOKEN_CHARACTERS, (run, at: number) =>
    maskToken(run, at + run.length === text.length),
  );
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), withoutTokens);
}

/** What tokens are written with. One expression for a whole token would look for its end from each `eyJ` anew. */
const TOKEN_CHARACTERS = /[\w.-]+/g;

/** Masks from where a token begins. At the end of a text, its second part may have been cut off. */
function maskToken(run: string, isLast: boolean): string {
  const start = run.search(/eyJ[\w-]{5}/);
  const isToken = start !== -1 && (isLast || /\.[\w-]/.test(run.slice(start)));
  return isToken ? `${run.slice(0, start)}${MASK}` : run;
}
