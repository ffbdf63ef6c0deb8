import { randomUUID } from "node:crypto";
import type { Clock } from "../../shared/clock";
import { type HttpRequest, type HttpResponse, jsonResponse } from "./http/http";
import { decodeJwt, encodeJwt, type JwtKey } from "./jwt";
import type { Service } from "./Service";
import { wellKnown } from "./wellKnown";

const API_VERSION = "2019-08-01";
const RESOURCES =
  /^https:\/\/(vault\.azure\.net|communication\.azure\.com|storage\.azure\.com|management\.azure\.com)\/{0,2}$/;

/**
 * The token endpoint that App Service gives to an app with a managed identity: `GET /msi/token` (documentation: "How
 * to use managed identities for App Service", REST endpoint reference). The wording of its errors is our choice.
 */
export function managedIdentityService(tokens: EntraTokens): Service {
  return {
    operation: (request) => (request.path === "/msi/token" ? "getToken" : "unknown"),
    handle: (request) => Promise.resolve(answer(request, tokens)),
  };
}

function answer(request: HttpRequest, tokens: EntraTokens): HttpResponse {
  if (request.path !== "/msi/token") {
    return refusal(404, "Only /msi/token is served.");
  }
  if (request.method !== "GET") {
    return refusal(405, "Only GET is served.");
  }
  if (request.headers["x-identity-header"] !== wellKnown.identityHeader) {
    return refusal(401, "X-IDENTITY-HEADER is missing or wrong.");
  }
  if (request.query.get("api-version") !== API_VERSION) {
    return refusal(400, `api-version must be ${API_VERSION}.`);
  }
  if (!isAssigned(request.query)) {
    return refusal(400, NOT_ASSIGNED);
  }
  return grant(request.query.get("resource") ?? "", tokens);
}

/** How the app may name one of its user-assigned identities, and what the emulated one is called in each way. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  client_id: wellKnown.clientId,
  principal_id: wellKnown.objectId,
  object_id: wellKnown.objectId,
};

/** As App Service words it (Azure-Samples/azure-search-openai-demo#2148). */
const NOT_ASSIGNED =
  "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";

/** Whether the identity that is asked for, if any is, is the app's. It has no resource id here. */
function isAssigned(query: URLSearchParams): boolean {
  const isOwn = ([name, id]: [string, string]) => query.getAll(name).every((asked) => asked.toLowerCase() === id);
  return Object.entries(OWN_NAMES).every(isOwn) && !query.has("mi_res_id") && !query.has("msi_res_id");
}

function grant(resource: string, tokens: EntraTokens): HttpResponse {
  if (!RESOURCES.test(resource)) {
    return refusal(
      400,
      `The resource '${resource}' is not emulated. There are tokens for https://vault.azure.net, https://communication.azure.com, https://storage.azure.com and https://management.azure.com.`,
    );
  }
  const { token, expiresOn } = tokens.mint(resource);
  return jsonResponse(200, {
    access_token: token,
    expires_on: String(expiresOn),
    resource,
    token_type: "Bearer",
    client_id: wellKnown.clientId,
  });
}

function refusal(statusCode: number, message: string): HttpResponse {
  return jsonResponse(statusCode, { statusCode, message });
}

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
