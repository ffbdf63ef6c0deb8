import { z } from "zod";
import { ERRORS } from "../../shared/errors";
import { IDENTITY_ID } from "../../shared/http/identityId";
import { teamsTokenRequest, tokenRequestSchemas } from "../../shared/tokenRequest";

/** As the default SDK takes them; `administration` differs as the document's description says. */
const { createIdentity, issueToken } = tokenRequestSchemas("identity");

const user = z.object({
  communicationUserId: z.string().regex(new RegExp(IDENTITY_ID.source)).meta({ description: "The identity's id." }),
});

const tokenFields = {
  token: z.string().meta({ description: "The access token, for an ACS SDK's AzureCommunicationTokenCredential." }),
  expiresOn: z.string().meta({ format: "date-time", description: "When the token expires, in UTC." }),
  refreshOn: z.string().meta({
    format: "date-time",
    description: "When to ask for the next one: spread at random over a fifth of the lifetime, before its end.",
  }),
};

const fault = z.object({
  code: z.string(),
  target: z.string().meta({ description: "Where the fault is: `id`, `body`, or a path into the body." }),
  message: z.string(),
});

const error = z.object({
  code: z.enum(Object.keys(ERRORS)),
  message: z.string().meta({ description: "What to do next, for a person." }),
  details: z.array(fault).optional().meta({ description: "Each fault of the request." }),
  requestId: z.string().meta({ description: "Names the request in the log." }),
});

const health = z.enum(["healthy", "degraded", "unhealthy"]);

const check = z.object({
  name: z.string(),
  status: health,
  message: z.string(),
  checkedAt: z.string().meta({ format: "date-time", description: "A finding serves for five seconds." }),
});

const SCHEMAS = {
  HealthReply: z.object({ status: health, checks: z.array(check) }),
  CreateIdentityRequest: createIdentity,
  IssueTokenRequest: issueToken,
  IdentityReply: z.object({ user, ...z.object(tokenFields).partial().shape }),
  TeamsTokenRequest: teamsTokenRequest,
  TeamsTokenReply: z.object(tokenFields),
  TokenReply: z.object({ user, ...tokenFields }),
  ErrorReply: z.object({ error }),
};

export type SchemaName = keyof typeof SCHEMAS;

/** The schemas of bodies and replies in JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export function jsonSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => [
      name,
      { ...z.toJSONSchema(schema, { io: "input" }), $schema: undefined },
    ]),
  );
}
