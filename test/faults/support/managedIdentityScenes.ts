import { type Duration, expectedOfManagedIdentity, expectSuccess } from "./expected";
import { FAULT_KINDS, type FaultKind, UNRESOLVED } from "./faultKinds";
import { OPERATIONS, startUsed } from "./operations";
import { type Row, type Scene, withoutKeys } from "./Row";

/** Every fault of the managed identity. Without keys ACS is called with its tokens, which end, and which ACS may refuse. */
export function managedIdentityScenes({ keyless = false } = {}): Scene[] {
  const scenes = [
    {
      rows: [
        ...FAULT_KINDS.map((kind) => fromTheStart(kind, "once")),
        ...[...FAULT_KINDS, UNRESOLVED].map((kind) => fromTheStart(kind, "lasting")),
      ],
    },
    { before: startUsed, rows: FAULT_KINDS.map(keyless ? renewing : afterAGoodRead) },
  ];
  // By an API of their own: one that was asked for peace in a row before does not fetch a token yet.
  const ofTokens = { before: startUsed, rows: [tokenRefused, tokenRefusedWhileDown, tokenEndedWhileDown] };
  return keyless ? withoutKeys([...scenes, ofTokens]) : scenes;
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

const LONGER_THAN_A_TOKEN_MS = 25 * 3_600_000;

/** The token for ACS serves on while no other can be fetched. */
function renewing(kind: FaultKind): Row {
  return {
    ...afterAGoodRead(kind),
    where: "renewing a token",
    group: "renewing a token",
    strike: (world) => world.passTime(LONGER_THAN_A_TOKEN_MS),
    goesOnUntilLogged: "No new token for ACS can be fetched; the previous one stays in use.",
    mayBeUnmet: false,
  };
}

/** Another token is fetched, and nobody notices. */
const tokenRefused: Row = {
  dependency: "acs",
  where: "after a good read",
  kind: {
    name: "refuses the token",
    fault: { kind: "status", status: 401, body: { error: { code: "Denied", message: "No." } } },
    nature: "notSent",
    acts: false,
  },
  duration: "once",
  once: "any",
  operations: OPERATIONS,
  expected: expectSuccess,
};

const DOWN = { fault: { kind: "refused" }, nature: "notSent", acts: false } as const;

/** The token that is known is refused, and no other can be fetched. */
const tokenRefusedWhileDown: Row = {
  ...afterAGoodRead({ ...DOWN, name: "refused, and ACS refuses the token" }),
  group: "a token that ACS refuses",
  expected: () => [{ code: "UpstreamRejected" }],
  strike: (world) => {
    world.emulator.control.setFault("acs", { status: 401 });
    return Promise.resolve();
  },
  afterwards: (world) => {
    world.emulator.control.clearFaults("acs");
    return Promise.resolve();
  },
};

/** The token that is known has ended, and no other can be fetched. */
const tokenEndedWhileDown: Row = {
  ...afterAGoodRead({ ...DOWN, name: "refused, and the token has ended" }),
  group: "a token that has ended",
  expected: expectedOfManagedIdentity({ ...DOWN, name: "refused" }, "lasting"),
  strike: (world) => world.stepClock(LONGER_THAN_A_TOKEN_MS),
  afterwards: (world) => world.stepClock(0),
};
