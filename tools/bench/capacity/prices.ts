/** In US dollars, without the monthly grants. Prices change and differ by region. */
export interface Prices {
  /** Flex Consumption on demand: memory of an instance for as long as it works. */
  readonly gigabyteSecond: number;
  readonly millionExecutions: number;
  /** Flex Consumption: memory of an always-ready instance, working or not. */
  readonly alwaysReadyGigabyteSecond: number;
  readonly tenThousandTableOperations: number;
  readonly tenThousandVaultOperations: number;
}

/** East US, pay as you go, as known in this month. */
export const PRICES_AS_OF = "2026-11";

export const PRICES: Prices = {
  gigabyteSecond: 0.000026,
  millionExecutions: 0.4,
  alwaysReadyGigabyteSecond: 0.000004,
  tenThousandTableOperations: 0.00036,
  tenThousandVaultOperations: 0.03,
};
