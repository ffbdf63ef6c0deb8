import * as z from "zod";
import { type Operation, OPERATIONS } from "../../../tools/openapi/operations";
import { ReplyJudge } from "../../../tools/testbed/ReplyJudge";
import type { Reply } from "../../../tools/testbed/send";
import type { RawReply } from "../../support/readReplies";
import type { FuzzRequest } from "./FuzzRequest";
import type { Meaning } from "./meaningOf";

/** As the iOS sample has it, less the way of the reply. */
const LIMIT_MS = 8_000;

/** What the HTTP server, and the host, answer to bytes that are no request to the API. */
const BARE_STATUSES = [200, 204, 400, 401, 404, 413, 417, 431];

/** Given by the host to who names an origin, and no affair of the API's description. */
const OF_CORS = /^the header (?:access-control-[\w-]+|vary) is not documented$/;

const judge = new ReplyJudge();

/** What lets a request in. Undefined: nothing is needed. */
export interface Access {
  readonly keys: (operation: Operation) => readonly string[] | undefined;
  readonly userCredentials: readonly string[];
}

/** A reply as Node's parser, or this test's, has read it. */
export function replyOf({ headers, ...reply }: RawReply, milliseconds = 0): Reply {
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return { ...reply, headers: new Headers(pairs), json: parsed(reply.text), milliseconds };
}

/** All that is wrong with a reply; nothing is injected in this suite, so no trouble of ours is excused. */
export function faultsOfReply(request: FuzzRequest, reply: Reply, meaning: Meaning, access: Access): string[] {
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

function hostFaults({ status, text }: Reply, statuses: readonly number[]): string[] {
  return [
    ...unless(statuses.includes(status), `status ${status} of the host`),
    ...unless(status === 200 || text === "", "a body of the host"),
  ];
}

function operationFaults(request: FuzzRequest, reply: Reply, operation: Operation, access: Access): string[] {
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
    ...unless(hasId(request, reply.headers.get("x-request-id")), "x-request-id"),
    ...differences(operation.name, reply),
  ];
}

/** The one that was asked for, else a new one. */
function hasId(request: FuzzRequest, id: string | null): boolean {
  const asked = request.headers
    .filter(([name]) => name.toLowerCase() === "x-request-id")
    .map(([, value]) => value.trim())
    .join(",");
  return /^[\x21-\x7e]{1,128}$/.test(asked) ? id === asked : z.uuid().safeParse(id).success;
}

/** The description lets an error have more fields than these; nobody is to be told what they would tell. */
const errorReply = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(1),
    details: z.array(z.strictObject({ code: z.string(), target: z.string(), message: z.string().min(1) })).optional(),
    requestId: z.string(),
  }),
});

function differences(operation: string, reply: Reply): string[] {
  return [
    ...judge.differences(operation, reply).filter((difference) => !OF_CORS.test(difference)),
    ...unless(reply.status < 400 || errorReply.safeParse(reply.json).success, "the shape of the error"),
  ];
}

/** All that is wrong with a reply to bytes, of which nobody can tell for which operation they were meant. */
export function faultsOfRawReply(raw: RawReply): string[] {
  const reply = replyOf(raw);
  if (!reply.headers.has("x-request-id")) {
    return unless(BARE_STATUSES.includes(reply.status), `status ${reply.status} of the host`);
  }
  const isOfSome = OPERATIONS.some(({ name }) => differences(name, reply).length === 0);
  return [
    ...unless(reply.status < 500, `status ${reply.status}`),
    ...unless(isOfSome, `as none of the operations answers: ${reply.status} ${reply.text}`),
  ];
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
