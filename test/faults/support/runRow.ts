import { systemClock } from "../../../shared/clock";
import type { Fault } from "../../../tools/testbed/faults/Fault";
import type { FaultProxy, InjectedFault } from "../../../tools/testbed/faults/FaultProxy";
import type { Reply } from "../../../tools/testbed/send";
import { until } from "../../support/until";
import { describeReply, differenceFrom, type Duration, retryAfterOf } from "./expected";
import { issueToken, type Operation, type Trial } from "./operations";
import type { Row, RowResult } from "./Row";
import type { World } from "./World";

/** What a request may take, from when the API has it: the machine that runs all of this at once may be slow to pass it on. */
const LIMIT_MS = 8_000;

/** For so long a port is closed that is closed once; shorter than the waits before the last try. */
const MOMENT_MS = 100;

/** How a broken promise begins that no busy machine excuses. */
export const LEAK = "a secret got out";

/** How often everybody waits as `Retry-After` says, else a second, once the fault is gone. */
const RECOVERY_ROUNDS = 6;

interface Cell {
  operation: Operation;
  trial: Trial;
}

/** Tries a fault on its operations, starting the API when it does not run yet, and then calls each again without it. */
export async function runRow(world: World, row: Row): Promise<RowResult> {
  const cells = await Promise.all(
    row.operations.map(async (operation) => ({ operation, trial: await operation.prepare(world) })),
  );
  const isForAll = row.duration === "lasting" || row.once === "any";
  const injected: InjectedFault[] = [];
  const misbehave = async (trial?: Trial) => {
    const fault = faultFor(row, trial);
    if (fault) {
      injected.push(await injectIn(world.proxies[row.dependency], fault, row.duration));
    }
  };
  if (isForAll) {
    await misbehave();
  }
  await world.startApi();
  await row.strike?.(world);
  const logged = world.logged(row.goesOnUntilLogged ?? "");
  const broken = await inLanes(cells, isOneByOne(row), async (cell) => {
    if (!isForAll) {
      await misbehave(cell.trial);
    }
    return await failingCall(world, row, cell);
  });
  if (row.goesOnUntilLogged !== undefined) {
    await until(() => world.logged(row.goesOnUntilLogged ?? "") > logged);
    const again = cells.filter(({ operation }) => operation === issueToken);
    broken.push(...(await inLanes(again, true, (cell) => failingCall(world, row, cell))));
  }
  if (asksForPeace(row)) {
    const before = metBy(injected);
    broken.push(...(await inLanes(cells, false, (cell) => failingCall(world, row, cell))));
    broken.push(...(metBy(injected) > before ? ["who asked to be left alone was called again"] : []));
  }
  broken.push(...unmet(row, injected));
  for (const fault of injected) {
    await fault.remove();
  }
  await row.afterwards?.(world);
  await world.resolveNames();
  if (world.resolvesNames) {
    broken.push(...(await recover(world, cells)));
  }
  return { row, broken: [...broken, ...world.leaks().map((where) => `${LEAK}: ${where}`)] };
}

/** Closing a port, or serving another certificate, breaks the connections of all: then nobody else may be under way. */
function isOneByOne({ duration, once, kind }: Row): boolean {
  const isOfConnections = kind.fault?.kind === "refused" || kind.fault?.kind === "expiredCertificate";
  return duration === "once" && (once === "each" || isOfConnections);
}

/** What creates an identity goes one by one, so that it is known whose identity is new; the rest at once. */
async function inLanes(
  cells: readonly Cell[],
  isOneByOne: boolean,
  work: (cell: Cell) => Promise<string[]>,
): Promise<string[]> {
  const isInLane = ({ operation }: Cell) => isOneByOne || operation.creates;
  const lane = async () => {
    const broken: string[] = [];
    for (const cell of cells.filter(isInLane)) {
      broken.push(...(await named(cell, work)));
    }
    return broken;
  };
  const rest = cells.filter((cell) => !isInLane(cell)).map((cell) => named(cell, work));
  return (await Promise.all([lane(), ...rest])).flat();
}

async function named(cell: Cell, work: (cell: Cell) => Promise<string[]>): Promise<string[]> {
  return (await work(cell)).map((broken) => `${cell.operation.name}: ${broken}`);
}

function faultFor({ kind, duration, once, narrowed }: Row, trial?: Trial): Fault | undefined {
  const ofTrial = trial && once === "byAcsPath" ? { path: trial.acsPath } : {};
  return kind.fault && { ...kind.fault, ...narrowed, ...ofTrial, ...(duration === "once" && { times: 1 }) };
}

