import { type Capacity, capacityOf } from "./capacityOf";
import { alwaysReadyMonth } from "./costOf";
import { DEFAULT_SCENARIO } from "./defaultScenario";
import { deploymentsFor } from "./deploymentsFor";
import { formatDollars, formatNumber, formatRough, formatSeconds, formatShare } from "./format";
import { formatMarkdownTable } from "./formatMarkdownTable";
import { instanceRate } from "./instancesFor";
import { INSTANCE_SHARE, LIMITS, TABLE_PARTITIONS, WINDOW_SECONDS } from "./limits";
import { PRICES } from "./prices";
import type { Scenario } from "./Scenario";

const EXAMPLES = [10_000, 100_000, 1_000_000];

interface Example {
  readonly users: number;
  readonly capacity: Capacity;
}

/** The tables of docs/scale.md by name, in Markdown. */
export function documentTables(): ReadonlyMap<string, string> {
  const examples = EXAMPLES.map((users) => ({ users, capacity: capacityOf(scenarioWith({ users }), PRICES) }));
  return new Map([
    ["examples", examplesTable(examples)],
    ["deployments", deploymentsTable(examples)],
    ["walls", wallsTable()],
    ["spread", spreadTable()],
    ["refresh", refreshTable()],
    ["cost", costTable(examples[0]?.capacity)],
  ]);
}

function examplesTable(examples: readonly Example[]): string {
  return formatMarkdownTable(
    ["users", "tokens a day", "busiest 30 s", "30 s with refusals", "delayed", "half of those by", "longest wait"],
    examples.map(({ users, capacity }) => [
      formatNumber(users),
      formatNumber(capacity.tokensPerDay),
      formatNumber(capacity.busiestWindow),
      formatNumber(capacity.windowsOver),
      formatShare(capacity.waits.delayed / capacity.tokens),
      formatSeconds(capacity.waits.medianSeconds),
      formatSeconds(capacity.waits.longestSeconds),
    ]),
  );
}

function deploymentsTable(examples: readonly Example[]): string {
  return formatMarkdownTable(
    ["users", "deployments", "users of each", "busiest 30 s of each", "instances of each", "per million tokens"],
    examples.map(({ users, capacity }) => {
      const { count, usersEach, each } = deploymentsFor(scenarioWith({ users }), capacity, PRICES);
      return [
        formatNumber(users),
        formatNumber(count),
        formatNumber(usersEach),
        formatNumber(each.busiestWindow),
        formatNumber(each.instances),
        formatBill(each),
      ];
    }),
  );
}

function scenarioWith(changes: Partial<Scenario>): Scenario {
  return { ...DEFAULT_SCENARIO, ...changes };
}

function formatBill({ cost }: Capacity): string {
  const rest = cost.executions + cost.table + cost.vault;
  return `${formatDollars(rest + cost.workLeast)} to ${formatDollars(rest + cost.workMost)}`;
}

function wallsTable(): string {
  const walls: [string, string, number][] = [
    [
      "This service, users of one instance",
      `${formatNumber(LIMITS.acsIssue * INSTANCE_SHARE)} tokens in 30 s`,
      (LIMITS.acsIssue * INSTANCE_SHARE) / WINDOW_SECONDS,
    ],
    ["ACS, one resource", `${formatNumber(LIMITS.acsIssue)} tokens in 30 s`, LIMITS.acsIssue / WINDOW_SECONDS],
    [
      "Flex Consumption, one app as created",
      `${formatNumber(LIMITS.flexInstances)} instances`,
      LIMITS.flexInstances * instanceRate(DEFAULT_SCENARIO),
    ],
    [
      "Flex Consumption, one region",
      `${formatNumber(LIMITS.flexQuotaInstances)} instances of 2,048 MB`,
      LIMITS.flexQuotaInstances * instanceRate(DEFAULT_SCENARIO),
    ],
    ["Table Storage, one account", `${formatNumber(LIMITS.storageAccount)} operations a second`, LIMITS.storageAccount],
    [
      "Table Storage, partitions",
      `${TABLE_PARTITIONS} of ${formatNumber(LIMITS.tablePartition)} operations a second`,
      TABLE_PARTITIONS * LIMITS.tablePartition,
    ],
  ];
  // The highest point of a normal distribution is its number over this.
  const width = DEFAULT_SCENARIO.spreadMinutes * 60 * Math.sqrt(2 * Math.PI);
  return formatMarkdownTable(
    ["wall", "limit", "tokens a second", "users who log in around 9:00"],
    walls.map(([wall, limit, perSecond]) => [wall, limit, formatRough(perSecond), formatRough(perSecond * width)]),
  );
}

function spreadTable(): string {
  return formatMarkdownTable(
    ["standard deviation", "busiest 30 s", "delayed", "longest wait", "deployments"],
    [5, 15, 30, 60].map((spreadMinutes) => {
      const scenario = scenarioWith({ spreadMinutes });
      const capacity = capacityOf(scenario, PRICES);
      return [
        `${spreadMinutes} min`,
        formatNumber(capacity.busiestWindow),
        formatShare(capacity.waits.delayed / capacity.tokens),
        formatSeconds(capacity.waits.longestSeconds),
        formatNumber(deploymentsFor(scenario, capacity, PRICES).count),
      ];
    }),
  );
}

const REFRESH_ROWS: [string, Partial<Scenario>][] = [
  ["24 h, open 9 h a day, as the SDK does", {}],
  ["24 h, open 9 h a day, at `refreshOn`", { refresh: "refreshOn" }],
  ["24 h, open 9 h a day, at each of 3 starts", { refresh: "start" }],
  ["24 h, never closed, as the SDK does", { openHours: 24 }],
  ["24 h, never closed, at `refreshOn`", { openHours: 24, refresh: "refreshOn" }],
  ["60 min, open 9 h a day, as the SDK does", { lifetimeMinutes: 60 }],
  ["60 min, open 9 h a day, at `refreshOn`", { lifetimeMinutes: 60, refresh: "refreshOn" }],
];

function refreshTable(): string {
  return formatMarkdownTable(
    ["tokens", "tokens a day", "busiest 30 s later", "30 s with refusals", "longest wait"],
    REFRESH_ROWS.map(([name, changes]) => {
      const capacity = capacityOf(scenarioWith(changes), PRICES);
      return [
        name,
        formatNumber(capacity.tokensPerDay),
        formatNumber(capacity.busiestWindowLater),
        formatNumber(capacity.windowsOver),
        formatSeconds(capacity.waits.longestSeconds),
      ];
    }),
  );
}

function costTable(example: Capacity | undefined): string {
  if (!example) {
    throw new TypeError("There is no example.");
  }
  const { executions, workLeast, workMost, table, vault } = example.cost;
  return formatMarkdownTable(
    ["item", "US dollars"],
    [
      ["Functions, executions", formatDollars(executions)],
      ["Functions, memory while working", `${formatDollars(workLeast)} to ${formatDollars(workMost)}`],
      ["Table Storage, operations", formatDollars(table)],
      ["Key Vault, reads", formatDollars(vault)],
      ["an always-ready instance, a month", formatDollars(alwaysReadyMonth(PRICES))],
    ],
  );
}
