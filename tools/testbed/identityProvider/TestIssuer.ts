import { randomUUID } from "node:crypto";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JSONWebKeySet, type JWK, SignJWT } from "jose";
import type { Clock } from "../../../shared/clock";

/** A key pair with which an issuer signs. */
export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
  publicPem: string;
}

/** What an issuer signs with. */
export interface IssuerKeyPairs {
  readonly rsa: SigningKey;
  readonly ec: SigningKey;
}

/** Claims, or header fields, over the usual ones; `undefined` leaves one out. */
export type Changes = Record<string, unknown>;

export interface MintOptions {
  header?: Changes;
  /** The key to sign with; the issuer's newest RSA key by default. */
  key?: SigningKey;
}

/** What `mint` puts into every token that is told nothing else. */
export const USUAL = { audience: "api://acs-token-api", scope: "Tokens.Read" };

const HOUR = 3600;

/** An issuer of access tokens: its keys, and any token, good or bad. */
export class TestIssuer {
  #rsa: SigningKey;
  #ec: SigningKey;
  #published: SigningKey[];

  private constructor(
    readonly issuer: string,
    readonly clock: Clock,
    { rsa, ec }: IssuerKeyPairs,
  ) {
    this.#rsa = rsa;
    this.#ec = ec;
    this.#published = [rsa, ec];
  }

  /** `keys`: of another issuer that it is never seen beside; an RSA key takes long to make. Its own by default. */
  static async create(issuer: string, clock: Clock, keys?: IssuerKeyPairs): Promise<TestIssuer> {
    return new TestIssuer(issuer, clock, keys ?? (await newKeys()));
  }

  /** The newest RSA key. */
  get rsa(): SigningKey {
    return this.#rsa;
  }

  /** The newest elliptic-curve key. */
  get ec(): SigningKey {
    return this.#ec;
  }

  /** What the issuer publishes now. */
  keySet(): JSONWebKeySet {
    return { keys: this.#published.map(({ publicJwk }) => publicJwk) };
  }

  /** Signs with new keys from now on, and publishes only those; with `keepOld`, the old ones as well. */
  async rotate({ keepOld = false } = {}): Promise<void> {
    const { rsa, ec } = await newKeys();
    this.#published = [...(keepOld ? this.#published : []), rsa, ec];
    this.#rsa = rsa;
    this.#ec = ec;
  }

  /** A token as the issuer would sign it, good unless the changes make it bad. */
  async mint(claims: Changes = {}, { header = {}, key = this.#rsa }: MintOptions = {}): Promise<string> {
    return await new SignJWT(this.claims(claims))
      .setProtectedHeader({ ...usualHeader(key), ...header, alg: key.alg })
      .sign(key.privateKey);
  }

  /** The claims of a good token with these changes. */
  claims(changes: Changes = {}): Changes {
    const now = Math.floor(this.clock.now() / 1000);
    return defined({
      iss: this.issuer,
      aud: USUAL.audience,
      sub: "alice",
      scp: USUAL.scope,
      iat: now,
      nbf: now,
      exp: now + HOUR,
      ...changes,
    });
  }
}

async function newKeys(): Promise<IssuerKeyPairs> {
  const [rsa, ec] = await Promise.all([newKey("RS256"), newKey("ES256")]);
  return { rsa, ec };
}

export async function newKey(alg: "RS256" | "PS256" | "ES256" | "EdDSA"): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomUUID();
  // Entra's keys do not name an algorithm, either.
  const publicJwk = { ...(await exportJWK(publicKey)), kid, use: "sig" };
  return { kid, alg, privateKey, publicJwk, publicPem: await exportSPKI(publicKey) };
}

export function usualHeader({ alg, kid }: SigningKey) {
  return { alg, kid, typ: "JWT" };
}

/** Without the fields that are undefined. */
function defined(fields: Changes): Changes {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
