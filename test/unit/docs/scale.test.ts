import { REFRESH_LEAD } from "../../../shared/acs/AcsIdentities";
import { USERS_SHARE } from "../../../shared/acs/parties";
import { rowKeysOf } from "../../../shared/directory/rowKeys";
import { BULKHEAD_LIMITS } from "../../../shared/resilience/Bulkhead";
import { RATE_LIMITS, WINDOW_MS } from "../../../tools/emulator/acs/RateLimits";
import { pageOf } from "./pages";

const { text } = pageOf("docs/scale.md");

const WINDOW = WINDOW_MS / 1000;
const HOUR = 3_600 / WINDOW;
const DAY = 24 * HOUR;
const PEAK = 9 * HOUR;
const OPEN = 9 * HOUR;
const ACS = RATE_LIMITS.issueAccessToken;
const OURS = ACS * USERS_SHARE;
const AT_ONCE = 16;
const INSTANCE_RATE = AT_ONCE / 0.25;
const PARTITIONS = 256;
const SECRET_SECONDS = 300;
const INSTANCE_GB = 2;
const DOLLARS = {
  execution: 0.4 / 1e6,
  gigabyteSecond: 0.000026,
  alwaysReadyGigabyteSecond: 0.000004,
  tableOperation: 0.00036 / 1e4,
  vaultRead: 0.03 / 1e4,
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const highest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);

/** Of the users, who logs in in each window of a day. */
function logIns(minutes: number): number[] {
  const width = (minutes * 60) / WINDOW;
  return Array.from({ length: DAY }, (_, window) => {
    return Math.exp(-(((window + 0.5 - PEAK) / width) ** 2) / 2) / (width * Math.sqrt(2 * Math.PI));
  });
}

/** Of the users, who asks in each window of a Friday: at the log-in, or when Thursday's token has 10 minutes left. */
function friday(minutes: number): number[] {
  let total = 0;
  const loggedIn = logIns(minutes).map((share) => (total += share));
  let asked = loggedIn;
  for (let day = 1; day < 5; day++) {
    asked = loggedIn.map((share, window) => share * (asked[window + 20] ?? 1));
  }
  return asked.map((share, window) => share - (asked[window - 1] ?? 0));
}

/** What one app asks for in each window from its log-in on, when it renews after so many hours at least and at most. */
function renewals(length: number, least: number, most = least): number[] {
  const asks = [1];
  const from = Math.round(least * HOUR);
  const to = Math.round(most * HOUR);
  for (let window = 1; window < length; window++) {
    const before = asks.slice(Math.max(0, window - to), Math.max(0, window - from + 1));
    asks.push(sum(before) / (to - from + 1));
  }
  return asks;
}

/** What all apps ask for in each window, when each does so from its log-in on. */
function fromLogIn(minutes: number, asks: readonly number[]): number[] {
  const all = Array.from({ length: DAY + asks.length }, () => 0);
  logIns(minutes).forEach((share, window) => {
    if (share > 1e-9) {
      asks.forEach((asked, later) => (all[window + later] = (all[window + later] ?? 0) + share * asked));
    }
  });
  return all;
}

const withChance = (expected: number) => expected + 3 * Math.sqrt(expected);
const busiest = (users: number, shares: readonly number[]) => withChance(users * highest(shares));
const usersWithin = (limit: number, shares: readonly number[]) => (limit - 3 * Math.sqrt(limit)) / highest(shares);
const deploymentsFor = (users: number, shares: readonly number[]) => Math.ceil(users / usersWithin(OURS, shares));

/** How long some are refused, and what those who come meanwhile wait on average. In seconds. */
function queueOf(users: number, shares: readonly number[]) {
  const instances = Math.ceil(withChance((users * highest(shares)) / WINDOW) / INSTANCE_RATE);
  const limit = Math.min(ACS, OURS * instances);
  let [waiting, windows, waits, came] = [0, 0, 0, 0];
  for (let window = 0; window < shares.length || waiting > 0; window++) {
    const asking = users * (shares[window] ?? 0);
    waiting = Math.max(0, waiting + asking - limit);
    if (waiting > 0) {
      [windows, waits, came] = [windows + 1, waits + waiting, came + asking];
    }
  }
  return [windows, waits / came || 0].map((count) => timeOf(count * WINDOW));
}

/** US dollars for a million tokens: executions, memory at least and at most, table, vault. */
function costOf(users: number, shares: readonly number[], newUsers: number) {
  const busySeconds = sum(shares.map((share) => WINDOW * (1 - Math.exp((-users * share) / WINDOW))));
  const second = INSTANCE_GB * DOLLARS.gigabyteSecond * 1e6;
  const table = (1 + newUsers) * DOLLARS.tableOperation * 1e6;
  const vault = ((86_400 / SECRET_SECONDS) * DOLLARS.vaultRead * 1e6) / users;
  return { executions: DOLLARS.execution * 1e6, least: (second * busySeconds) / users, most: second, table, vault };
}

const inWords = (figure: number) => figure.toLocaleString("en-US", { maximumFractionDigits: 0 });
const roughly = (figure: number) => figure.toLocaleString("en-US", { maximumSignificantDigits: 2 });
const inDollars = (figure: number) => `$${figure.toFixed(2)}`;

