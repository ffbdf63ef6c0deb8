import type { IncomingHttpHeaders } from "node:http";
import Ajv2020 from "ajv/dist/2020";
import * as z from "zod";
import openapi from "../../../openapi.json";
import { ERRORS } from "../../../shared/errors";
import type { Operation } from "../../../tools/openapi/operations";
import type { FuzzRequest } from "./FuzzRequest";
import type { Meaning } from "./meaningOf";

/** As the iOS sample has it, less the way of the reply. */
const LIMIT_MS = 8_000;

export interface FuzzReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly milliseconds: number;
}

/** What lets a request in. Undefined: nothing is needed. */
export interface Access {
  readonly keys: (operation: Operation) => readonly string[] | undefined;
  readonly userCredentials: readonly string[];
}

/** All that is wrong with a reply; nothing is injected in this suite, so no trouble of ours is excused. */
export function faultsOfReply(request: FuzzRequest, reply: FuzzReply, meaning: Meaning, access: Access): string[] {
  const wrong =
    "operation" in meaning
      ? operationFaults(request, reply, meaning.operation, access)
      : hostFaults(reply, meaning.hostStatuses);
  return [
    ...wrong,
    ...unless(reply.status < 500, `status ${reply.status}`),
    ...unless(reply.milliseconds < LIMIT_MS, `${reply.milliseconds} ms`),
  ];
}

function hostFaults({ status, text }: FuzzReply, statuses: readonly number[]): string[] {
  return [
    ...unless(statuses.includes(status), `status ${status} of the host`),
    ...unless(status === 200 || text === "", "a body of the host"),
  ];
}

function operationFaults(request: FuzzRequest, reply: FuzzReply, operation: Operation, access: Access): string[] {
  const keys = access.keys(operation);
  if (keys && reply.status === 401 && reply.text === "") {
    return [];
  }
  const head = [request.target, ...request.headers.map(([, value]) => value)].join("\n");
  const brings = (credentials: readonly string[]) => credentials.some((credential) => head.includes(credential));
  const needsUser = operation.access === "users" && reply.status < 400;
  return [
    ...unless(!keys || brings(keys), "let in without a key"),
    ...unless(!needsUser || brings(access.userCredentials), "let in without a credential"),
    ...commonFaults(request, reply),
    ...(reply.status < 400 ? successFaults(reply, operation) : errorFaults(reply, operation.errors)),
  ];
}

/** What every reply of the API has. */
export function commonFaults(request: Pick<FuzzRequest, "headers">, { headers }: Pick<FuzzReply, "headers">): string[] {
  const id = headers["x-request-id"];
  const asked = request.headers
    .filter(([name]) => name.toLowerCase() === "x-request-id")
    .map(([, value]) => value.trim())
    .join(",");
  const isRight = /^[\x21-\x7e]{1,128}$/.test(asked) ? id === asked : z.uuid().safeParse(id).success;
  return [
    ...unless(headers["cache-control"] === "no-store", "Cache-Control"),
    ...unless(isRight, `x-request-id ${JSON.stringify(id)}`),
  ];
}

function successFaults({ status, headers, text }: FuzzReply, { success }: Operation): string[] {
  return [
    ...unless(status === success.status, `status ${status}`),
    ...unless(status !== 204 || text === "", "a body with 204"),
    ...unless(status === 204 || /^application\/json\b/.test(headers["content-type"] ?? ""), "Content-Type"),
    ...unless(!success.schema || fits(success.schema, text), "the body of success"),
  ];
}

const errorReply = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(1),
    details: z.array(z.strictObject({ code: z.string(), target: z.string(), message: z.string().min(1) })).optional(),
    requestId: z.string(),
  }),
});

/** What every error of the API has; `documented` are the codes that it may have. */
export function errorFaults(reply: Omit<FuzzReply, "milliseconds">, documented: readonly string[]): string[] {
  const { status, headers, text } = reply;
  const { data } = errorReply.safeParse(parsed(text));
  if (!data) {
    return ["the shape of the error"];
  }
  const { code, requestId } = data.error;
  const known = Object.entries(ERRORS).find(([name]) => name === code)?.[1];
  return [
    ...unless(documented.includes(code) && known?.status === status, `${status} ${code}, which is not documented`),
    ...unless(headers["x-ms-error-code"] === code, "x-ms-error-code"),
    ...unless(headers["x-request-id"] === requestId, "requestId"),
    ...unless(/^application\/json\b/.test(headers["content-type"] ?? ""), "Content-Type"),
    ...unless(status !== 401 || headers["www-authenticate"] !== undefined, "WWW-Authenticate"),
    ...unless(status !== 429 || /^\d+$/.test(headers["retry-after"] ?? ""), "Retry-After"),
  ];
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });

function fits(schema: keyof typeof openapi.components.schemas, text: string): boolean {
  return ajv.compile(openapi.components.schemas[schema])(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unless(isSo: boolean, fault: string): string[] {
  return isSo ? [] : [fault];
}
