import { allVersions, type OperationKind, PREVIEW2, type Version, withDetails } from "../support/calls";
import { type IdentityKind, notOwned, type OperationCase, type Source } from "./OperationCase";

const onIdentities: readonly (readonly [OperationKind, readonly Version[], unknown?])[] = [
  ["issue", allVersions, { scopes: ["chat"] }],
  ["revoke", allVersions, {}],
  ["delete", allVersions],
  ["get", withDetails],
];

const strangers: readonly (readonly [IdentityKind, Source])[] = [
  ["foreign", "recording"],
  ["never created", "choice: identity never created"],
  ["malformed", "choice: malformed identity"],
  ["in capitals", "choice: malformed identity"],
  ["deleted", "choice: deleted identity"],
];

/** Every operation on an identity that is not the resource's. */
export const ownershipCases: readonly OperationCase[] = onIdentities.flatMap(([operation, versions, body]) =>
  strangers
    .filter(([identity]) => operation !== "delete" || identity !== "deleted")
    .flatMap(([identity, source]) =>
      versions.map((version): OperationCase => ({
        operation,
        when: `the identity is ${identity}`,
        versions: [version],
        source: version === PREVIEW2 && source === "recording" ? "choice: errors of preview2" : source,
        identity,
        body: body ?? "",
        status: 401,
        reply: notOwned,
      })),
    ),
);