function timeOf(seconds: number): string {
  if (seconds === 0) {
    return "none";
  }
  return seconds < 7_200 ? `${inWords(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

const EXAMPLES = [10_000, 100_000, 1_000_000];
const DEVIATION = 15;
const usual = friday(DEVIATION);

const TABLES = {
  examples: () =>
    EXAMPLES.map((users) => [users, users, busiest(users, usual)].map(inWords).concat(queueOf(users, usual))),
  deployments: () =>
    EXAMPLES.map((users) => {
      const count = deploymentsFor(users, usual);
      const each = Math.ceil(users / count);
      const { least, most, ...rest } = costOf(each, usual, 0.01);
      const bill = [least, most].map((memory) => inDollars(memory + sum(Object.values(rest))));
      return [...[users, count, each, busiest(each, usual)].map(inWords), bill.join(" to ")];
    }),
  walls: () => {
    const wall = (name: string, limit: string, perSecond: number) => {
      const users = (perSecond * WINDOW) / highest(logIns(DEVIATION));
      return [name, limit, roughly(perSecond), roughly(users)];
    };
    return [
      wall("This service, users of one instance", `${inWords(OURS)} tokens in 30 s`, OURS / WINDOW),
      wall("ACS, one resource", `${inWords(ACS)} tokens in 30 s`, ACS / WINDOW),
      wall("Flex Consumption, one app as created", "100 instances", 100 * INSTANCE_RATE),
      wall("Flex Consumption, one region", "250 instances of 2,048 MB", 250 * INSTANCE_RATE),
      wall("Table Storage, one account", "20,000 operations a second", 20_000),
      wall("Table Storage, partitions", `${PARTITIONS} of 2,000 operations a second`, PARTITIONS * 2_000),
    ];
  },
  spread: () =>
    [5, 15, 30, 60].map((minutes) => {
      const shares = friday(minutes);
      const added = highest(shares) / highest(logIns(minutes));
      const counts = [busiest(100_000, shares), deploymentsFor(100_000, shares)].map(inWords);
      return [`${minutes} min`, added.toFixed(2), ...counts, ...queueOf(100_000, shares)];
    }),
  refresh: () => {
    const { longest, shortest } = REFRESH_LEAD;
    const [soonest, latest] = [1 - longest, 1 - shortest];
    const nextDay = (least: number, most?: number) => renewals(1.5 * DAY, least, most).with(0, 0);
    const restarts = renewals(OPEN, 24).map((asks) => asks + 2 / OPEN);
    const row = (name: string, shares: readonly number[], perDay = sum(shares)) => [
      name,
      ...[100_000 * perDay, busiest(100_000, shares)].map(inWords),
      ...queueOf(100_000, shares),
    ];
    return [
      row("24 h, open 9 h a day, as the SDK does", usual),
      row("24 h, open 9 h a day, at `refreshOn`", logIns(DEVIATION)),
      row("24 h, open 9 h a day, at each of 3 starts", fromLogIn(DEVIATION, restarts)),
      row("24 h, never closed, as the SDK does", fromLogIn(DEVIATION, nextDay(24 - 1 / 6)), 24 / (24 - 1 / 6)),
      row(
        "24 h, never closed, at `refreshOn`",
        fromLogIn(DEVIATION, nextDay(24 * soonest, 24 * latest)),
        2 / (soonest + latest),
      ),
      row("60 min, open 9 h a day, as the SDK does", fromLogIn(DEVIATION, renewals(OPEN, 5 / 6))),
      row("60 min, open 9 h a day, at `refreshOn`", fromLogIn(DEVIATION, renewals(OPEN, soonest, latest))),
    ];
  },
  cost: () => {
    const { executions, least, most, table, vault } = costOf(10_000, usual, 0.01);
    return [
      ["Functions, executions", inDollars(executions)],
      ["Functions, memory while working", `${inDollars(least)} to ${inDollars(most)}`],
      ["Table Storage, operations", inDollars(table)],
      ["Key Vault, reads", inDollars(vault)],
      ["an always-ready instance, a month", inDollars(INSTANCE_GB * DOLLARS.alwaysReadyGigabyteSecond * 730 * 3_600)],
    ];
  },
};

/** The rows of the table in the document that follows the comment with this name. */
function documented(name: string): string[][] {
  const [, table = ""] = text.split(`<!-- table: ${name} -->\n\n`);
  const lines = (table.split("\n\n")[0] ?? "").split("\n").slice(2);
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test.each(Object.entries(TABLES))("the table %s has the figures that its formula gives", (name, rows) => {
  expect(documented(name)).toEqual(rows());
});

test.each([
  `One deployment serves about ${inWords(Math.floor(usersWithin(OURS, usual) / 10_000) * 10_000)} users`,
  `issues ${inWords(ACS)} tokens`,
  `creates ${inWords(RATE_LIMITS.createIdentity)} identities`,
  `deletes ${inWords(RATE_LIMITS.deleteIdentity)} identities`,
  `grants: ${inWords(OURS)} tokens in 30 seconds`,
  `gets ${AT_ONCE} HTTP requests at once`,
  `over ${PARTITIONS} partitions`,
  `then every ${SECRET_SECONDS} seconds`,
  `at most ${inWords(BULKHEAD_LIMITS.maxCalls)} calls to ACS at once, and lets ${inWords(BULKHEAD_LIMITS.maxWaiting)} more wait`,
])("it says what the service and its formulas count with: %s", (words) => {
  expect(text.replace(/\s+/g, " ")).toContain(words);
});

test("the table of identities has as many partitions as it says", () => {
  const users = Array.from({ length: PARTITIONS * 20 }, (_, user) => `user ${user}`);
  expect(new Set(users.map((user) => rowKeysOf(user).partitionKey)).size).toBe(PARTITIONS);
});
