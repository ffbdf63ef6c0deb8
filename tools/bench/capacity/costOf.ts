import type { Prices } from "./prices";

/** The memory of an instance. */
const INSTANCE_GB = 2;

/** A month has 730 hours, as in the estimates of Azure's pricing calculator. */
const MONTH_SECONDS = 730 * 3_600;

export interface Usage {
  readonly tokens: number;
  /** Calls of the functions, refused ones included. */
  readonly executions: number;
  /** Seconds in which instances worked: at least when requests share them, at most when each comes alone. */
  readonly workSeconds: { readonly least: number; readonly most: number };
  readonly tableOperations: number;
  readonly vaultReads: number;
}

/** US dollars for a million tokens. ACS asks nothing for identities and tokens. Logs are not in it. */
export interface Cost {
  readonly executions: number;
  readonly workLeast: number;
  readonly workMost: number;
  readonly table: number;
  readonly vault: number;
}

export function costOf(usage: Usage, prices: Prices): Cost {
  const perMillion = (dollars: number) => (usage.tokens === 0 ? 0 : (dollars / usage.tokens) * 1e6);
  const work = (seconds: number) => perMillion(seconds * INSTANCE_GB * prices.gigabyteSecond);
  return {
    executions: perMillion((usage.executions / 1e6) * prices.millionExecutions),
    workLeast: work(usage.workSeconds.least),
    workMost: work(usage.workSeconds.most),
    table: perMillion((usage.tableOperations / 1e4) * prices.tenThousandTableOperations),
    vault: perMillion((usage.vaultReads / 1e4) * prices.tenThousandVaultOperations),
  };
}

/** US dollars a month for one instance that is always ready, before it does anything. */
export function alwaysReadyMonth(prices: Prices): number {
  return INSTANCE_GB * MONTH_SECONDS * prices.alwaysReadyGigabyteSecond;
}
