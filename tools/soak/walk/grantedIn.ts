import { decodeJwt } from "jose";
import * as z from "zod";
import { timeOf } from "../../../shared/isoTime";
import type { Grant } from "./calls";

const DEFAULT_SCOPES = ["chat", "voip"];
const DEFAULT_MINUTES = 24 * 60;

const bodySchema = z.object({
  user: z.object({ communicationUserId: z.string() }),
  token: z.string().optional(),
  expiresOn: z.string().optional(),
});
const claimsSchema = z.object({ skypeid: z.string(), acsScope: z.string(), iat: z.number(), exp: z.number() });

/** What a reply handed out. */
export interface Granted {
  id: string;
  token: string | undefined;
  expiresOn: string | undefined;
}

/** The identity in a reply, and its token if it has one; undefined when the reply is not of that shape. */
export function grantedIn(body: unknown): Granted | undefined {
  const { data } = bodySchema.safeParse(body);
  return data && { id: data.user.communicationUserId, token: data.token, expiresOn: data.expiresOn };
}

/** What is wrong with a token, read without its key; nothing when it is as was asked for. */
export function differencesOf(token: string, { id, expiresOn = "" }: Granted, asked: Grant | undefined): string[] {
  const { scopes, minutes = DEFAULT_MINUTES } = asked ?? { scopes: DEFAULT_SCOPES };
  const { skypeid, acsScope, iat, exp } = claimsSchema.parse(decodeJwt(token));
  return [
    ...(`8:${skypeid}` === id ? [] : [`the token is of ${skypeid}, the reply of ${id}`]),
    ...(acsScope === scopes.join(",") ? [] : [`asked for ${scopes.join(",")}, got ${acsScope}`]),
    ...(exp - iat === minutes * 60 ? [] : [`asked for ${minutes} minutes, got ${((exp - iat) / 60).toFixed(1)}`]),
    ...(Math.abs((timeOf(expiresOn) ?? NaN) / 1000 - exp) <= 1 ? [] : ["expiresOn is not when the token expires"]),
  ];
}
