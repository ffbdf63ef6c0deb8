import type { AcsSdk } from "../../../shared/acs/sdks";
import { systemClock } from "../../../shared/clock";
import { BULKHEAD_LIMITS } from "../../../shared/resilience/Bulkhead";
import { DEFAULT_RETRY_AFTER_SECONDS, LONGEST_RETRY_AFTER_SECONDS } from "../../../shared/resilience/replyHeaders";
import { until } from "../../support/until";
import { type Duration, expectedOfAcs, expectSuccess } from "./expected";
import {
  FAULT_KINDS,
  type FaultKind,
  FOREIGN_FAULTS,
  HOSTILE_FAULTS,
  REQUEST_FAULTS,
  UNRESOLVED,
  WRONG_EXPIRIES,
} from "./faultKinds";
import {
  createIdentity,
  createWithScopes,
  deleteIdentity,
  deleteMyIdentity,
  deleteThenSignIn,
  issueMyFirstToken,
  issueMyToken,
  issueMyTokenWhereverWeAre,
  issueToken,
  OPERATIONS,
  revokeMyTokens,
  revokeTokens,
  startUsed,
} from "./operations";
import { type Row, type Scene, withoutKeys } from "./Row";
import type { World } from "./World";

/** Every fault of ACS, on every operation. Without keys there is no secret that could be changed, and no signature that a clock dates. */
export function acsScenes(sdk: AcsSdk, { keyless = false } = {}): Scene[] {
  const both = (row: typeof acsRow) => (kind: FaultKind) => [row(sdk, kind, "once"), row(sdk, kind, "lasting")];
  const rows = [
    ...[...FAULT_KINDS, ...HOSTILE_FAULTS].flatMap(both(acsRow)),
    ...REQUEST_FAULTS.flatMap(both(issuingAlone)),
    ...FOREIGN_FAULTS.map((kind) => acsRow(sdk, kind, "lasting")),
    ...FOREIGN_FAULTS.filter((_, n) => n % 3 === 0).map((kind) => acsRow(sdk, kind, "once")),
    ...WRONG_EXPIRIES.flatMap(both(wrongExpiryRow)),
    ...WRONG_EXPIRIES.map((kind) => issuingAlone(sdk, kind, "once")),
    redirectedCreateRow(sdk),
    brokenOffDeletionRow(sdk),
    endlessWaitRow(sdk),
  ];
  const ofKeys = [steppedRow(sdk, "back"), steppedRow(sdk, "forward"), movedRow(sdk), renamedRow(sdk)];
  const options = { sdk, keyless };
  const scenes = [
    { options, before: startUsed, rows: keyless ? rows : [...rows, ...ofKeys] },
    { options, before: startUsed, rows: [burstRow(sdk)] },
  ];
  if (keyless) {
    return withoutKeys(scenes);
  }
  return [
    ...scenes,
    { options, before: startMoved, rows: [unconfirmedMoveRow(sdk)] },
    { options, rows: [acsRow(sdk, UNRESOLVED, "lasting")] },
  ];
}

export function acsRow(sdk: AcsSdk, kind: FaultKind, duration: Duration): Row {
  return {
    dependency: "acs",
    where: `${sdk} SDK`,
    kind,
    duration,
    once: "byAcsPath",
    operations: OPERATIONS,
    expected: expectedOfAcs(kind, duration),
  };
}

/** More calls than one instance takes on, and ACS silent: nobody waits in vain behind those who do. */
export function burstRow(sdk: AcsSdk): Row {
  let end = () => Promise.resolve();
  return {
    dependency: "acs",
    where: `${sdk} SDK, in a burst`,
    kind: { name: "never answers", fault: { kind: "silent" }, nature: "silent", acts: false },
    duration: "lasting",
    operations: [issueToken, revokeTokens, deleteIdentity],
    expected: () => [{ code: "ServerBusy", longestWait: BULKHEAD_LIMITS.maxWaitMs / 1000 }],
    strike: async (world) => {
      end = await burst(world);
    },
    afterwards: () => end(),
  };
}

/** The same resource under its other name: nobody notices. */
export function renamedRow(sdk: AcsSdk): Row {
  return {
    ...acsRow(sdk, { name: "another name of its host", nature: "notSent", acts: false }, "lasting"),
    expected: expectSuccess,
    strike: (world) => world.renameHost(),
  };
}

/** Users get an identity there, and the former one when the app is back; what cannot be done to that one is said. */
export function movedRow(sdk: AcsSdk): Row {
  return {
    ...acsRow(sdk, { name: "the secret names another resource", nature: "notSent", acts: false }, "lasting"),
    operations: [issueMyTokenWhereverWeAre, revokeMyTokens, deleteMyIdentity],
    expected: (operation) => (operation.success === 200 ? ["success"] : [{ code: "IdentityMoved" }]),
    strike: (world) => world.move(),
    afterwards: (world) => world.moveBack(),
  };
}