/** What is refused cannot be counted, so that a port which is closed once is closed for a moment. */
async function injectIn(proxy: FaultProxy, fault: Fault, duration: Duration): Promise<InjectedFault> {
  const injected = await proxy.inject(fault);
  if (fault.kind !== "refused" || duration === "lasting") {
    return injected;
  }
  const isOver = systemClock.sleep(MOMENT_MS).then(() => injected.remove());
  return { met: 0, remove: () => isOver };
}

/** Who asks for a wait that outlasts the row is not called meanwhile; callers go on being told to wait. */
function asksForPeace({ kind: { nature, retryAfter = 0 }, duration }: Row): boolean {
  return nature === "throttled" && retryAfter >= 60 && duration === "lasting";
}

function metBy(injected: readonly InjectedFault[]): number {
  return injected.reduce((sum, { met }) => sum + met, 0);
}

/** A fault that nobody met shows nothing. A refused connection never arrives; a throttled caller may not come again. */
function unmet({ kind, mayBeUnmet = false, met: exactly }: Row, injected: readonly InjectedFault[]): string[] {
  if (!kind.fault || kind.fault.kind === "refused" || mayBeUnmet) {
    return [];
  }
  const total = metBy(injected);
  if (exactly !== undefined) {
    return total === exactly ? [] : [`the fault was to be met ${exactly} times, and was met ${total} times`];
  }
  const met = injected.map((fault) => fault.met);
  const isMet = kind.nature === "throttled" ? total > 0 : met.every((times) => times > 0);
  return isMet ? [] : [`the fault was to be met by each call, and was met ${met.join(", ")} times`];
}

async function failingCall(world: World, row: Row, { operation, trial }: Cell): Promise<string[]> {
  const before = world.livingIdentities();
  const reply = await trial.call();
  const wrong = differenceFrom(reply, operation, row.expected(operation));
  const isSuccess = reply.status === operation.success;
  return [
    ...(wrong === undefined ? [] : [wrong]),
    ...(await tooLate(world, reply)),
    ...(isSuccess ? await trial.broken(reply) : []),
    ...leftBehind(world, { before, operation, most: isSuccess ? 1 : mayLeave(row, operation) }),
  ];
}

async function tooLate(world: World, reply: Reply): Promise<string[]> {
  const took = await world.durationOf(reply);
  return took < LIMIT_MS
    ? []
    : [`expected a reply within ${LIMIT_MS} ms, saw ${describeReply(reply)}, ${took} ms of them in the API`];
}

function mayLeave({ mayLeave: most, kind }: Row, operation: Operation): number {
  return most?.(operation) ?? (kind.acts ? 1 : 0);
}

/** Identities that came with one call, beyond those that may. */
function leftBehind(
  world: World,
  { before, operation, most }: { before: readonly string[]; operation: Operation; most: number },
): string[] {
  if (!operation.creates) {
    return [];
  }
  const left = world.livingIdentities().filter((id) => !before.includes(id) && !world.isMadeForTest(id));
  const unknown = left.filter((id) => world.logged(id) === 0);
  return unknown.length <= most ? [] : [`expected at most ${most} new identities, saw ${unknown.length}`];
}

/** Now that the fault is gone, each call succeeds, if need be when its caller has waited as told. */
async function recover(world: World, all: readonly Cell[]): Promise<string[]> {
  const broken: string[] = [];
  let refused = all.map((cell) => ({ cell, saw: "nothing", wait: 0 }));
  for (let round = 1; refused.length > 0 && round <= RECOVERY_ROUNDS; round++) {
    await world.passTime(Math.max(...refused.map(({ wait }) => wait)) * 1000);
    const cells = refused.map(({ cell }) => cell);
    refused = [];
    const work = async (cell: Cell) => {
      const before = world.livingIdentities();
      const reply = await cell.trial.call();
      if (reply.status === cell.operation.success) {
        return [
          ...(await cell.trial.broken(reply)),
          ...leftBehind(world, { before, operation: cell.operation, most: 1 }),
        ];
      }
      refused.push({ cell, saw: describeReply(reply), wait: retryAfterOf(reply) || 1 });
      return [];
    };
    broken.push(...(await inLanes(cells, false, work)));
  }
  const still = refused.map(
    ({ cell, saw }) => `${cell.operation.name}: expected success once the fault was gone, saw ${saw}`,
  );
  return [...broken, ...still];
}
