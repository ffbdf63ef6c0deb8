import { type Duration, expectedOfTables } from "./expected";
import { FAULT_KINDS, type FaultKind, HOSTILE_FAULTS, REQUEST_FAULTS, UNRESOLVED } from "./faultKinds";
import { deleteMyIdentity, issueMyFirstToken, OPERATIONS, startUsed } from "./operations";
import type { Row, Scene } from "./Row";

/** Every fault of Table Storage: whatever it is asked, and when it is asked to write alone. */
export function tableScenes(): Scene[] {
  const both = (row: typeof anyCall) => (kind: FaultKind) => [row(kind, "once"), row(kind, "lasting")];
  const any = [...FAULT_KINDS, ...HOSTILE_FAULTS].flatMap(both(anyCall));
  const writes = REQUEST_FAULTS.flatMap((kind) => [...both(inserting)(kind), ...both(deleting)(kind)]);
  return [{ before: startUsed, rows: [...any, ...writes] }, { rows: [anyCall(UNRESOLVED, "lasting")] }];
}

function anyCall(kind: FaultKind, duration: Duration): Row {
  return {
    dependency: "tables",
    where: "from its first call on",
    kind,
    duration,
    once: "each",
    operations: duration === "once" ? OPERATIONS.filter(({ isUsers }) => isUsers) : OPERATIONS,
    expected: expectedOfTables(kind, duration),
  };
}

/** The table is read, and does not say that it has written: a row that is there is found by reading again. */
function inserting(kind: FaultKind, duration: Duration): Row {
  const failing = expectedOfTables(kind, duration);
  return {
    ...anyCall(kind, duration),
    where: "writing a row",
    group: "writing a row",
    narrowed: { method: "POST" },
    operations: [issueMyFirstToken],
    expected: kind.acts ? () => ["success"] : failing,
  };
}

function deleting(kind: FaultKind, duration: Duration): Row {
  return {
    ...anyCall(kind, duration),
    where: "deleting a row",
    group: "deleting a row",
    narrowed: { method: "DELETE" },
    operations: [deleteMyIdentity],
  };
}
