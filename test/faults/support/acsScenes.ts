import type { AcsSdk } from "../../../shared/acs/sdks";
import { CALL_LIMITS } from "../../../shared/upstream/CallLimit";
import { burst } from "./burst";
import { type Duration, expectedOfAcs } from "./expected";
import { type FaultKind, isOfRequests, LONG_FAULTS, SHORT_FAULTS, UNRESOLVED } from "./faultKinds";
import {
  createWithScopes,
  deleteIdentity,
  issueMyFirstToken,
  issueToken,
  OPERATIONS,
  revokeTokens,
} from "./operations";
import type { Row } from "./Row";
import { apart, dealt, type Scene } from "./runTable";
import { startUsed } from "./startUsed";

/** Every fault of ACS, on every operation. */
export function acsScenes(sdk: AcsSdk): Scene[] {
  const any = (kind: FaultKind) => [acsRow(sdk, kind, "once"), acsRow(sdk, kind, "lasting")];
  const issuing = (kind: FaultKind) => [issuingAlone(sdk, kind, "once"), issuingAlone(sdk, kind, "lasting")];
  const scene = { options: { sdk }, before: startUsed };
  return [
    ...apart([...LONG_FAULTS.flatMap(any), ...LONG_FAULTS.slice(0, 1).flatMap(issuing)], scene),
    ...dealt([...SHORT_FAULTS.flatMap(any), ...SHORT_FAULTS.filter(isOfRequests).flatMap(issuing)], 3, scene),
    { options: { sdk }, rows: [acsRow(sdk, UNRESOLVED, "lasting")] },
    { ...scene, rows: [burstRow(sdk)] },
  ];
}

/** The administration SDK waits for the rest of a body that broke off, until its time is up. */
function asSeenBy(sdk: AcsSdk, kind: FaultKind): FaultKind {
  return sdk === "administration" && kind.fault?.kind === "truncated" ? { ...kind, nature: "silent" } : kind;
}

export function acsRow(sdk: AcsSdk, kind: FaultKind, duration: Duration): Row {
  return {
    dependency: "acs",
    where: `${sdk} SDK`,
    kind,
    duration,
    once: "byAcsPath",
    operations: OPERATIONS,
    expected: expectedOfAcs(asSeenBy(sdk, kind), duration),
  };
}

/** More calls than one instance takes on, and ACS silent: nobody waits in vain behind those who do. */
export function burstRow(sdk: AcsSdk): Row {
  return {
    dependency: "acs",
    where: `${sdk} SDK, in a burst`,
    kind: { name: "never answers", fault: { kind: "silent" }, nature: "silent", acts: false },
    duration: "lasting",
    operations: [issueToken, revokeTokens, deleteIdentity],
    expected: () => [{ code: "ServerBusy", longestWait: CALL_LIMITS.maxWaitMs / 1000 }],
    strike: burst,
  };
}

/** Where the identity was made and its token fails: it is deleted, or it is in the user's row. */
function issuingAlone(sdk: AcsSdk, kind: FaultKind, duration: Duration): Row {
  return {
    ...acsRow(sdk, kind, duration),
    where: `${sdk} SDK, issuing alone`,
    once: "each",
    narrowed: { method: "POST", path: /\/(token|:issueAccessToken)$/ },
    operations: sdk === "administration" ? [createWithScopes, issueMyFirstToken] : [issueMyFirstToken],
    expected: expectedOfAcs(asSeenBy(sdk, kind), duration, () => true),
    mayLeave: (operation) => (operation.isUsers ? 1 : 0),
  };
}
