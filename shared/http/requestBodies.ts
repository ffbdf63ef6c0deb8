import * as z from "zod/mini";
import { ACS_SDKS, type AcsSdk, EXPIRES_IN_MINUTES } from "../acs/sdks";
import { GUID } from "../callers/microsoftIssuer";
import type { FieldError } from "../errors";
import type { BodyCheck } from "./fieldErrors";

/** Of an unknown field's name, so much is repeated. */
const LONGEST_NAME = 40;

/** The checks of the bodies that callers send. */
export function bodyChecks(sdk: AcsSdk) {
  const { issueToken, createIdentity } = tokenRequestSchemas(sdk);
  return {
    issueToken: checkBy(issueToken),
    createIdentity: checkBy(createIdentity),
    exchangeTeamsToken: checkBy(teamsTokenRequest),
    putTeamsAccess: checkBy(teamsAccessRequest),
  };
}

function checkBy<T>(schema: z.ZodMiniType<T>): BodyCheck<T> {
  return (body) => {
    const { success, data, error } = schema.safeParse(body);
    return success ? { value: data } : { fieldErrors: fieldErrorsOf(error, schema) };
  };
}

/** What a schema refuses, each error named by its place in the body. */
function fieldErrorsOf(error: z.core.$ZodError, schema: z.ZodMiniType): FieldError[] {
  const errors = error.issues.flatMap((issue): FieldError[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownField(key, schema))
      : [{ code: "InvalidValue", target: targetOf(issue.path), message: issue.message }],
  );
  // One value can break several rules that are put in the same words.
  return [...new Map(errors.map((each) => [`${each.target}\n${each.message}`, each])).values()];
}

function unknownField(name: string, schema: z.ZodMiniType): FieldError {
  const shape = schema instanceof z.ZodMiniObject ? Object.entries(schema.shape) : [];
  // What a schema knows only to refuse it in words of its own is no field to name.
  const isRefused = (type: unknown) =>
    type instanceof z.ZodMiniOptional && type.def.innerType instanceof z.ZodMiniUndefined;
  const fields = shape.flatMap(([field, type]) => (isRefused(type) ? [] : field));
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return {
    code: "UnknownField",
    target: shown,
    message: `There is no field ${JSON.stringify(shown)}; the ${fields.length === 1 ? "only field is" : "fields are"} ${fields.join(" and ")}.`,
  };
}

/** `["scopes", 1]` becomes `scopes[1]`; the body itself, `body`. */
function targetOf(path: readonly PropertyKey[]): string {
  const target = path.reduce<string>(
    (place, step) => (typeof step === "number" ? `${place}[${step}]` : `${place}.${String(step)}`),
    "",
  );
  return target === "" ? "body" : target.replace(/^\./, "");
}

/** The bodies that ask for a token, as the chosen SDK can serve them. */
export function tokenRequestSchemas(sdk: AcsSdk) {
  const expiresInMinutes = expiresInMinutesSchema(sdk);
  const objectRule = objectRuleFor(sdk);
  return {
    issueToken: z.strictObject(
      {
        scopes: scopesSchema(
          sdk,
          "What the token may be used for. When absent: `ACS_DEFAULT_SCOPES`, for users `MY_TOKEN_SCOPES`.",
        ),
        expiresInMinutes,
      },
      objectRule,
    ),
    createIdentity: z
      .strictObject(
        {
          scopes: scopesSchema(sdk, "What a first token may be used for. When absent, no token is issued."),
          expiresInMinutes,
        },
        objectRule,
      )
      .check(
        z.refine(({ scopes, expiresInMinutes }) => scopes !== undefined || expiresInMinutes === undefined, {
          path: ["expiresInMinutes"],
          message:
            "expiresInMinutes is the lifetime of a token; ask for a token with scopes, or leave expiresInMinutes out.",
        }),
        z.meta({ dependentRequired: { expiresInMinutes: ["scopes"] } }),
      ),
  };
}

function objectRuleFor(sdk: AcsSdk) {
  const rule = ACS_SDKS[sdk].setsLifetime
    ? 'The body must be a JSON object with the fields scopes and expiresInMinutes, such as {"scopes":["chat"],"expiresInMinutes":60}.'
    : 'The body must be a JSON object with the field scopes, such as {"scopes":["chat"]}.';
  return { error: (issue: { code?: string }) => (issue.code === "unrecognized_keys" ? undefined : rule) };
}

function scopesSchema(sdk: AcsSdk, description: string) {
  const { scopes } = ACS_SDKS[sdk];
  const list = scopes.join(", ");
  return z.optional(
    z
      .array(z.enum(scopes, `Each scope must be one of ${list}.`), `scopes must be a list of one or more of ${list}.`)
      .check(
        z.minLength(1, `scopes must name at least one of ${list}.`),
        z.refine((given) => new Set(given).size === given.length, {
          message: "scopes must not name a scope twice.",
          when: ({ value }) => Array.isArray(value),
        }),
        z.meta({ uniqueItems: true, description }),
      ),
  );
}

function expiresInMinutesSchema(sdk: AcsSdk) {
  const { min, max } = EXPIRES_IN_MINUTES;
  const rule = `expiresInMinutes must be a whole number from ${min} to ${max}.`;
  return ACS_SDKS[sdk].setsLifetime
    ? z.optional(
        z
          .int(rule)
          .check(
            z.minimum(min, rule),
            z.maximum(max, rule),
            z.describe("How long the token lives, in minutes. When absent, as long as this service allows."),
          ),
      )
    : z.optional(
        z.undefined(
          "expiresInMinutes cannot be set with ACS_SDK=administration, whose tokens live 24 hours; leave it out.",
        ),
      );
}

/** The body that brings a Teams user's token. */
export const teamsTokenRequest = z.strictObject(
  {
    teamsUserAadToken: z
      .string("teamsUserAadToken must be the signed-in Teams user's Entra access token.")
      .check(
        z.minLength(1, "teamsUserAadToken must not be empty."),
        z.describe("The signed-in Teams user's Entra access token for Teams.ManageCalls and Teams.ManageChats."),
      ),
  },
  "The body must be a JSON object with the field teamsUserAadToken.",
);

const CLIENT_IDS = "clientIds must be a list of the client ids (GUIDs) of Microsoft Entra applications.";

/** The body that says as what an account is let in, and through which applications. */
export const teamsAccessRequest = z
  .strictObject(
    {
      principalType: z
        .enum(["user", "resourceAccount"], "principalType must be user or resourceAccount.")
        .check(
          z.describe("Whether the account is a user's, or the resource account of a call queue or auto attendant."),
        ),
      clientIds: z.optional(
        z.array(z.string(CLIENT_IDS).check(z.regex(GUID, CLIENT_IDS), z.toLowerCase()), CLIENT_IDS).check(
          z.refine((given) => new Set(given).size === given.length, {
            message: "clientIds must not name an application twice.",
            when: ({ value }) => Array.isArray(value),
          }),
          z.meta({
            uniqueItems: true,
            description:
              "The client ids of the applications through which a user is let in. A user needs one at least.",
          }),
        ),
      ),
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? undefined
          : 'The body must be a JSON object with the fields principalType and clientIds, such as {"principalType":"user","clientIds":["GUID"]}.',
    },
  )
  .check(
    z.refine(({ principalType, clientIds = [] }) => principalType !== "user" || clientIds.length > 0, {
      path: ["clientIds"],
      message: "clientIds must name the application through which the user is let in.",
    }),
  );
