import { ERRORS } from "../../../shared/errors";
import type { RawReply } from "../../support/readReplies";
import { errorFaults } from "./faultsOfReply";

/** What the HTTP server, and the host, answer to what is no request to the API. */
const BARE_STATUSES = [200, 204, 400, 401, 404, 413, 417, 431];

/** All that is wrong with a reply to bytes, of which nobody can tell for which operation they were meant. */
export function faultsOfRawReply(reply: RawReply): string[] {
  const { status, headers } = reply;
  const id = headers["x-request-id"];
  if (id === undefined) {
    return BARE_STATUSES.includes(status) ? [] : [`status ${status} of the host`];
  }
  return [
    ...(status < 500 ? [] : [`status ${status}`]),
    ...(typeof id === "string" && /^[\x21-\x7e]{1,128}$/.test(id) ? [] : ["x-request-id"]),
    ...(headers["cache-control"] === "no-store" ? [] : ["Cache-Control"]),
    ...(status < 400 ? [] : errorFaults(reply, Object.keys(ERRORS))),
  ];
}
