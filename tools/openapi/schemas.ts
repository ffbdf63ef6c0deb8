import * as z from "zod";
import { IDENTITY_ID, IDENTITY_ID_LENGTHS } from "../../shared/acs/idForms";
import { GUID } from "../../shared/callers/microsoftIssuer";
import { ERRORS, type FieldErrorCode } from "../../shared/errors";
import { FINDING_MAX_AGE_MS } from "../../shared/health/HealthCheck";
import { teamsAccessRequest, teamsTokenRequest, tokenRequestSchemas } from "../../shared/http/requestBodies";

/** As the default SDK takes them; `administration` differs as the document's description says. */
const { createIdentity, issueToken } = tokenRequestSchemas("identity");

/** An identity's id, told to callers by the very pattern that the service checks it with. */
export const identityId = z
  .string()
  .regex(IDENTITY_ID)
  .min(Math.min(...IDENTITY_ID_LENGTHS))
  .max(Math.max(...IDENTITY_ID_LENGTHS));

const GUID_LENGTH = 36;

/** As Microsoft Entra names tenants, accounts and applications. */
export const entraId = z.string().regex(GUID).length(GUID_LENGTH);

const user = z
  .object({ communicationUserId: identityId.meta({ description: "The identity's id in ACS." }) })
  .meta({ description: "The identity." });

const tokenFields = {
  token: z
    .string()
    .meta({ description: "The access token, which an ACS SDK takes as AzureCommunicationTokenCredential." }),
  expiresOn: z.string().meta({ format: "date-time", description: "When the token expires, in UTC." }),
  refreshOn: z.string().meta({
    format: "date-time",
    description:
      "When to ask for the next token, in UTC: some time before this one expires, chosen at random so that clients do " +
      "not all come back at once.",
  }),
};

const grantFields = {
  ...tokenFields,
  scopes: z.array(z.string()).meta({
    description:
      "What the token may be used for. Fewer than by default, where the request named none and ACS no longer serves all of these.",
  }),
};

const FIELD_ERROR_CODES = [
  "InvalidIdentity",
  "InvalidValue",
  "UnknownField",
  "ScopeNotAllowed",
  "ExpiryNotAllowed",
  "TenantNotAllowed",
] as const satisfies readonly FieldErrorCode[];

const fieldError = z.object({
  code: z.enum(FIELD_ERROR_CODES).meta({ description: "What kind of fault it is." }),
  target: z.string().meta({
    description:
      "Where the fault is: `id`, `tenantId` or `objectId` in the path, `body`, or a path into the body such as `scopes[1]`.",
  }),
  message: z.string().meta({ description: "What is wrong, and what to send instead, for a person to read." }),
});

const error = z
  .object({
    code: z.enum(Object.keys(ERRORS)).meta({ description: "What kind of error it is, for programs to act on." }),
    message: z.string().meta({ description: "What to do next, for a person to read. Its wording may change." }),
    details: z.array(fieldError).optional().meta({ description: "Each fault of the request, where it has any." }),
    requestId: z.string().meta({ description: "The request's id, by which the operator finds it in the log." }),
  })
  .meta({ description: "What went wrong." });

const health = z.enum(["healthy", "degraded", "unhealthy"]);

const check = z.object({
  name: z.string().meta({ description: "What was looked at, such as `acs` or `connectionString`." }),
  status: health.meta({
    description:
      "`healthy`: it works. `degraded`: callers are served, but the operator should look at it. " +
      "`unhealthy`: callers get errors.",
  }),
  message: z.string().meta({ description: "What was found, for the operator to read." }),
  checkedAt: z.string().meta({
    format: "date-time",
    description: `When it was looked at, in UTC; that is done at most every ${FINDING_MAX_AGE_MS / 1000} seconds.`,
  }),
});

const SCHEMAS = {
  HealthReply: z
    .object({
      status: health.meta({ description: "The worst status of all checks." }),
      checks: z.array(check).meta({ description: "One entry for each service that this one needs." }),
    })
    .meta({ description: "Whether this instance can do its work, and what that finding rests on." }),
  CreateIdentityRequest: createIdentity.check(z.describe("Whether to issue a first token, and which.")),
  IssueTokenRequest: issueToken.check(z.describe("Which token to issue.")),
  IdentityReply: z
    .object({ user, ...z.object(grantFields).partial().shape })
    .meta({ description: "A new identity; its token, where the request named scopes." }),
  TeamsTokenRequest: teamsTokenRequest.check(z.describe("The Teams user's token to exchange.")),
  TeamsTokenReply: z.object(tokenFields).meta({ description: "An access token for a Teams user." }),
  TeamsAccessRequest: teamsAccessRequest.check(z.describe("What the account may.")),
  TeamsAccessReply: z
    .object({
      tenantId: entraId.meta({ description: "The account's tenant." }),
      objectId: entraId.meta({ description: "The account's object id in its tenant." }),
      principalType: z.string().meta({ description: "`user`, `resourceAccount`, or what ACS may know beside these." }),
      clientIds: z
        .array(z.string())
        .meta({ description: "The client ids of the applications through which a user is let in." }),
    })
    .meta({ description: "What an account of Microsoft Entra may: an access assignment of ACS." }),
  TokenReply: z.object({ user, ...grantFields }).meta({ description: "An access token and its identity." }),
  ErrorReply: z.object({ error }).meta({ description: "The body of every error of this service." }),
  OpenApiDocument: z
    .looseObject({
      openapi: z.string().meta({ description: "The version of the OpenAPI Specification." }),
      info: z.looseObject({}).meta({ description: "Title, version and description of this API." }),
      paths: z.looseObject({}).meta({ description: "The operations of this API." }),
    })
    .meta({ description: "An OpenAPI document." }),
};

export type SchemaName = keyof typeof SCHEMAS;

/** The schemas of bodies and replies in JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export function jsonSchemas(): Record<string, object> {
  return Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)]));
}

export function jsonSchema(schema: z.core.$ZodType): object {
  return { ...z.toJSONSchema(schema, { io: "input" }), $schema: undefined };
}
