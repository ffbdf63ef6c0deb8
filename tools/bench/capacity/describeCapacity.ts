import { formatTable } from "../../kit/formatTable";
import type { Capacity } from "./capacityOf";
import { alwaysReadyMonth } from "./costOf";
import type { Deployments } from "./deploymentsFor";
import { formatDollars, formatNumber, formatSeconds, formatShare } from "./format";
import type { Prices } from "./prices";
import type { RefreshRule, Scenario } from "./Scenario";

const RULES: Record<RefreshRule, string> = {
  expiry: "10 minutes before the token ends",
  refreshOn: "at refreshOn",
  start: "at each start, and 10 minutes before the token ends",
};

/** The result for people. */
export function describeCapacity(
  scenario: Scenario,
  capacity: Capacity,
  deployments: Deployments,
  prices: Prices,
): string {
  const { cost, waits } = capacity;
  const rows: [string, string][] = [
    ["tokens a day", formatNumber(capacity.tokensPerDay)],
    ["tokens in the busiest second", formatNumber(capacity.busiestSecond)],
    ["tokens in the busiest 30 s", formatNumber(capacity.busiestWindow)],
    ["  that ACS issues in 30 s", formatNumber(scenario.acsLimit)],
    ["  30 s in which some are refused", formatNumber(capacity.windowsOver)],
    ["tokens delayed", formatShare(waits.delayed / capacity.tokens)],
    ["  half of them by no more than", formatSeconds(waits.medianSeconds)],
    ["  the longest", formatSeconds(waits.longestSeconds)],
    ["new identities in the busiest 30 s", formatNumber(capacity.identitiesInBusiestWindow)],
    ["requests a second, retries included", formatNumber(capacity.requestsPerSecond)],
    ["instances", formatNumber(capacity.instances)],
    ["table operations", formatNumber(capacity.tableOperations)],
    ["reads of the secret, at most", formatNumber(capacity.vaultReads)],
    ["per million tokens: executions", formatDollars(cost.executions)],
    ["  memory while working, least", formatDollars(cost.workLeast)],
    ["  memory while working, most", formatDollars(cost.workMost)],
    ["  table", formatDollars(cost.table)],
    ["  secret", formatDollars(cost.vault)],
    ["an always-ready instance, a month", formatDollars(alwaysReadyMonth(prices))],
    ["deployments so that none is refused", formatNumber(deployments.count)],
    ["  users of each", formatNumber(deployments.usersEach)],
  ];
  return `${formatNumber(scenario.users)} users of one ACS resource, tokens of ${scenario.lifetimeMinutes} min, the next one ${RULES[scenario.refresh]}.
Log-ins around 9:00, standard deviation ${scenario.spreadMinutes} min; apps open for ${scenario.openHours} h; ${scenario.days} days.

${formatTable(["", "figure"], rows)}`;
}
