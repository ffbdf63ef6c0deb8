import type { HttpRequest } from "../../http/HttpRequest";
import type { AccessKeyRecord } from "../../store/records";
import { contentHashDiffers, denied } from "../acsErrors";
import { clockSkewTooLarge, malformedAuthorization, unauthenticated, unsignedParts } from "../unestablished";
import { contentHash } from "./contentHash";
import { equalInConstantTime } from "./equalInConstantTime";
import { hmacSignature } from "./hmacSignature";
import { parseHmacAuthorization } from "./parseHmacAuthorization";
import { stringsToSign } from "./stringToSign";

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
  if (!authorization) throw header.startsWith("HMAC-SHA256") ? malformedAuthorization() : unauthenticated();
  const { signedHeaders, signature } = authorization;
  const date = signedDate(request, signedHeaders);
  if (date === undefined || !coversHostAndBody(signedHeaders)) throw unsignedParts();
  if (request.headers[CONTENT_HASH] !== contentHash(request.body)) throw contentHashDiffers();

  const texts = stringsToSign(request, signedHeaders);
  const signed = ({ value }: AccessKeyRecord) => {
    return texts.some((text) => equalInConstantTime(hmacSignature(value, text), signature));
  };
  const key = accessKeys.find(signed);
  if (!key) throw denied();
  if (!(Math.abs(Date.parse(date) - now) <= MAX_CLOCK_SKEW_MS)) throw clockSkewTooLarge();
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
