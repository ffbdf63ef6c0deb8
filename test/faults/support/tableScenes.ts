import { type Duration, expectedOfTables } from "./expected";
import { type FaultKind, HOSTILE_FAULTS, isOfRequests, LONG_FAULTS, SHORT_FAULTS, UNRESOLVED } from "./faultKinds";
import { deleteMyIdentity, issueMyFirstToken, OPERATIONS, startUsed } from "./operations";
import { eachAlone, type Row, type Scene, sharedBy } from "./Row";

/** Every fault of Table Storage: whatever it is asked, and when it is asked to write alone. */
export function tableScenes(): Scene[] {
  const any = (kind: FaultKind) => [anyCall(kind, "once"), anyCall(kind, "lasting")];
  const scene = { before: startUsed };
  return [
    ...eachAlone([...LONG_FAULTS.flatMap(any), ...LONG_FAULTS.slice(0, 1).flatMap(writesAlone)], scene),
    ...sharedBy(3, [...SHORT_FAULTS.flatMap(any), ...SHORT_FAULTS.filter(isOfRequests).flatMap(writesAlone)], scene),
    ...sharedBy(1, HOSTILE_FAULTS.flatMap(any), scene),
    { rows: [anyCall(UNRESOLVED, "lasting")] },
  ];
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

function writesAlone(kind: FaultKind): Row[] {
  return [inserting(kind, "once"), inserting(kind, "lasting"), deleting(kind, "once"), deleting(kind, "lasting")];
}

/** The table is read, and does not say that it has written: a row that is there is found by reading again. */
function inserting(kind: FaultKind, duration: Duration): Row {
  const failing = expectedOfTables(kind, duration);
  return {
    ...anyCall(kind, duration),
    where: "writing a row",
    narrowed: { method: "POST" },
    operations: [issueMyFirstToken],
    expected: kind.acts ? () => ["success"] : failing,
  };
}

function deleting(kind: FaultKind, duration: Duration): Row {
  return {
    ...anyCall(kind, duration),
    where: "deleting a row",
    narrowed: { method: "DELETE" },
    operations: [deleteMyIdentity],
  };
}
