import { CLOCK_OFFSETS } from "./acsScenes";
import { type Duration, expectedOfVault, expectSuccess } from "./expected";
import { FAULT_KINDS, type FaultKind, HOSTILE_FAULTS, PROXY_FAULTS, UNRESOLVED } from "./faultKinds";
import { OPERATIONS, startUsed } from "./operations";
import { eachAlone, type Row, type Scene, sharedBy } from "./Row";

const SERVES_ON = "the previous one stays in use";

/** Before the API has ever read the connection string. */
export function vaultFromTheStart(): Scene[] {
  const scenes = FAULT_KINDS.flatMap((kind) => {
    const durations: Duration[] = kind === UNRESOLVED ? ["lasting"] : ["once", "lasting"];
    return durations.map((duration) => ({ rows: [fromTheStart(kind, duration)] }));
  });
  const hostile = HOSTILE_FAULTS.map((kind) => ({ rows: [fromTheStart(kind, "lasting")] }));
  return [...scenes, ...hostile, ...eachAlone([steppedRead("back"), steppedRead("forward")])];
}

/** After a good read: what was read serves on, for as long as it takes. */
export function vaultAfterAGoodRead(): Scene[] {
  return sharedBy(3, [...PROXY_FAULTS, ...HOSTILE_FAULTS].map(afterAGoodRead), { before: startUsed });
}

/** The access key of ACS regenerated. */
export function keyRotation(): Scene {
  return { before: startUsed, rows: [keyRotated] };
}

function fromTheStart(kind: FaultKind, duration: Duration): Row {
  return {
    dependency: "keyVault",
    where: "from the start",
    kind,
    duration,
    once: "any",
    operations: OPERATIONS,
    expected: expectedOfVault(kind, duration),
  };
}

/** A read that failed is repeated, whatever the clock was put to since. */
export function steppedRead(put: keyof typeof CLOCK_OFFSETS): Row {
  const name = `refused, and the clock is put ${put} an hour`;
  return {
    ...fromTheStart({ name, fault: { kind: "refused" }, nature: "notSent", acts: false }, "lasting"),
    strike: (world) => world.stepClock(CLOCK_OFFSETS[put]),
    afterwards: (world) => world.stepClock(0),
  };
}

export function afterAGoodRead(kind: FaultKind): Row {
  return {
    dependency: "keyVault",
    where: "after a good read",
    kind,
    duration: "lasting",
    operations: OPERATIONS,
    expected: expectSuccess,
    goesOnUntilLogged: SERVES_ON,
  };
}

export const keyRotated: Row = {
  dependency: "keyVault",
  where: "after a good read",
  kind: { name: "the key was rotated", nature: "notSent", acts: false },
  duration: "lasting",
  operations: OPERATIONS,
  expected: expectSuccess,
  strike: (world) => world.rotateKey(),
};

/** The key that is known is refused, and the new one cannot be read. */
const keyRotatedWhileDown: Row = {
  ...keyRotated,
  kind: { name: "refused, and the key was rotated", fault: { kind: "refused" }, nature: "notSent", acts: false },
  expected: () => [{ code: "UpstreamRejected" }],
};

export function keyRotationWhileDown(): Scene {
  return { before: startUsed, rows: [keyRotatedWhileDown] };
}
