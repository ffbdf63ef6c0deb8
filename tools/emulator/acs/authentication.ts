import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { ENTRA_RESOURCE } from "../entraTokens";
import { bearerToken, type HttpRequest } from "../http/http";
import type { AccessKeyRecord } from "../store/Store";
import { credentialName, ENTRA_CREDENTIAL } from "./accessKeys";
import type { AcsContext } from "./AcsContext";
import { contentHashDiffers, denied } from "./errors";
import { clockSkewTooLarge, malformedAuthorization, unauthenticated, unsignedParts } from "./unestablished";

/**
 * By what right a request comes: the name and generation of the access key that signed it, such as `primary-1`, or
 * `entra` for a token of the managed identity. Tokens that it is given end with that key's generation.
 * @throws AcsError 401
 */
export function authenticate(request: HttpRequest, { store, entraTokens, access, wallClock }: AcsContext): string {
  const bearer = bearerToken(request);
  if (bearer !== undefined) {
    if (entraTokens.fault(bearer, ENTRA_RESOURCE) || !access.allowed) {
      throw denied();
    }
    return ENTRA_CREDENTIAL;
  }
  const accessKeys = store.read((tables) => tables.accessKeys.all());
  return credentialName(authenticateHmac(request, accessKeys, wallClock.now()));
}

/** Reported by users of ACS Email, behind the same gateway. */
export const MAX_CLOCK_SKEW_MS = 5 * 60 * 1000;

const CONTENT_HASH = "x-ms-content-sha256";

/**
 * The access key that signed `request`. A request sent again with the date and signature of the first passes: the
 * current SDK does that.
 * @throws AcsError 401
 */
export function authenticateHmac(
  request: HttpRequest,
  accessKeys: readonly AccessKeyRecord[],
  now: number,
): AccessKeyRecord {
  const header = request.headers["authorization"] ?? "";
  const authorization = parseHmacAuthorization(header);
  if (!authorization) {
    throw header.startsWith("HMAC-SHA256") ? malformedAuthorization() : unauthenticated();
  }
  const { signedHeaders, signature } = authorization;
  const date = signedDate(request, signedHeaders);
  if (date === undefined || !coversHostAndBody(signedHeaders)) {
    throw unsignedParts();
  }
  if (request.headers[CONTENT_HASH] !== contentHash(request.body)) {
    throw contentHashDiffers();
  }

  const texts = stringsToSign(request, signedHeaders);
  const signed = ({ value }: AccessKeyRecord) => {
    return texts.some((text) => equalInConstantTime(hmacSignature(value, text), signature));
  };
  const key = accessKeys.find(signed);
  if (!key) {
    throw denied();
  }
  if (!(Math.abs(Date.parse(date) - now) <= MAX_CLOCK_SKEW_MS)) {
    throw clockSkewTooLarge();
  }
  return key;
}

/** `x-ms-date` (current SDKs, browsers) or `date` (SDKs of 2020); the first where both are signed. */
function signedDate(request: HttpRequest, signedHeaders: readonly string[]): string | undefined {
  const name = ["x-ms-date", "date"].find((each) => signedHeaders.includes(each));
  return name === undefined ? undefined : request.headers[name];
}

function coversHostAndBody(signedHeaders: readonly string[]): boolean {
  return signedHeaders.includes("host") && signedHeaders.includes(CONTENT_HASH);
}

/** What the `Authorization` header of a request signed with an access key says. */
interface HmacAuthorization {
  /** Lower case, in the order in which their values were signed. */
  readonly signedHeaders: readonly string[];
  /** Base64. */
  readonly signature: string;
}

const FORM = /^HMAC-SHA256 SignedHeaders=([\w;-]+)&Signature=([A-Za-z\d+/]+=*)$/;

/** `undefined` for any other form: the documentation's is exact, without a `Credential` part. */
function parseHmacAuthorization(header: string): HmacAuthorization | undefined {
  const [, names, signature] = FORM.exec(header) ?? [];
  return names && signature ? { signedHeaders: names.toLowerCase().split(";"), signature } : undefined;
}

/**
 * What a client with an access key may have signed: see {@link stringToSign}, and the same with the host's name alone.
 * The SDK for Java signs `URL.getHost()`, which has no port, while its HTTP clients send `Host: localhost:7780`. The
 * service, on port 443 only, never sees the difference.
 */
function stringsToSign(
  request: Pick<HttpRequest, "method" | "rawTarget" | "headers">,
  signedHeaders: readonly string[],
): string[] {
  const { host = "" } = request.headers;
  const hosts = new Set([host, host.replace(/:\d+$/, "")]);
  return [...hosts].map((each) =>
    stringToSign({ ...request, headers: { ...request.headers, host: each } }, signedHeaders),
  );
}

/** What a client with an access key signs (documentation): method, path and query as sent, and the signed headers. */
export function stringToSign(
  { method, rawTarget, headers }: Pick<HttpRequest, "method" | "rawTarget" | "headers">,
  signedHeaders: readonly string[],
): string {
  return `${method}\n${rawTarget}\n${signedHeaders.map((name) => headers[name] ?? "").join(";")}`;
}

/** The headers of a client with an access key, signed as the current SDK does. `rawTarget`: path and query. */
export function signatureHeaders(
  request: { readonly method: string; readonly rawTarget: string; readonly host: string; readonly body: string },
  accessKey: string,
): Record<string, string> {
  const headers = {
    "x-ms-date": new Date().toUTCString(),
    host: request.host,
    [CONTENT_HASH]: contentHash(Buffer.from(request.body)),
  };
  const names = Object.keys(headers);
  const signature = hmacSignature(accessKey, stringToSign({ ...request, headers }, names));
  return { ...headers, authorization: `HMAC-SHA256 SignedHeaders=${names.join(";")}&Signature=${signature}` };
}

/** The value of `x-ms-content-sha256` for a body. */
export function contentHash(body: Buffer): string {
  return createHash("sha256").update(body).digest("base64");
}

/** The signature of `text` with an access key (base64), itself in base64. */
export function hmacSignature(accessKey: string, text: string): string {
  return createHmac("sha256", Buffer.from(accessKey, "base64")).update(text, "utf8").digest("base64");
}

/** Compares without telling by its duration how much is right. */
function equalInConstantTime(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
