import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  sign,
  verify,
} from "node:crypto";
import { promisify } from "node:util";
import { jsonIn } from "../../shared/jsonIn";

/** Signs and checks with one key pair, and says in the token's header how. */
export interface JwtKey {
  readonly header: Readonly<Record<string, string>>;
  sign(data: Buffer): Buffer;
  verify(data: Buffer, signature: Buffer): boolean;
}

const MODULUS_BITS = 2048; // recorded: signatures of 342 characters

/** A key whose public half can be published. */
export interface RsaJwtKey extends JwtKey {
  /** As in a JWK Set (RFC 7517): with `kid`, `use` and `alg`. */
  readonly publicJwk: JsonWebKey;
}

/** A new private key (PEM) for {@link rsaJwtKey}. */
export async function newRsaKeyPem(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS_BITS });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** RS256 with a private key (PEM), whose header is like that of ACS: `kid` 40 hex digits, `x5t` the same bytes (recorded). */
export function rsaJwtKey(pem: string): RsaJwtKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const thumbprint = createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
  const kid = thumbprint.toString("hex").toUpperCase();
  return {
    header: { alg: "RS256", kid, x5t: thumbprint.toString("base64url"), typ: "JWT" },
    publicJwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" },
    sign: (data) => sign("sha256", data, privateKey),
    verify: (data, signature) => verify("sha256", data, publicKey, signature),
  };
}

/** ES256 with a P-256 private key (PEM). */
export function ecJwtKey(pem: string): JwtKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const dsaEncoding = "ieee-p1363"; // the form that JWT prescribes (RFC 7518, 3.4)
  return {
    header: { typ: "JWT", alg: "ES256" },
    sign: (data) => sign("sha256", data, { key: privateKey, dsaEncoding }),
    verify: (data, signature) => verify("sha256", data, { key: publicKey, dsaEncoding }, signature),
  };
}

/** The compact form of `payload`, members in the given order, signed with `key`. */
export function encodeJwt(payload: Readonly<Record<string, unknown>>, key: JwtKey): string {
  const signed = `${base64url(key.header)}.${base64url(payload)}`;
  return `${signed}.${key.sign(Buffer.from(signed)).toString("base64url")}`;
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

const COMPACT_FORM = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** The claims of `token`; `undefined` when it is no JWT or `key` did not sign it. */
export function decodeJwt(token: string, key: JwtKey): Readonly<Record<string, unknown>> | undefined {
  const [, header, payload, signature] = COMPACT_FORM.exec(token) ?? [];
  if (!header || !payload || !signature) {
    return undefined;
  }
  const bytes = Buffer.from(signature, "base64url");
  // A token is one string: a last character whose spare bits differ makes another one.
  if (bytes.toString("base64url") !== signature) {
    return undefined;
  }
  return key.verify(Buffer.from(`${header}.${payload}`), bytes) ? decodeObject(payload) : undefined;
}

const UNSECURED_FORM = /^([\w-]+)\.([\w-]+)\.$/;

/** The claims of an unsecured JWT (RFC 7519, section 6), which anybody can have written; `undefined` for all else. */
export function decodeUnsecuredJwt(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, header, payload] = UNSECURED_FORM.exec(token) ?? [];
  if (!header || !payload) {
    return undefined;
  }
  return decodeObject(header)?.["alg"] === "none" ? decodeObject(payload) : undefined;
}

/** The JSON object in one part of a JWT (base64url); `undefined` when there is none. */
function decodeObject(part: string): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(Buffer.from(part, "base64url").toString());
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
