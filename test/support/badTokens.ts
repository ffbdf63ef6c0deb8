import { SignJWT } from "jose";
import type { ErrorCode } from "../../shared/errors";
import { newKey, type TestIssuer, usualHeader } from "../../tools/testbed/identityProvider/TestIssuer";

/** A token that must be refused: what is wrong with it, the code that says so, and how it is made. */
export type BadToken = [what: string, code: ErrorCode, make: (issuer: TestIssuer) => string | Promise<string>];

const MINUTE = 60;

/** One of every kind that must not get in. */
export const BAD_TOKENS: readonly BadToken[] = [
  ["malformed", "InvalidCredential", () => "not-a-token"],
  ["malformed in all three parts", "InvalidCredential", () => "a.b.c"],
  ["encrypted", "InvalidCredential", async (issuer) => `${await issuer.mint()}.a.b`],
  ["alg=none, without a signature", "InvalidCredential", (issuer) => unsigned(issuer, "none", "")],
  ["alg=None, with the signature of another token", "InvalidCredential", signedElsewhere],
  ["HS256, signed with the RSA public key", "InvalidCredential", signedWithPublicKey],
  ["signed with an EdDSA key", "InvalidCredential", async (issuer) => issuer.mint({}, { key: await newKey("EdDSA") })],
  ["signed with a foreign key", "InvalidCredential", async (issuer) => issuer.mint({}, { key: await newKey("RS256") })],
  ["signed with a foreign key under a published id", "InvalidCredential", signedUnderForeignId],
  ["changed after it was signed", "InvalidCredential", changed],
  ["cut off before its signature", "InvalidCredential", async (issuer) => withoutSignature(await issuer.mint())],
  ["without a key id", "InvalidCredential", (issuer) => issuer.mint({}, { header: { kid: undefined } })],
  ["a logout token", "InvalidCredential", (issuer) => issuer.mint({}, { header: { typ: "logout+jwt" } })],
  ["expired", "ExpiredCredential", (issuer) => issuer.mint({ exp: seconds(issuer) - 2 * MINUTE })],
  ["expired before there was time", "ExpiredCredential", (issuer) => issuer.mint({ exp: -1e300 })],
  ["without an expiry", "InvalidCredential", (issuer) => issuer.mint({ exp: undefined })],
  ["of an expiry in words", "InvalidCredential", (issuer) => issuer.mint({ exp: "never" })],
  ["not yet valid", "InvalidCredential", (issuer) => issuer.mint({ nbf: seconds(issuer) + 60 * MINUTE })],
  ["not valid while there is time", "InvalidCredential", (issuer) => issuer.mint({ nbf: 1e300 })],
  ["for another audience", "WrongAudience", (issuer) => issuer.mint({ aud: "https://graph.microsoft.com" })],
  ["for other audiences", "WrongAudience", (issuer) => issuer.mint({ aud: ["a", "b"] })],
  ["for nobody", "WrongAudience", (issuer) => issuer.mint({ aud: undefined })],
  ["of another issuer", "WrongIssuer", (issuer) => issuer.mint({ iss: "https://localhost:1/evil" })],
  ["of the issuer with a slash more", "WrongIssuer", (issuer) => issuer.mint({ iss: `${issuer.issuer}/` })],
  ["of nobody", "WrongIssuer", (issuer) => issuer.mint({ iss: undefined })],
  ["about nobody", "InvalidCredential", (issuer) => issuer.mint({ sub: undefined })],
  ["about an empty subject", "InvalidCredential", (issuer) => issuer.mint({ sub: "" })],
  ["without the scope", "Forbidden", (issuer) => issuer.mint({ scp: undefined })],
  ["with a scope of which the right one is a part", "Forbidden", (issuer) => issuer.mint({ scp: "Tokens.ReadWrite" })],
  ["with other scopes and roles", "Forbidden", (issuer) => issuer.mint({ scp: "a b", roles: ["c"] })],
];

function seconds(issuer: TestIssuer): number {
  return Math.floor(issuer.clock.now() / 1000);
}

function unsigned(issuer: TestIssuer, alg: string, signature: string): string {
  return `${part({ ...usualHeader(issuer.rsa), alg })}.${part(issuer.claims())}.${signature}`;
}

async function signedElsewhere(issuer: TestIssuer): Promise<string> {
  const [, , signature = ""] = (await issuer.mint()).split(".");
  return unsigned(issuer, "None", signature);
}

async function signedWithPublicKey(issuer: TestIssuer): Promise<string> {
  return await new SignJWT(issuer.claims())
    .setProtectedHeader({ ...usualHeader(issuer.rsa), alg: "HS256" })
    .sign(new TextEncoder().encode(issuer.rsa.publicPem));
}

async function signedUnderForeignId(issuer: TestIssuer): Promise<string> {
  return await issuer.mint({}, { key: await newKey("RS256"), header: { kid: issuer.rsa.kid } });
}

/** A good token of one user, with another put in. */
async function changed(issuer: TestIssuer): Promise<string> {
  const [header = "", , signature = ""] = (await issuer.mint({ sub: "mallory" })).split(".");
  return `${header}.${part(issuer.claims({ sub: "alice" }))}.${signature}`;
}

function withoutSignature(token: string): string {
  return token.slice(0, token.lastIndexOf(".") + 1);
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
