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
        "`ACS_SDK=administration` the scopes are chat, voip and pstn, and expiresInMinutes is refused. " +
        "The paths under /me exist where `USER_AUTH` is set, /me/teams-tokens where `TEAMS_CLIENT_ID` is set too.",
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
        userToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "An access token of the signed-in user (USER_AUTH=jwt); also in X-Authorization.",
        },
        userPrincipal: {
          type: "apiKey",
          in: "header",
          name: "x-ms-client-principal",
          description:
            "Set by App Service Authentication or Static Web Apps, never by the caller (USER_AUTH=easyauth).",
        },
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

const SECURITY: Record<Operation["callers"], object[]> = {
  keyHolders: [{ functionKeyHeader: [] }, { functionKeyQuery: [] }],
  users: [{ userToken: [] }, { userPrincipal: [] }],
  anybody: [],
};

const commonHeaders = {
  "x-request-id": { description: "Names the request in the log.", schema: { type: "string" }, required: true },
  "Cache-Control": { schema: { const: "no-store" }, required: true },
  "WWW-Authenticate": { description: "RFC 6750.", schema: { type: "string" }, required: true },
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer", minimum: 0 }, required: true },
};

function paths() {
  const byPath: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    byPath[operation.path] = {
      ...byPath[operation.path],
      [operation.method]: describe(operation),
      ...(operation.alsoHead && { head: describeHead(operation) }),
    };
  }
  return byPath;
}

function describe(operation: Operation) {
  const { id, summary, path, requestBody, isBodyOptional = false, callers } = operation;
  return {
    operationId: id,
    summary,
    security: SECURITY[callers],
    parameters: [...(path.includes("{id}") ? [parameter("id")] : []), parameter("requestId")],
    ...(requestBody && { requestBody: { required: !isBodyOptional, content: json(requestBody) } }),
    responses: responses(operation),
  };
}

interface ResponseObject {
  description: string;
  headers?: object;
  content?: object | undefined;
}

/** RFC 9110, section 9.3.2: the same, without content. */
function describeHead(operation: Operation) {
  const { responses, ...others } = describe(operation);
  const bodiless = Object.entries(responses).map(([status, response]): [string, ResponseObject] => [
    status,
    { ...response, content: undefined },
  ]);
  return { ...others, operationId: `${operation.id}Head`, responses: Object.fromEntries(bodiless) };
}

function responses({ success, otherwise, errors, callers }: Operation): Record<string, ResponseObject> {
  const statuses = [...new Set(errors.map((code) => ERRORS[code].status))].sort((a, b) => a - b);
  return {
    [success.status]: outcome(success),
    ...(otherwise && { [otherwise.status]: outcome(otherwise) }),
    ...(callers === "keyHolders" && {
      401: { description: "The function key is missing or wrong; the host answers, without a body." },
    }),
    ...Object.fromEntries(
      statuses.map((status) => [status, errorResponse(errors.filter((code) => ERRORS[code].status === status))]),
    ),
  };
}

function outcome({ description, schema }: Operation["success"] | NonNullable<Operation["otherwise"]>) {
  return { description, headers: header("x-request-id", "Cache-Control"), ...(schema && { content: json(schema) }) };
}

function errorResponse(codes: ErrorCode[]) {
  const mayAskToWait = codes.some((code) => ["TooManyRequests", "UpstreamUnavailable", "ServerBusy"].includes(code));
  return {
    description: codes.map((code) => `${code}: ${ERRORS[code].when}`).join(" "),
    headers: {
      ...header("x-request-id", "Cache-Control", ...(mayAskToWait ? ["Retry-After" as const] : [])),
      ...(ERRORS[codes[0] ?? "InternalError"].status === 401 && header("WWW-Authenticate")),
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
