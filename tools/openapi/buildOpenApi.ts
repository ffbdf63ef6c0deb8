import { ERRORS, type ErrorCode } from "../../shared/errors";
import { type Operation, OPERATIONS } from "./operations";
import { jsonSchemas, type SchemaName } from "./schemas";

/** The OpenAPI 3.1 description of the HTTP contract, from the same schemas and codes that the endpoints use. */
export function buildOpenApi(version: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "ACS Token API",
      version,
      license: { name: "MIT", identifier: "MIT" },
      description:
        "Identities and access tokens for Azure Communication Services. Where the service runs with " +
        "`ACS_SDK=administration` the scopes are chat, voip and pstn, and expiresInMinutes is refused.",
    },
    servers: [{ url: "/api" }],
    paths: paths(),
    components: {
      schemas: jsonSchemas(),
      parameters: { id: identityParameter, requestId: requestIdParameter },
      headers: commonHeaders,
      securitySchemes: {
        functionKeyHeader: { type: "apiKey", in: "header", name: "x-functions-key" },
        functionKeyQuery: { type: "apiKey", in: "query", name: "code" },
      },
    },
  };
}

const identityParameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The identity, `user.communicationUserId` of CreateIdentity; percent-encoded or as it is.",
  schema: { type: "string" },
};

const requestIdParameter = {
  name: "x-request-id",
  in: "header",
  description: "1 to 128 visible ASCII characters to know the request by; a new UUID when absent.",
  schema: { type: "string" },
};

const commonHeaders = {
  "x-request-id": { description: "Names the request in the log.", schema: { type: "string" }, required: true },
  "Cache-Control": { schema: { const: "no-store" }, required: true },
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer", minimum: 0 }, required: true },
};

function paths() {
  const byPath: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    byPath[operation.path] = { ...byPath[operation.path], [operation.method]: describe(operation) };
  }
  return byPath;
}

function describe(operation: Operation) {
  const { id, summary, path, requestBody, isKeyProtected } = operation;
  return {
    operationId: id,
    summary,
    security: isKeyProtected ? [{ functionKeyHeader: [] }, { functionKeyQuery: [] }] : [],
    parameters: [...(path.includes("{id}") ? [parameter("id")] : []), parameter("requestId")],
    ...(requestBody && { requestBody: { required: false, content: json(requestBody) } }),
    responses: responses(operation),
  };
}

function responses({ success, errors, isKeyProtected }: Operation): Record<string, object> {
  const statuses = [...new Set(errors.map((code) => ERRORS[code].status))].sort((a, b) => a - b);
  return {
    [success.status]: {
      description: success.description,
      headers: header("x-request-id", "Cache-Control"),
      ...(success.schema && { content: json(success.schema) }),
    },
    ...(isKeyProtected && {
      401: { description: "The function key is missing or wrong; the host answers, without a body." },
    }),
    ...Object.fromEntries(
      statuses.map((status) => [status, errorResponse(errors.filter((code) => ERRORS[code].status === status))]),
    ),
  };
}

function errorResponse(codes: ErrorCode[]) {
  const mayAskToWait = codes.some((code) => code === "TooManyRequests" || code === "UpstreamUnavailable");
  return {
    description: codes.map((code) => `${code}: ${ERRORS[code].when}`).join(" "),
    headers: {
      ...header("x-request-id", "Cache-Control", ...(mayAskToWait ? ["Retry-After" as const] : [])),
      "x-ms-error-code": { schema: { enum: codes }, required: true },
    },
    content: json("ErrorReply"),
  };
}

function header(...names: (keyof typeof commonHeaders)[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function parameter(name: "id" | "requestId") {
  return { $ref: `#/components/parameters/${name}` };
}

function json(schema: SchemaName) {
  return { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } };
}
