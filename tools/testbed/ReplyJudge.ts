import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020, { type AnySchema } from "ajv/dist/2020";
import * as z from "zod";
import { projectRoot } from "../kit/projectRoot";
import type { Reply } from "./send";

const reference = z.object({ $ref: z.string() });
const oneOfReferences = z.object({ oneOf: z.array(reference) });
const headerShape = z.object({
  required: z.boolean().default(false),
  schema: z.looseObject({ type: z.string().optional(), enum: z.array(z.string()).optional() }),
});
const responseShape = z.object({
  headers: z.record(z.string(), z.union([reference, headerShape])).default({}),
  content: z.record(z.string(), z.object({ schema: z.union([reference, oneOfReferences]) })).optional(),
});
const documentShape = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ operationId: z.string(), responses: z.record(z.string(), responseShape) })),
  ),
  components: z.looseObject({ headers: z.record(z.string(), headerShape) }),
});

interface DocumentedReply {
  headers: Map<string, z.infer<typeof headerShape>>;
  content: z.infer<typeof responseShape>["content"];
}

/** What HTTP itself needs, and what the document says by `content`. */
const OF_HTTP = ["connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding"];

const errorShape = z.object({ error: z.object({ code: z.string(), requestId: z.string() }) });

/** Holds replies of the API against what `openapi.json` says of them. */
export class ReplyJudge {
  /** By operation id and status. */
  readonly #replies: ReadonlyMap<string, DocumentedReply>;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });

  constructor(file = join(projectRoot(), "openapi.json")) {
    const document = documentShape.parse(JSON.parse(readFileSync(file, "utf8")));
    const headerOf = (header: z.infer<typeof reference> | z.infer<typeof headerShape>) => {
      const found = "$ref" in header ? document.components.headers[header.$ref.split("/").at(-1) ?? ""] : header;
      if (!found) {
        throw new Error("The document names a header that it does not have.");
      }
      return found;
    };
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    this.#replies = new Map(
      operations.flatMap(({ operationId, responses }) =>
        Object.entries(responses).map(([status, { headers, content }]) => [
          `${operationId} ${status}`,
          {
            headers: new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), headerOf(header)])),
            content,
          },
        ]),
      ),
    );
    this.#ajv.addSchema(document, "openapi.json");
  }

  /** Each documented reply: the operation's id, and the outcome as `outcomeOf` writes it. */
  get documented(): string[] {
    return [...this.#replies].flatMap(([place, { headers }]) => {
      const code = headers.get("x-ms-error-code");
      return [...(code?.required ? [] : [place]), ...(code?.schema.enum ?? []).map((each) => `${place} ${each}`)];
    });
  }

  /**
   * All in which a reply differs from what the document says of it: headers and body, there or not, and of their form; and
   * where the two of them name different things.
   */
  differences(operationId: string, reply: Reply): string[] {
    const documented = this.#replies.get(`${operationId} ${reply.status}`);
    return documented
      ? [...this.#ofHeaders(documented, reply), ...this.#ofBody(documented, reply), ...contradictions(reply)]
      : [`status ${reply.status} is not documented`];
  }

  #ofHeaders({ headers: documented }: DocumentedReply, { headers: given }: Reply): string[] {
    const undocumented = [...given.keys()].filter((name) => !documented.has(name) && !OF_HTTP.includes(name));
    return [
      ...undocumented.map((name) => `the header ${name} is not documented`),
      ...[...documented].flatMap(([name, { required, schema }]) => {
        const value = given.get(name);
        if (value === null) {
          return required ? [`the header ${name} is missing`] : [];
        }
        const isNumber = schema.type === "integer" && /^\d+$/.test(value);
        return this.#fits(schema, isNumber ? Number(value) : value) ? [] : [`the header ${name} is ${value}`];
      }),
    ];
  }

  #ofBody({ content }: DocumentedReply, { text, json, headers }: Reply): string[] {
    if (content === undefined) {
      return text === "" ? [] : ["a body is not documented"];
    }
    const type = headers.get("content-type");
    const schema = content[type ?? ""]?.schema;
    if (!schema) {
      return [`the content type ${type ?? "(none)"} is not documented`];
    }
    const forms = "oneOf" in schema ? schema.oneOf : [schema];
    const isRight =
      forms.filter(({ $ref }) => this.#ajv.getSchema(`openapi.json${$ref}`)?.(json) === true).length === 1;
    return isRight ? [] : ["the body is not of the documented form"];
  }

  #fits(schema: AnySchema, value: unknown): boolean {
    return this.#ajv.compile(schema)(value) === true;
  }
}

function contradictions({ json, headers }: Reply): string[] {
  const { data } = errorShape.safeParse(json);
  return [
    ...(data && data.error.code !== headers.get("x-ms-error-code") ? ["body and header name different codes"] : []),
    ...(data && data.error.requestId !== headers.get("x-request-id")
      ? ["body and header name different requests"]
      : []),
  ];
}
