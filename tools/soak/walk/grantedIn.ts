import * as z from "zod";
import type { Grant } from "./World";

const DEFAULT_SCOPES = ["chat", "voip"];
const DEFAULT_MINUTES = 24 * 60;

const identityBody = z.object({ user: z.object({ communicationUserId: z.string() }) });
const tokenBody = identityBody.extend({ token: z.string(), expiresOn: z.iso.datetime() });
const claimsSchema = z.object({ skypeid: z.string(), acsScope: z.string(), iat: z.number(), exp: z.number() });

/** What a reply handed out. */
export interface Granted {
  id: string;
  token: string;
  /** What is wrong with the token, read without its key; nothing when it is as was asked for. */
  differences: string[];
}

/** The identity in a reply that has no token; undefined when the reply is not of that shape. */
export function identityIn(body: unknown): string | undefined {
  const { data } = identityBody.safeParse(body);
  return data && !tokenBody.safeParse(body).success ? data.user.communicationUserId : undefined;
}

/** The identity and its token in a reply; undefined when the reply is not of that shape. */
export function grantedIn(body: unknown, asked: Partial<Grant>): Granted | undefined {
  const { data } = tokenBody.safeParse(body);
  if (!data) {
    return undefined;
  }
  const id = data.user.communicationUserId;
  return { id, token: data.token, differences: tokenDifferences(data, id, asked) };
}

function tokenDifferences(
  { token, expiresOn }: z.infer<typeof tokenBody>,
  id: string,
  asked: Partial<Grant>,
): string[] {
  const claims = claimsOf(token);
  if (!claims) {
    return ["the token is no ACS token"];
  }
  const { scopes = DEFAULT_SCOPES, minutes = DEFAULT_MINUTES } = asked;
  return [
    ...(`8:${claims.skypeid}` === id ? [] : [`the token is of ${claims.skypeid}, the reply of ${id}`]),
    ...(claims.acsScope === scopes.join(",") ? [] : [`asked for ${scopes.join(",")}, got ${claims.acsScope}`]),
    ...(claims.exp - claims.iat === minutes * 60 ? [] : [`asked for ${minutes} minutes, got ${lifetime(claims)}`]),
    ...(Math.abs(Date.parse(expiresOn) / 1000 - claims.exp) <= 1 ? [] : ["expiresOn is not when the token expires"]),
  ];
}

function lifetime({ iat, exp }: { iat: number; exp: number }): string {
  return ((exp - iat) / 60).toFixed(1);
}

function claimsOf(token: string): z.infer<typeof claimsSchema> | undefined {
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    return claimsSchema.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
