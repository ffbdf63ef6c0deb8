import { type Duration, expectedOfManagedIdentity, expectSuccess } from "./expected";
import { FAULT_KINDS, type FaultKind, PROXY_FAULTS, UNRESOLVED } from "./faultKinds";
import { OPERATIONS, startUsed } from "./operations";
import type { Row, Scene } from "./Row";

/** Before the API has any token of its managed identity. */
export function managedIdentityFromTheStart(): Scene[] {
  return FAULT_KINDS.flatMap((kind) => {
    const durations: Duration[] = kind === UNRESOLVED ? ["lasting"] : ["once", "lasting"];
    return durations.map((duration) => ({ rows: [fromTheStart(kind, duration)] }));
  });
}

/** Its tokens last for hours, and nobody asks for others meanwhile. */
export function managedIdentityAfterAGoodRead(): Scene {
  return { before: startUsed, rows: PROXY_FAULTS.map(afterAGoodRead) };
}

function fromTheStart(kind: FaultKind, duration: Duration): Row {
  return {
    dependency: "managedIdentity",
    where: "from the start",
    kind,
    duration,
    once: "any",
    operations: OPERATIONS,
    expected: expectedOfManagedIdentity(kind, duration),
  };
}

function afterAGoodRead(kind: FaultKind): Row {
  return {
    dependency: "managedIdentity",
    where: "after a good read",
    kind,
    duration: "lasting",
    operations: OPERATIONS,
    expected: expectSuccess,
    mayBeUnmet: true,
  };
}
