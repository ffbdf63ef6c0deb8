import type { AcsSdk } from "../../../shared/acs/sdks";
import { until } from "../../support/until";
import { expectSuccess } from "./expected";
import { issueToken, OPERATIONS, startUsed } from "./operations";
import type { Row, Scene } from "./Row";
import type { Dependency, World } from "./World";

/** Each service that is called by kept connections, closing them. */
export function closingScenes(): Scene[] {
  const ofVault: Row = {
    ...closingRow("keyVault", "identity"),
    strike: async (world) => {
      await idle(world, "keyVault", readAgain);
      await world.passTime(COOLDOWN_MS);
      await world.rotateKey();
    },
  };
  const tables = closingRow("tables", "identity");
  return [
    { before: startUsed, rows: [closingRow("acs", "identity"), ofVault, tables] },
    { options: { sdk: "administration" }, before: startUsed, rows: [closingRow("acs", "administration")] },
  ];
}

/** Nobody calls by a connection when it is too late for that, whether or not the call could be made again. */
export function closingRow(dependency: Dependency, sdk: AcsSdk): Row {
  return {
    dependency,
    where: `${sdk} SDK`,
    group: `${sdk} SDK, closing`,
    kind: {
      name: "closes idle connections",
      fault: { kind: "closing", afterSeconds: 2 },
      nature: "lost",
      acts: false,
    },
    duration: "lasting",
    operations: OPERATIONS,
    expected: expectSuccess,
    strike: (world) => idle(world, dependency, useAll),
    met: 0,
  };
}

/** Longer than the vault is left alone after a read that was forced. */
const COOLDOWN_MS = 10_000;

/** Connections are used, and then idle until each is closed, or is kept for longer than was announced. */
async function idle(world: World, dependency: Dependency, use: (world: World) => Promise<unknown>): Promise<void> {
  await use(world);
  await until(() => world.proxies[dependency].kept === 0);
}

async function useAll(world: World): Promise<void> {
  await Promise.all(OPERATIONS.map(async (operation) => (await operation.prepare(world)).call()));
}

/** The key that is known is refused, for which the call waits until the new one is read. */
async function readAgain(world: World): Promise<void> {
  await world.rotateKey();
  await (await issueToken.prepare(world)).call();
}
