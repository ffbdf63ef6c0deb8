import * as z from "zod";
import { jsonIn } from "../../shared/jsonIn";
import { accessKey, regenerateAccessKey } from "./acs/accessKeys";
import type { EntraTokens } from "./entraTokens";
import { bearerToken, type HttpRequest, type HttpResponse, jsonResponse, matchPath } from "./http/http";
import type { Service } from "./Service";
import type { AccessKeyName, ReadonlyTables, Store } from "./store/Store";
import { wellKnown } from "./wellKnown";

/** Those of the specification that have both operations. */
const API_VERSIONS = ["2020-08-20", "2023-03-31", "2023-04-01", "2025-09-01", "2026-03-18"];

const RESOURCE = "https://management.azure.com";

interface ResourceManagerContext {
  readonly store: Store;
  readonly entraTokens: EntraTokens;
  readonly randomBytes: (size: number) => Buffer;
  /** With an access key, base64. */
  readonly connectionStringWith: (key: string) => string;
}

/**
 * Azure Resource Manager, of which there are the two operations on the access keys of the Communication Services
 * resource (specification: `Microsoft.Communication`, `CommunicationServices_ListKeys` and `_RegenerateKey`). Codes of
 * errors as Resource Manager has them; the order in which it looks at a request is our choice.
 */
export function resourceManagerService(context: ResourceManagerContext): Service {
  return {
    operation: (request) => actionOf(request) ?? "unknown",
    handle: async (request) => {
      try {
        return await answer(request, context);
      } catch (error) {
        if (error instanceof ResourceManagerError) {
          return jsonResponse(error.status, error, error.headers);
        }
        throw error;
      }
    },
  };
}

/** A refusal in Resource Manager's words. */
class ResourceManagerError extends Error {
  override readonly name = "ResourceManagerError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The envelope on the wire. */
  toJSON(): unknown {
    return { error: { code: this.code, message: this.message } };
  }
}

type Action = "listKeys" | "regenerateKey";

/** Paths of Resource Manager are the same in any letter case (documentation). */
function actionOf({ segments }: HttpRequest): Action | undefined {
  const path = segments.map((segment) => segment.toLowerCase());
  return (["listKeys", "regenerateKey"] as const).find((action) =>
    matchPath(`${wellKnown.azureResourceId}/${action}`.toLowerCase(), path),
  );
}

async function answer(request: HttpRequest, context: ResourceManagerContext): Promise<HttpResponse> {
  checkApiVersion(request);
  authorize(request, context.entraTokens);
  const action = request.method === "POST" ? actionOf(request) : undefined;
  if (!action) {
    throw new ResourceManagerError(404, "ResourceNotFound", `The emulator has only ${wellKnown.azureResourceId}.`);
  }
  return jsonResponse(200, action === "listKeys" ? listKeys(context) : await regenerateKey(request, context));
}

function checkApiVersion({ query }: HttpRequest): void {
  const version = query.get("api-version");
  if (!version) {
    const message = "The api-version query parameter (?api-version=) is required for all requests.";
    throw new ResourceManagerError(400, "MissingApiVersionParameter", message);
  }
  if (!API_VERSIONS.includes(version)) {
    const message = `The emulator does not serve '${version}'. The supported api-versions are '${API_VERSIONS.join(", ")}'.`;
    throw new ResourceManagerError(400, "NoRegisteredProviderFound", message);
  }
}

/** Lets only a token of the managed identity for Resource Manager pass. */
function authorize(request: HttpRequest, tokens: EntraTokens): void {
  const token = bearerToken(request);
  if (token === undefined) {
    throw unauthenticated("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
  }
  const fault = tokens.fault(token, RESOURCE);
  if (fault === "expired") {
    throw unauthenticated("ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than now.");
  }
  if (fault) {
    const code = fault === "audience" ? "InvalidAuthenticationTokenAudience" : "InvalidAuthenticationToken";
    throw unauthenticated(code, "The access token is invalid.");
  }
}

function unauthenticated(code: string, message: string): ResourceManagerError {
  const authority = `https://login.microsoftonline.com/${wellKnown.tenantId}`;
  const challenge = `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${message}"`;
  return new ResourceManagerError(401, code, message, { "WWW-Authenticate": challenge });
}

function listKeys({ store, ...context }: ResourceManagerContext) {
  return store.read((tables) => ({
    ...keyReply(tables, "primary", context),
    ...keyReply(tables, "secondary", context),
  }));
}

/** "(case-insensitive)", says the specification. */
const parameters = z.object({
  keyType: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["primary", "secondary"])),
});

async function regenerateKey({ body }: HttpRequest, { store, randomBytes, ...context }: ResourceManagerContext) {
  const { data } = parameters.safeParse(jsonIn(body.toString()));
  if (!data) {
    throw new ResourceManagerError(400, "BadRequest", "keyType must be 'Primary' or 'Secondary'.");
  }
  return store.transact((tables) => {
    regenerateAccessKey(tables, data.keyType, randomBytes);
    return keyReply(tables, data.keyType, context);
  });
}

/** One key's members of `CommunicationServiceKeys`; a regeneration is answered with those of its key alone (example). */
function keyReply(
  tables: ReadonlyTables,
  name: AccessKeyName,
  { connectionStringWith }: Pick<ResourceManagerContext, "connectionStringWith">,
) {
  const { value } = accessKey(tables, name);
  return { [`${name}Key`]: value, [`${name}ConnectionString`]: connectionStringWith(value) };
}
