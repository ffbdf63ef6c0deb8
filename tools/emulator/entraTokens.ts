import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Clock } from "../../shared/clock";
import { decodeJwt, encodeJwt, type JwtKey } from "./jwt";
import { grantOf, type UserApi } from "./userApis";
import { wellKnown } from "./wellKnown";

/** What an Entra token for Communication Services is for: its audience, with or without slashes at the end. */
export const ENTRA_RESOURCE = "https://communication.azure.com";

const LIFETIME_SECONDS = 24 * 60 * 60; // documentation: managed-identity tokens live for 24 hours

/** As Entra names itself in tokens of version 1.0. */
export function issuerOf(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}

/** Whether the role assignments of a service let the managed identity in. */
export interface RoleAccess {
  allowed: boolean;
}

export interface EntraToken {
  readonly token: string;
  /** Seconds since the Unix epoch. */
  readonly expiresOn: number;
}

/** Why a token does not open the door. */
export type EntraTokenFault = "signature" | "audience" | "expired";

/** A user, and the application that acts for them. Ids are GUIDs in lower case. */
export interface EntraUser {
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
  /** The groups that the token names, as Entra does for applications that ask for it. */
  readonly groups: readonly string[];
  /** When the token ends, in milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** What a user's token is asked for. */
export interface UserTokenRequest {
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
  /** Such as `https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls`. */
  readonly scope: string;
  readonly groups?: readonly string[] | undefined;
  /** Default: an hour. */
  readonly expiresInSeconds?: number | undefined;
}

const USER_LIFETIME_SECONDS = 60 * 60; // documentation: a random time from 60 to 90 minutes

const userClaims = z.object({
  aud: z.string(),
  tid: z.guid().toLowerCase(),
  oid: z.guid().toLowerCase(),
  appid: z.guid().toLowerCase(),
  scp: z.string(),
  idtyp: z.literal("user"),
  exp: z.number(),
  groups: z.array(z.guid().toLowerCase()).default([]),
});

/** What the directory says of its users and of the managed identity: minted here, checked by the services that take it. */
export class EntraTokens {
  readonly #key: JwtKey;
  readonly #clock: Clock;
  /** That of the managed identity; the services are in the tenant of `wellKnown`, and trust no other. */
  tenantId: string = wellKnown.tenantId;

  constructor(key: JwtKey, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  /** Of the managed identity. */
  mint(resource: string): EntraToken {
    const { clientId, objectId } = wellKnown;
    const caller = { appid: clientId, idtyp: "app", oid: objectId, sub: objectId, ver: "1.0" };
    return this.#sign({ aud: resource, tenantId: this.tenantId, lifetime: LIFETIME_SECONDS, caller });
  }

  /** Of a user of any tenant. @throws RangeError when the scope is of no API that is emulated */
  mintForUser({ scope, groups = [], ...request }: UserTokenRequest): EntraToken {
    const { audience, permission: scp } = grantOf(scope);
    const { clientId, objectId, tenantId, expiresInSeconds = USER_LIFETIME_SECONDS } = request;
    const inGroups = groups.length > 0 ? { groups } : {};
    const caller = { appid: clientId, idtyp: "user", oid: objectId, scp, sub: objectId, ver: "1.0", ...inGroups };
    return this.#sign({ aud: audience, tenantId, lifetime: expiresInSeconds, caller });
  }

  /** The user whose token it is; `undefined` when it is none that opens `api` now. */
  userOf(token: string, api: UserApi): EntraUser | undefined {
    const { data } = userClaims.safeParse(decodeJwt(token, this.#key));
    if (!data || !opens(data, api) || data.exp <= this.#seconds()) {
      return undefined;
    }
    const { tid: tenantId, oid: objectId, appid: clientId, groups, exp } = data;
    return { tenantId, objectId, clientId, groups, expiresAt: exp * 1000 };
  }

  #sign({ aud, tenantId, lifetime, caller }: Signable): EntraToken {
    const issuedAt = this.#seconds();
    const expiresOn = issuedAt + lifetime;
    const issuer = { iss: issuerOf(tenantId), tid: tenantId };
    const times = { iat: issuedAt, nbf: issuedAt, exp: expiresOn };
    return { token: encodeJwt({ aud, ...issuer, ...times, ...caller, uti: randomUUID() }, this.#key), expiresOn };
  }

  /** What is wrong with `token` for the service named `resource`; `undefined` when nothing is. */
  fault(token: string, resource: string): EntraTokenFault | undefined {
    const claims = decodeJwt(token, this.#key);
    if (claims?.["iss"] !== issuerOf(wellKnown.tenantId) || claims["idtyp"] !== "app") {
      return "signature";
    }
    if (withoutSlash(claims["aud"]) !== withoutSlash(resource)) {
      return "audience";
    }
    return Number(claims["exp"]) > this.#seconds() ? undefined : "expired";
  }

  /** What `token` says; `undefined` when something is wrong with it for the service named `resource`. */
  claims(token: string, resource: string): Readonly<Record<string, unknown>> | undefined {
    return this.fault(token, resource) ? undefined : decodeJwt(token, this.#key);
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}

function opens({ aud, scp }: z.infer<typeof userClaims>, { audiences, permission }: UserApi): boolean {
  return Object.values(audiences).includes(aud) && scp.split(" ").includes(permission);
}

interface Signable {
  readonly aud: string;
  readonly tenantId: string;
  /** Seconds. */
  readonly lifetime: number;
  readonly caller: Readonly<Record<string, unknown>>;
}

/** Clients name a resource with one, two or no slashes at the end; Entra takes them for the same. */
function withoutSlash(resource: unknown): string {
  return String(resource).replace(/\/{1,2}$/, "");
}
