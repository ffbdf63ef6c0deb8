import type { HttpRequest } from "../http/http";
import { type AcsError, apiVersionUnspecified, unsupportedApiVersion } from "./errors";

/** What differs between the API versions that official SDKs send (specification). */
export interface ApiVersion {
  readonly name: string;
  /** Paths, methods, bodies and status codes: those of 2020-07-20-preview2, or those of every later version. */
  readonly shape: "preview2" | "current";
  readonly scopes: readonly string[];
  /** Whether `expiresInMinutes` is known. */
  readonly lifetime: boolean;
  /** What a Teams user's token is exchanged by: by itself, or together with the app and the user that it must be for. */
  readonly teamsExchange?: "token" | "tokenAndUser";
  /** Whether identities have a `customId` and a `lastTokenIssuedAt`, and can be read. */
  readonly identityDetails: boolean;
  /** Whether it has the access of Teams users and resource accounts, under `/access/teamsExtension`. */
  readonly teamsExtension: boolean;
  /** Whether it has the access of Entra users, under `/access/entra`. */
  readonly entra: boolean;
}

const PLAIN_SCOPES = ["chat", "voip"];
const ALL_SCOPES = [...PLAIN_SCOPES, "chat.join", "chat.join.limited", "voip.join"];

const march2021 = {
  shape: "current",
  scopes: PLAIN_SCOPES,
  lifetime: false,
  identityDetails: false,
  teamsExtension: false,
  entra: false,
} as const;
const june2022 = { ...march2021, teamsExchange: "tokenAndUser" } as const;
const october2022 = { ...june2022, lifetime: true } as const;
const october2023 = { ...october2022, scopes: ALL_SCOPES } as const;
const june2025 = { ...october2023, teamsExtension: true } as const;

/**
 * Oldest first, the order of the `api-supported-versions` header. Left out of those that the service has advertised:
 * 2021-11-01, of which there is no specification, and what it has since withdrawn.
 */
export const apiVersions: readonly ApiVersion[] = [
  // The specification of preview2 takes any string for a scope; these are the ones that its SDK knows.
  { ...march2021, name: "2020-07-20-preview2", shape: "preview2", scopes: [...PLAIN_SCOPES, "pstn"] },
  { ...march2021, name: "2021-03-07" },
  { ...march2021, name: "2021-10-31-preview", teamsExchange: "token" },
  { ...june2022, name: "2022-06-01" },
  { ...october2022, name: "2022-10-01" },
  { ...october2023, name: "2023-10-01" },
  { ...june2025, name: "2025-03-02-preview", identityDetails: true, entra: true },
  { ...june2025, name: "2025-06-30" },
  { ...june2025, name: "2026-07-22" },
  { ...june2025, name: "2026-09-23" },
];

/** The version that a request names. @throws AcsError 400 */
export function readApiVersion(request: HttpRequest): ApiVersion {
  const name = request.query.get("api-version");
  if (!name) {
    throw apiVersionUnspecified();
  }
  const version = apiVersions.find((each) => each.name === name);
  if (!version) {
    throw versionNotServed(request, name);
  }
  return version;
}

/** The refusal of a version that there is not, or not at the request's path. */
export function versionNotServed(request: HttpRequest, version: string): AcsError {
  return unsupportedApiVersion(`${request.scheme}://${request.headers["host"] ?? ""}${request.path}`, version);
}
