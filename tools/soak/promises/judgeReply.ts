import * as z from "zod";
import { bodyOf, outcomeOf, type Reply } from "../api/Reply";
import type { DocumentedReplies } from "./documentedReplies";

/** What a reply is measured by. */
export interface Expectation {
  operation: string;
  /** The outcomes that are right, as `outcomeOf` writes them, when nothing behind the API is in trouble. */
  expected: readonly string[];
  /** Whether something behind the API is, or was a moment ago, in trouble: then 429 and 5xx are right, too. */
  excused: boolean;
  documented: DocumentedReplies;
}

const errorBody = z.object({
  error: z.object({ code: z.string(), message: z.string().min(1), requestId: z.string() }),
});

/** What is wrong with a reply; nothing when it is right. */
export function judgeReply(reply: Reply, expectation: Expectation): string[] {
  return [...formFaults(reply, expectation), ...outcomeFaults(reply, expectation)];
}

/** Whether a reply says that something behind the API is in trouble. */
export function isTrouble({ status }: Pick<Reply, "status">): boolean {
  return status === 429 || status >= 500;
}

function outcomeFaults(reply: Reply, { expected, excused }: Expectation): string[] {
  if (expected.includes(outcomeOf(reply)) || (isTrouble(reply) && excused)) {
    return [];
  }
  const when = isTrouble(reply) ? " while nothing behind the API was in trouble" : "";
  return [`expected ${expected.join(" or ")}, got ${outcomeOf(reply)}${when}`];
}

function formFaults(reply: Reply, { operation, documented }: Expectation): string[] {
  const { status, headers } = reply;
  const form = documented.get(operation)?.get(status);
  if (!form) {
    return [`${status} is not documented`];
  }
  const missing = form.headers.filter((name) => headers[name] === undefined);
  return [
    ...missing.map((name) => `the header ${name} is missing`),
    ...((headers["cache-control"] ?? "no-store") === "no-store" ? [] : ["it may be stored"]),
    ...(form.codes ? codeFaults(reply, form.codes) : []),
  ];
}

function codeFaults(reply: Reply, codes: readonly string[]): string[] {
  const { data } = errorBody.safeParse(bodyOf(reply));
  if (!data) {
    return ["the body is not an error of the documented shape"];
  }
  const { headers } = reply;
  const { code, requestId } = data.error;
  return [
    ...(codes.includes(code) ? [] : [`the code ${code} is not documented`]),
    ...(code === headers["x-ms-error-code"] ? [] : ["body and header name different codes"]),
    ...(requestId === headers["x-request-id"] ? [] : ["body and header name different requests"]),
  ];
}
