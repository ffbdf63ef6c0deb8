import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../kit/projectRoot";

/** What `openapi.json` says of one status of one operation. */
export interface DocumentedReply {
  /** The error codes; undefined for a success and for a reply of the host itself. */
  codes: readonly string[] | undefined;
  /** The headers that it must have, in lower case. */
  headers: readonly string[];
}

/** Documented replies by operation id and status. */
export type DocumentedReplies = ReadonlyMap<string, ReadonlyMap<number, DocumentedReply>>;

const header = z.object({
  $ref: z.string().optional(),
  required: z.boolean().optional(),
  schema: z.object({ enum: z.array(z.string()).optional() }).optional(),
});
const operation = z.object({
  operationId: z.string(),
  responses: z.record(z.string(), z.object({ headers: z.record(z.string(), header).optional() })),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ headers: z.record(z.string(), header) }),
});

type Header = z.infer<typeof header>;

/** Reads the replies that the API documents, as they are now. */
export function documentedReplies(file = join(projectRoot(), "openapi.json")): DocumentedReplies {
  const { paths, components } = document.parse(JSON.parse(readFileSync(file, "utf8")));
  const isRequired = ({ $ref, required }: Header) =>
    required ?? components.headers[$ref?.split("/").at(-1) ?? ""]?.required ?? false;
  const replyOf = (headers: Record<string, Header> = {}): DocumentedReply => ({
    codes: headers["x-ms-error-code"]?.schema?.enum,
    headers: Object.entries(headers).flatMap(([name, each]) => (isRequired(each) ? [name.toLowerCase()] : [])),
  });
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return new Map(
    operations.map(({ operationId, responses }) => [
      operationId,
      new Map(Object.entries(responses).map(([status, { headers }]) => [Number(status), replyOf(headers)])),
    ]),
  );
}
