import * as fc from "fast-check";
import { OPERATIONS } from "../../../tools/openapi/operations";
import { body } from "./bodies";
import type { FuzzRequest } from "./FuzzRequest";
import { headers } from "./headers";
import { weighted } from "./rubbish";
import { line, pathOf } from "./targets";

/** A body that an operation takes, where it does not take `{}`. */
const RIGHT: Readonly<Record<string, string>> = {
  ExchangeTeamsToken: '{"teamsUserAadToken":"<teams-token>"}',
  PutTeamsAccess: '{"principalType":"user","clientIds":["<tenant-id>"]}',
};

const anyRequest: fc.Arbitrary<FuzzRequest> = fc
  .tuple(line, headers, body)
  .map(([{ method, target }, lines, text]) => ({ method, target, headers: lines, body: text }));

/** Structured like real requests, wrong somewhere; without users to sign in, few go to where they would. */
export function fuzzRequests(withUsers: boolean): fc.Arbitrary<FuzzRequest> {
  return weighted([3, anyRequest], [1, strangeBody(withUsers)]);
}

/** At the right place, with leave to be there: only the body is wrong, or stranger than any client would send it. */
function strangeBody(withUsers: boolean): fc.Arbitrary<FuzzRequest> {
  const takesBody = OPERATIONS.filter(
    ({ requestBody, access }) => requestBody !== undefined && (withUsers || access !== "users"),
  );
  // A right one now and then, so that a short run comes everywhere, too.
  const bodies = weighted<string | undefined>([3, body], [1, [undefined]]);
  return fc.tuple(fc.constantFrom(...takesBody), bodies).map(([operation, text]) => ({
    method: operation.method,
    target: `/api${pathOf(operation, { id: "<living-id>", tenantId: "<tenant-id>", objectId: "<stranger-id>" })}`,
    headers: [
      ["x-functions-key", "<master-key>"],
      operation.name === "ExchangeTeamsToken"
        ? ["x-ms-client-principal", "<entra-principal>"]
        : ["Authorization", "Bearer <token>"],
      ["Content-Type", "application/json"],
    ],
    body: text ?? RIGHT[operation.name] ?? "{}",
  }));
}
