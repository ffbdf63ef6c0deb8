import Ajv2020, { type AnySchema } from "ajv/dist/2020";
import * as z from "zod";
import openapi from "../../openapi.json";
import type { Reply } from "./ApiUnderTest";

const headerShape = z.object({
  required: z.boolean().default(false),
  schema: z.looseObject({ type: z.string().optional(), enum: z.array(z.string()).optional() }),
});
const documentShape = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        responses: z.record(
          z.string(),
          z.object({
            headers: z.record(z.string(), z.union([z.object({ $ref: z.string() }), headerShape])).default({}),
            content: z.record(z.string(), z.object({ schema: z.object({ $ref: z.string() }) })).optional(),
          }),
        ),
      }),
    ),
  ),
  components: z.object({ headers: z.record(z.string(), headerShape) }),
});

interface DocumentedReply {
  headers: Map<string, z.infer<typeof headerShape>>;
  content: Record<string, { schema: { $ref: string } }> | undefined;
}

const { paths, components } = documentShape.parse(openapi);

/** What the checked-in document says of each operation's replies, by operation id and status. */
const REPLIES = new Map(
  Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId, responses }) =>
      Object.entries(responses).map(([status, { headers, content }]): [string, DocumentedReply] => [
        `${operationId} ${status}`,
        {
          headers: new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), resolved(header)])),
          content,
        },
      ]),
    ),
);

/** Each documented reply as `placeOf` writes one: operation, status, and error code where there is one. */
export const DOCUMENTED = [...REPLIES].flatMap(([place, { headers }]) => {
  const codes = headers.get("x-ms-error-code")?.schema.enum;
  return codes?.map((code) => `${place} ${code}`) ?? [place];
});

export function placeOf(operationId: string, { status, headers }: Reply): string {
  return [operationId, status, headers.get("x-ms-error-code") ?? ""].join(" ").trim();
}

/** What HTTP itself needs, and what the document says by `content`. */
const OF_HTTP = ["connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding"];

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(openapi, "openapi.json");

/** All in which a reply differs from what the document says of it: headers and body, there or not, and of their form. */
export function differencesFromDocument(operationId: string, reply: Reply): string[] {
  const documented = REPLIES.get(`${operationId} ${reply.status}`);
  return documented
    ? [...headerDifferences(documented, reply), ...bodyDifferences(documented, reply)]
    : [`status ${reply.status} is not documented`];
}

function headerDifferences({ headers: documented }: DocumentedReply, { headers: given }: Reply): string[] {
  const undocumented = [...given.keys()].filter((name) => !documented.has(name) && !OF_HTTP.includes(name));
  return [
    ...undocumented.map((name) => `the header ${name} is not documented`),
    ...[...documented].flatMap(([name, { required, schema }]) => {
      const value = given.get(name);
      if (value === null) {
        return required ? [`the header ${name} is missing`] : [];
      }
      return fits(schema, schema.type === "integer" && /^\d+$/.test(value) ? Number(value) : value)
        ? []
        : [`the header ${name} is ${value}`];
    }),
  ];
}

function bodyDifferences({ content }: DocumentedReply, { text, json, headers }: Reply): string[] {
  if (content === undefined) {
    return text === "" ? [] : ["a body is not documented"];
  }
  const type = headers.get("content-type");
  const schema = content[type ?? ""]?.schema;
  if (!schema) {
    return [`the content type ${type ?? "(none)"} is not documented`];
  }
  return ajv.getSchema(`openapi.json${schema.$ref}`)?.(json) === true ? [] : ["the body is not of the documented form"];
}

function fits(schema: AnySchema, value: unknown): boolean {
  return ajv.compile(schema)(value) === true;
}

function resolved(header: { $ref: string } | z.infer<typeof headerShape>): z.infer<typeof headerShape> {
  if (!("$ref" in header)) {
    return header;
  }
  const found = components.headers[header.$ref.split("/").at(-1) ?? ""];
  if (!found) {
    throw new Error(`The document has no ${header.$ref}.`);
  }
  return found;
}
