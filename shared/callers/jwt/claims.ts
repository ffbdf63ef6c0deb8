import { decodeJwt } from "jose";
import * as z from "zod/mini";
import { isText, listOf } from "../listOf";
import { invalidCredential, quoted } from "../refusals";

/** A claim that is of use only when it has the form it should have. */
const optionalText = z.catch(z.optional(z.string()), undefined);
const texts = z.catch(z.optional(listOf(isText)), undefined);

const claimsShape = z.object({
  iss: optionalText,
  aud: z.catch(
    z.union([
      z.pipe(
        z.string(),
        z.transform((audience) => [audience]),
      ),
      listOf(isText),
    ]),
    [],
  ),
  sub: z.string().check(z.minLength(1)),
  exp: z.number(),
  nbf: z.optional(z.number()),
  tid: optionalText,
  oid: optionalText,
  /** Entra's scopes, in one text; other issuers' in a list. */
  scp: z.catch(z.optional(z.union([z.string(), listOf(isText)])), undefined),
  /** The scopes of RFC 9068, in one text. */
  scope: optionalText,
  roles: texts,
  /** What tells one kind of token from another: see checkKind. */
  typ: optionalText,
  token_use: optionalText,
  idtyp: optionalText,
  gty: optionalText,
  appid: optionalText,
  azp: optionalText,
  cid: optionalText,
  client_id: optionalText,
  nonce: z.optional(z.unknown()),
  at_hash: z.optional(z.unknown()),
  c_hash: z.optional(z.unknown()),
  events: z.optional(z.unknown()),
  cnf: z.optional(z.unknown()),
});

/** The claims that matter here, each of the right form. */
export type Claims = z.infer<typeof claimsShape>;

/**
 * The claims of a token whose signature has yet to be checked.
 * @throws ApiError InvalidCredential
 */
export function readUnverifiedClaims(token: string): Claims {
  return claimsOf(decode(token));
}

/** @throws ApiError InvalidCredential */
export function claimsOf(payload: unknown): Claims {
  const { success, data, error } = claimsShape.safeParse(payload);
  if (!success) {
    const name = String(error.issues[0]?.path[0] ?? "");
    throw invalidCredential(`The access token's claim ${quoted(name)} is missing or malformed.`, error);
  }
  return data;
}

function decode(token: string): unknown {
  try {
    return decodeJwt(token);
  } catch (cause) {
    throw invalidCredential("The access token is not a signed JSON Web Token.", cause);
  }
}
