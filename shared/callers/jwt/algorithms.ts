/**
 * Signatures by a private key whose public half the issuer publishes. Never `none`; never HS256 and its kind, with which
 * anybody can sign who knows what everybody knows, the public key. Source: RFC 8725 sections 3.1 and 2.1.
 */
export const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
