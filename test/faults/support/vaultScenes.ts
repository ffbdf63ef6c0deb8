import { CLOCK_OFFSETS } from "./acsScenes";
import { type Duration, expectedOfVault, expectSuccess } from "./expected";
import { FAULT_KINDS, type FaultKind, HOSTILE_FAULTS, UNRESOLVED } from "./faultKinds";
import { OPERATIONS, startUsed } from "./operations";
import type { Row, Scene } from "./Row";

/** Every fault of Key Vault, and the access key of ACS regenerated. */
export function vaultScenes(): Scene[] {
  const kinds = [...FAULT_KINDS, ...HOSTILE_FAULTS];
  return [
    {
      rows: [
        ...FAULT_KINDS.map((kind) => fromTheStart(kind, "once")),
        ...[...kinds, UNRESOLVED].map((kind) => fromTheStart(kind, "lasting")),
        steppedRead("back"),
        steppedRead("forward"),
      ],
    },
    { before: startUsed, rows: [...kinds.map(afterAGoodRead), keyRotated, keyRotatedWhileDown] },
  ];
}

/** Before the API has ever read the connection string. */
function fromTheStart(kind: FaultKind, duration: Duration): Row {
  return {
    dependency: "keyVault",
    where: "from the start",
    // Each needs an API of its own.
    group: `from the start, ${duration}`,
    kind,
    duration,
    once: "any",
    operations: OPERATIONS,
    expected: expectedOfVault(kind, duration),
  };
}

/** A read that failed is repeated, whatever the clock was put to since. */
function steppedRead(put: keyof typeof CLOCK_OFFSETS): Row {
  const name = `refused, and the clock is put ${put} an hour`;
  return {
    ...fromTheStart({ name, fault: { kind: "refused" }, nature: "notSent", acts: false }, "lasting"),
    group: "a step of the clock",
    strike: (world) => world.stepClock(CLOCK_OFFSETS[put]),
    afterwards: (world) => world.stepClock(0),
  };
}

/** What was read serves on, for as long as it takes. */
export function afterAGoodRead(kind: FaultKind): Row {
  return {
    dependency: "keyVault",
    where: "after a good read",
    group: "after a good read",
    kind,
    duration: "lasting",
    operations: OPERATIONS,
    expected: expectSuccess,
    goesOnUntilLogged: "the previous one stays in use",
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
