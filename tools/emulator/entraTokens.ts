import { randomUUID } from "node:crypto";
import type { Clock } from "../../shared/clock";
import { decodeJwt, encodeJwt, type JwtKey } from "./jwt";
import { wellKnown } from "./wellKnown";

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

/** The tokens of the emulated managed identity: minted here, checked by the services that take them. */
export class EntraTokens {
  readonly #key: JwtKey;
  readonly #clock: Clock;
  /** That of the managed identity; the services are in the tenant of `wellKnown`, and trust no other. */
  tenantId: string = wellKnown.tenantId;

  constructor(key: JwtKey, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  mint(resource: string): EntraToken {
    const issuedAt = this.#seconds();
    const expiresOn = issuedAt + LIFETIME_SECONDS;
    const { clientId, objectId } = wellKnown;
    const issuer = { iss: issuerOf(this.tenantId), tid: this.tenantId };
    const times = { iat: issuedAt, nbf: issuedAt, exp: expiresOn };
    const caller = { appid: clientId, idtyp: "app", oid: objectId, sub: objectId, ver: "1.0" };
    const claims = { aud: resource, ...issuer, ...times, ...caller, uti: randomUUID() };
    return { token: encodeJwt(claims, this.#key), expiresOn };
  }

  /** What is wrong with `token` for the service named `resource`; `undefined` when nothing is. */
  fault(token: string, resource: string): EntraTokenFault | undefined {
    const claims = decodeJwt(token, this.#key);
    if (claims?.["iss"] !== issuerOf(wellKnown.tenantId)) {
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

/** Clients name a resource with one, two or no slashes at the end; Entra takes them for the same. */
function withoutSlash(resource: unknown): string {
  return String(resource).replace(/\/{1,2}$/, "");
}

/** What an Entra token for Communication Services is for: its audience, with or without slashes at the end. */
export const ENTRA_RESOURCE = "https://communication.azure.com";
