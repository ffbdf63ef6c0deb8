import { decodeProtectedHeader } from "jose";
import * as z from "zod/mini";
import { invalidCredential, quoted } from "../refusals";

/**
 * Signatures by a private key whose public half the issuer publishes. Never `none`; never HS256 and its kind, with which
 * anybody can sign who knows what everybody knows, the public key. Source: RFC 8725 sections 3.1 and 2.1.
 */
export const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

/** What a token says about its signature: not proven, only of the right kind. */
export interface TokenHeader {
  alg: string;
  kid: string;
}

const headerShape = z.object({
  alg: z.string(),
  kid: z.optional(z.string().check(z.minLength(1))),
  typ: z.optional(z.string()),
});

/** An issuer signs more than access tokens, such as logout tokens (`logout+jwt`). Source: RFC 8725 section 3.11. */
const ACCESS_TOKEN_TYPES = /^(?:application\/)?(?:jwt|at\+jwt)$/i;

/** @throws ApiError InvalidCredential */
export function readHeader(token: string): TokenHeader {
  const { alg, kid, typ = "JWT" } = decode(token);
  if (!ALGORITHMS.includes(alg)) {
    throw invalidCredential(
      `The access token is signed with ${quoted(alg)}; this service accepts ${ALGORITHMS.join(", ")}.`,
    );
  }
  if (!ACCESS_TOKEN_TYPES.test(typ)) {
    throw invalidCredential(`The token is of type ${quoted(typ)}; send an access token, "JWT" or "at+jwt".`);
  }
  if (kid === undefined) {
    throw invalidCredential("The access token does not name the key that signed it (kid).");
  }
  return { alg, kid };
}

function decode(token: string): z.infer<typeof headerShape> {
  try {
    return headerShape.parse(decodeProtectedHeader(token));
  } catch (cause) {
    throw invalidCredential("The access token is not a JSON Web Token.", cause);
  }
}
