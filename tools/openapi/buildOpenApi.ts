import { type ErrorCode, ERRORS } from "../../shared/errors";
import { REQUEST_ID } from "../../shared/http/endpoint";
import { LONGEST_RETRY_AFTER_SECONDS } from "../../shared/resilience/replyHeaders";
import { type Operation, OPERATIONS, USER_ERRORS } from "./operations";
import { entraId, identityId, jsonSchema, jsonSchemas, type SchemaName } from "./schemas";

const DESCRIPTION = `Identities and access tokens for Azure Communication Services (ACS).

The paths under /me exist where \`USER_AUTH\` is set, /me/teams-tokens where \`TEAMS_CLIENT_ID\` is set as well, those under
/teams-access where \`TEAMS_ACCESS_TENANTS\` is set. Where the service runs with \`ACS_SDK=administration\`, the scopes are
chat, voip and pstn, and \`expiresInMinutes\` is refused.

Every error of this service has the header \`x-ms-error-code\` and, but for HEAD, a JSON body (\`ErrorReply\`). An error without
that header comes from the Functions host or from Azure, and has no such body: a 401 for a missing or wrong function key,
say, or a 404 for a path that does not exist. Look for the header before you read the body.`;

/** The OpenAPI 3.1 description of the HTTP contract, from the same schemas and codes that the endpoints use. */
export function buildOpenApi(version: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "ACS Token API",
      version,
      description: DESCRIPTION,
      contact: { name: "The operator of this service" },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api", description: "This service." }],
    tags: TAGS,
    paths: paths(),
    components: {
      schemas: jsonSchemas(),
      parameters,
      headers: commonHeaders,
      securitySchemes,
    },
  };
}

const TAGS: { name: Operation["tag"]; description: string }[] = [
  { name: "identities", description: "For backends, which have a function key: any identity, and its tokens." },
  { name: "me", description: "For web and mobile apps: the signed-in user's own identity, and its tokens." },
  {
    name: "teams-access",
    description: "For backends: who of Teams may use the ACS resource (Teams Phone Extensibility).",
  },
  { name: "service", description: "About the service itself." },
];

const BY_THE_HOST =
  "The Functions host answers a missing or wrong key before the request reaches this service: 401, without a body and " +
  "without the header `x-ms-error-code`.";

const securitySchemes = {
  functionKeyHeader: {
    type: "apiKey",
    in: "header",
    name: "x-functions-key",
    description: `A function key. ${BY_THE_HOST}`,
  },
  functionKeyQuery: {
    type: "apiKey",
    in: "query",
    name: "code",
    description: `A function key, for callers that cannot set a header. Where that header is there, this is ignored. ${BY_THE_HOST}`,
  },
  userToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "An access token of the signed-in user (USER_AUTH=jwt).",
  },
  userTokenBehindStaticWebApps: {
    type: "apiKey",
    in: "header",
    name: "X-Authorization",
    description:
      "`Bearer`, a space and the user's access token (USER_AUTH=jwt): for callers behind Static Web Apps, which overwrites " +
      "Authorization. Where both are there, this one counts.",
  },
  userPrincipal: {
    type: "apiKey",
    in: "header",
    name: "x-ms-client-principal",
    description: "Set by App Service Authentication or Static Web Apps, never by the caller (USER_AUTH=easyauth).",
  },
};

const parameters = {
  id: {
    name: "id",
    in: "path",
    required: true,
    description: "The identity, `user.communicationUserId` of CreateIdentity; percent-encoded or as it is.",
    schema: jsonSchema(identityId),
  },
  tenantId: {
    name: "tenantId",
    in: "path",
    required: true,
    description: "The Microsoft Entra tenant of the account.",
    schema: jsonSchema(entraId),
  },
  objectId: {
    name: "objectId",
    in: "path",
    required: true,
    description: "The object id of the account in its tenant: a user's, or a resource account's.",
    schema: jsonSchema(entraId),
  },
  requestId: {
    name: "x-request-id",
    in: "header",
    description:
      "A name for the request, which the reply and the log repeat. Without one, or with one that does not fit the pattern, " +
      "the service makes a new UUID.",
    schema: { type: "string", pattern: REQUEST_ID.source },
  },
  traceparent: {
    name: "traceparent",
    in: "header",
    description: "The trace that the request belongs to (W3C Trace Context), which goes on to ACS and Key Vault.",
    schema: { type: "string" },
  },
  tracestate: {
    name: "tracestate",
    in: "header",
    description: "What tracing systems add to `traceparent` (W3C Trace Context).",
    schema: { type: "string" },
  },
};

const SECURITY: Record<Operation["access"], object[]> = {
  keyHolders: [{ functionKeyHeader: [] }, { functionKeyQuery: [] }],
  users: [{ userToken: [] }, { userTokenBehindStaticWebApps: [] }, { userPrincipal: [] }],
  anybody: [],
};

/**
 * A 401 that does not come from this service. That a linked app takes calls of its site alone:
 * https://learn.microsoft.com/azure/static-web-apps/functions-bring-your-own
 */
