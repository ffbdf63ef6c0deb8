import { type Duration, expectedOfManagedIdentity, expectSuccess } from "./expected";
import { FAULT_KINDS, type FaultKind, UNRESOLVED } from "./faultKinds";
import { OPERATIONS, startUsed } from "./operations";
import type { Row, Scene } from "./Row";

/** Every fault of the managed identity. */
export function managedIdentityScenes(): Scene[] {
  return [
    {
      rows: [
        ...FAULT_KINDS.map((kind) => fromTheStart(kind, "once")),
        ...[...FAULT_KINDS, UNRESOLVED].map((kind) => fromTheStart(kind, "lasting")),
      ],
    },
    { before: startUsed, rows: FAULT_KINDS.map(afterAGoodRead) },
  ];
}

/** Before the API has any token of it. */
function fromTheStart(kind: FaultKind, duration: Duration): Row {
  return {
    dependency: "managedIdentity",
    where: "from the start",
    // Each needs an API of its own.
    group: `from the start, ${duration}`,
    kind,
    duration,
    once: "any",
    operations: OPERATIONS,
    expected: expectedOfManagedIdentity(kind, duration),
  };
}

/** Its tokens last for hours, and nobody asks for others meanwhile. */
function afterAGoodRead(kind: FaultKind): Row {
  return {
    dependency: "managedIdentity",
    where: "after a good read",
    group: "after a good read",
    kind,
    duration: "lasting",
    operations: OPERATIONS,
    expected: expectSuccess,
    mayBeUnmet: true,
  };
}