/** A move that nobody confirms is none: this instance may be the one that is behind. */
export function unconfirmedMoveRow(sdk: AcsSdk): Row {
  return {
    ...acsRow(
      sdk,
      { name: "refused, and ACS disowns the identity", fault: { kind: "refused" }, nature: "notSent", acts: false },
      "lasting",
    ),
    dependency: "keyVault",
    where: `after a move, ${sdk} SDK`,
    operations: [issueMyToken, revokeMyTokens, deleteMyIdentity],
    expected: () => [{ code: "UpstreamUnavailable", longestWait: DEFAULT_RETRY_AFTER_SECONDS }],
    afterwards: (world) => world.moveBack(),
  };
}

/** A service that was used at another resource than that of the users who are made behind its back. */
export async function startMoved(world: World): Promise<void> {
  await world.move();
  await world.startApi();
  const trial = await createIdentity.prepare(world);
  await until(async () => (await trial.call()).status === createIdentity.success);
}

/** How far a clock is off, in milliseconds, before it is put right. */
export const CLOCK_OFFSETS = { back: 3_600_000, forward: -3_600_000 };

/** What was to be waited for is not waited for otherwise because the clock was put right meanwhile. */
export function steppedRow(sdk: AcsSdk, put: keyof typeof CLOCK_OFFSETS): Row {
  const throttled = { kind: "status", status: 429, retryAfter: 5 } as const;
  const name = `429, Retry-After 5, and the clock is put ${put} an hour`;
  return {
    ...acsRow(sdk, { name, fault: throttled, nature: "throttled", acts: false, retryAfter: 5 }, "lasting"),
    strike: (world) => world.stepClock(CLOCK_OFFSETS[put]),
    afterwards: (world) => world.stepClock(0),
  };
}

/** A wait that no timer of a caller can hold is cut short. */
export function endlessWaitRow(sdk: AcsSdk): Row {
  const fault = { kind: "status", status: 429, retryAfter: "Fri, 31 Dec 9999 23:59:59 GMT" } as const;
  const name = "429, Retry-After in the year 9999";
  return acsRow(
    sdk,
    { name, fault, nature: "throttled", acts: false, retryAfter: LONGEST_RETRY_AFTER_SECONDS },
    "lasting",
  );
}

/** A create that is sent on is sent again, although nobody knows what the first has done. */
export function redirectedCreateRow(sdk: AcsSdk): Row {
  const operations = [createIdentity, createWithScopes, issueMyFirstToken];
  return {
    ...acsRow(
      sdk,
      { name: "redirects creates to the same address", fault: { kind: "redirect" }, nature: "lost", acts: false },
      "lasting",
    ),
    narrowed: { method: "POST", path: /^\/identities$/ },
    operations,
    met: operations.length,
  };
}

/** A token that makes no sense is told to nobody. */
export function wrongExpiryRow(sdk: AcsSdk, kind: FaultKind, duration: Duration): Row {
  const repeatable = [issueToken, issueMyToken];
  return {
    ...acsRow(sdk, kind, duration),
    operations: duration === "once" ? repeatable : [...repeatable, createWithScopes, issueMyFirstToken],
  };
}

/** A user's deletion that ACS breaks off is finished by the user's next call, whichever it is. */
export function brokenOffDeletionRow(sdk: AcsSdk): Row {
  return {
    ...acsRow(
      sdk,
      { name: "503 to deletions", fault: { kind: "status", status: 503 }, nature: "lost", acts: false },
      "lasting",
    ),
    narrowed: { method: "DELETE" },
    operations: [deleteThenSignIn],
  };
}

/** Where the identity was made and its token fails: it is deleted, or it is in the user's row. */
function issuingAlone(sdk: AcsSdk, kind: FaultKind, duration: Duration): Row {
  return {
    ...acsRow(sdk, kind, duration),
    where: `${sdk} SDK, issuing alone`,
    group: "issuing alone",
    once: "each",
    narrowed: { method: "POST", path: /\/(token|:issueAccessToken)$/ },
    operations: sdk === "administration" ? [createWithScopes, issueMyFirstToken] : [issueMyFirstToken],
    expected: expectedOfAcs(kind, duration, () => true),
    mayLeave: (operation) => (operation.isUsers ? 1 : 0),
  };
}

/** Many more than may be under way or wait. */
const CALLERS = BULKHEAD_LIMITS.maxCalls + BULKHEAD_LIMITS.maxWaiting + 50;

/** A quarter of what they are told to wait; without any wait they alone would keep the machine busy. */
const IMPATIENCE_MS = BULKHEAD_LIMITS.maxWaitMs / 4;

/**
 * Callers who call again and again until they are served. Resolves, when the first of them has any reply, with what lets
 * them call no more and resolves when all have their last reply.
 */
async function burst(world: World): Promise<() => Promise<void>> {
  const { id } = await world.makeIdentity();
  const call = () => world.send({ method: "DELETE", path: `/identities/${encodeURIComponent(id)}/tokens` });
  let isOver = false;
  const callAgain = async (reply: ReturnType<typeof call>): Promise<void> => {
    const { status } = await reply;
    if (status >= 500 && !isOver) {
      await systemClock.sleep(IMPATIENCE_MS);
      await callAgain(call());
    }
  };
  const first = Array.from({ length: CALLERS }, call);
  // Some are left without a reply where the world is stopped.
  const all = Promise.allSettled(first.map(callAgain));
  await Promise.race(first);
  return async () => {
    isOver = true;
    await all;
  };
}