const PLATFORM_401: Record<Operation["access"], string> = {
  keyHolders: `The function key is missing or wrong. ${BY_THE_HOST}`,
  users:
    "A 401 without the header `x-ms-error-code` does not come from this service but from Azure, which asks for a sign-in " +
    "by itself (App Service Authentication); it has no JSON body.",
  anybody:
    "Azure asks for a sign-in by itself (App Service Authentication), as it does for direct calls to an app that is linked " +
    "to a Static Web App; without the header `x-ms-error-code` and without a JSON body.",
};

const IN_PATHS = ["id", "tenantId", "objectId"] as const;

const commonHeaders = {
  "x-request-id": {
    description: "The request's id, the caller's or a new one, by which the operator finds the request in the log.",
    schema: { type: "string", pattern: REQUEST_ID.source },
    required: true,
  },
  "Cache-Control": { description: "Replies are not to be stored.", schema: { const: "no-store" }, required: true },
  "WWW-Authenticate": {
    description: "What is wrong with the user's access token (RFC 6750).",
    schema: { type: "string" },
    required: true,
  },
  "Retry-After": {
    description: "How many seconds to wait before the next try.",
    schema: { type: "integer", minimum: 1, maximum: LONGEST_RETRY_AFTER_SECONDS },
    required: true,
  },
};

function paths() {
  const byPath: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    byPath[operation.path] = {
      ...byPath[operation.path],
      [operation.method.toLowerCase()]: describe(operation),
      ...(operation.methods.includes("HEAD") && { head: describeHead(operation) }),
    };
  }
  return byPath;
}

function describe(operation: Operation) {
  const { name, tag, summary, description, path, requestBody, isBodyOptional = false, access } = operation;
  return {
    operationId: name,
    tags: [tag],
    summary,
    description,
    security: SECURITY[access],
    parameters: [
      ...IN_PATHS.filter((name) => path.includes(`{${name}}`)).map(parameter),
      parameter("requestId"),
      parameter("traceparent"),
      parameter("tracestate"),
    ],
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
  return { ...others, operationId: `${operation.name}Head`, responses: Object.fromEntries(bodiless) };
}

function responses({ success, otherwise, errors, access }: Operation): Record<string, ResponseObject> {
  const statuses = [...new Set<number>(errors.map((code) => ERRORS[code].status))].sort((a, b) => a - b);
  return {
    [success.status]: outcome(success),
    ...(otherwise && !statuses.includes(otherwise.status) && { [otherwise.status]: outcome(otherwise) }),
    ...(!statuses.includes(401) && { 401: { description: PLATFORM_401[access] } }),
    ...Object.fromEntries(
      statuses.map((status) => [
        status,
        errorResponse(
          errors.filter((code) => ERRORS[code].status === status),
          status === 401 ? PLATFORM_401[access] : undefined,
          otherwise?.status === status ? otherwise : undefined,
        ),
      ]),
    ),
  };
}

function outcome({ description, schema }: Operation["success"] | NonNullable<Operation["otherwise"]>) {
  return { description, headers: header("x-request-id", "Cache-Control"), ...(schema && { content: json(schema) }) };
}

const ASKING_TO_WAIT: readonly ErrorCode[] = ["TooManyRequests", "UpstreamUnavailable", "ServerBusy"];
/** RFC 6750, section 3: with a refusal of the user's token, be it the token itself or what it lacks. */
const CHALLENGING: readonly ErrorCode[] = USER_ERRORS;

/** One reply with all errors of a status; `note` is what else may be behind that status, and `outcome` what is no error. */
function errorResponse(codes: readonly ErrorCode[], note?: string, outcome?: Operation["otherwise"]) {
  const descriptions = [outcome?.description, ...codes.map((code) => `${code}: ${ERRORS[code].when}`), note];
  const isAlways = outcome === undefined;
  return {
    description: descriptions.filter((text) => text !== undefined).join(" "),
    headers: {
      ...header("x-request-id", "Cache-Control"),
      ...headerOf(codes, "Retry-After", ASKING_TO_WAIT, isAlways),
      ...headerOf(codes, "WWW-Authenticate", CHALLENGING, isAlways),
      "x-ms-error-code": {
        description: `The code of the error, as in the body.${isAlways ? "" : " Only with an error."}`,
        schema: { type: "string", enum: codes },
        required: isAlways,
      },
    },
    content: json("ErrorReply", ...(outcome?.schema ? [outcome.schema] : [])),
  };
}

/** A header that some errors have: required where all of this status do, and it `isAlways` an error. */
function headerOf(
  codes: readonly ErrorCode[],
  name: keyof typeof commonHeaders,
  having: readonly ErrorCode[],
  isAlways: boolean,
) {
  const owners = codes.filter((code) => having.includes(code));
  if (isAlways && owners.length === codes.length) {
    return header(name);
  }
  const { description, schema } = commonHeaders[name];
  return owners.length > 0 && { [name]: { description: `${description} Only with ${owners.join(", ")}.`, schema } };
}

function header(...names: (keyof typeof commonHeaders)[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function parameter(name: keyof typeof parameters) {
  return { $ref: `#/components/parameters/${name}` };
}

function json(...schemas: readonly SchemaName[]) {
  const [first, ...others] = schemas.map((schema) => ({ $ref: `#/components/schemas/${schema}` }));
  return { "application/json": { schema: others.length > 0 ? { oneOf: [first, ...others] } : first } };
}
