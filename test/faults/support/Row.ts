import type { Allowed, Duration } from "./expected";
import type { FaultKind } from "./faultKinds";
import type { Operation } from "./operations";
import type { Dependency, World, WorldOptions } from "./World";

/** One line of the table: a fault of a dependency, and the operations that it is tried on. */
export interface Row {
  readonly dependency: Dependency;
  /** When or where in the dependency it happens, for the table's reader. */
  readonly where: string;
  readonly kind: FaultKind;
  /** Of the rows of one group, one is run where not all are: see `drawn`. By default the kind's family, or name. */
  readonly group?: string;
  readonly duration: Duration;
  readonly operations: readonly Operation[];
  /** The replies that keep the promise. */
  readonly expected: (operation: Operation) => readonly Allowed[];
  /** Only requests to the dependency with this method and path meet the fault. */
  readonly narrowed?: { readonly method?: string; readonly path?: RegExp };
  /**
   * Who meets a fault that happens once: `any`, the next request of all; `each`, the next one of each operation in turn;
   * `byAcsPath`, the next one of each operation, told by what it asks of ACS.
   */
  readonly once?: "any" | "each" | "byAcsPath";
  /** What goes wrong besides. */
  readonly strike?: (world: World) => Promise<void>;
  /** What ends besides, when the fault does. */
  readonly afterwards?: (world: World) => Promise<void>;
  /** The fault goes on until the API has logged this once more, and then there is another call. */
  readonly goesOnUntilLogged?: string | undefined;
  /** Whether the fault need not be met: the dependency may not be asked at all. */
  readonly mayBeUnmet?: boolean;
  /** How often the fault is to be met, exactly. */
  readonly met?: number;
  /** Identities that an operation may leave without telling its caller, when it fails. Default: one for a fault that acts. */
  readonly mayLeave?: (operation: Operation) => number;
}

export interface RowResult {
  readonly row: Row;
  /** The promises that were not kept, each with the operation, what was expected and what was seen. */
  readonly broken: readonly string[];
  /** What was broken at a first look, when much else went on; absent where nothing was. */
  readonly brokenAtFirst?: readonly string[];
}

/** The scenes as they are told in the table where the app has no key. */
export function withoutKeys(scenes: readonly Scene[]): Scene[] {
  return scenes.map((scene) => ({
    ...scene,
    options: { ...scene.options, keyless: true },
    rows: scene.rows.map((row) => ({ ...row, where: `${row.where}, without keys` })),
  }));
}

/** Rows that can be run one after the other against one API. */
export interface Scene {
  readonly rows: readonly Row[];
  readonly options?: WorldOptions;
  /** What happens before the first row: by default nothing; then the API does not run yet, and each row starts its own. */
  readonly before?: (world: World) => Promise<void>;
}
