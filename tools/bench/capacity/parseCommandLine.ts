import { parseOptions, UsageError } from "../../kit/commandLine";
import { DEFAULT_SCENARIO } from "./defaultScenario";
import { PRICES, PRICES_AS_OF, type Prices } from "./prices";
import { REFRESH_RULES, type Scenario } from "./Scenario";

interface NumberOption {
  readonly least: number;
  readonly most: number;
  readonly isWhole?: boolean;
}

const whole = (least: number, most: number): NumberOption => ({ least, most, isWhole: true });

const NUMBERS = {
  users: whole(1, 5_000_000),
  new: { least: 0, most: 1 },
  lifetime: whole(60, 1440),
  starts: whole(1, 100),
  spread: { least: 0, most: 120 },
  open: { least: 0.1, most: 24 },
  days: whole(1, 7),
  "acs-limit": whole(1, 1_000_000),
  "requests-per-instance": { least: 0.1, most: 100_000 },
  concurrency: whole(1, 1000),
  "call-seconds": { least: 0.001, most: 60 },
  seed: whole(0, 2 ** 31),
} as const satisfies Record<string, NumberOption>;

type NumberName = keyof typeof NUMBERS;

const defaults = DEFAULT_SCENARIO;

export const USAGE = `Simulates a few days of users who log in around 9:00, and tells how many tokens they ask for, what ACS refuses of that,
and what it takes and costs to serve them. Nothing is called; the same options give the same figures.

Usage: npm run bench:capacity -- [options]

  --users N                  users of one deployment, that is of one ACS resource; ${defaults.users} by default
  --new SHARE                of them new, without an identity, 0 to 1; ${defaults.newUsers}
  --lifetime MINUTES         of a token, 60 to 1440; ${defaults.lifetimeMinutes}
  --refresh RULE             when an app asks for the next token; ${defaults.refresh} by default
                             expiry: 10 minutes before the present one ends, as the ACS web SDK does
                             refreshOn: when the reply said
                             start: at each start of the app, in between as expiry
  --starts N                 starts a day, for --refresh start; ${defaults.startsPerDay}
  --spread MINUTES           standard deviation of the log-ins, up to 120; ${defaults.spreadMinutes}
  --open HOURS               how long the app stays open after the log-in, up to 24; ${defaults.openHours}
  --days N                   simulated; ${defaults.days}
  --acs-limit N              tokens that ACS issues in 30 seconds; ${defaults.acsLimit}
  --requests-per-instance N  requests a second that one instance was measured to serve; ${defaults.requestsPerInstance}
  --concurrency N            requests that one instance is given at once; ${defaults.concurrency}
  --call-seconds N           how long one request takes; ${defaults.callSeconds}
  --price NAME=DOLLARS       a price other than of ${PRICES_AS_OF}; more than once for several:
                             ${Object.keys(PRICES).slice(0, 3).join(", ")},
                             ${Object.keys(PRICES).slice(3).join(", ")}
  --seed N                   of the random numbers; ${defaults.seed}
  --docs FILE                write the tables of docs/scale.md into FILE instead, with the defaults
  --json                     print one line of JSON
  --help                     print this
`;

export interface CommandLine {
  readonly scenario: Scenario;
  readonly prices: Prices;
  readonly docs: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const options = parseOptions(
    {
      users: text,
      new: text,
      lifetime: text,
      refresh: text,
      starts: text,
      spread: text,
      open: text,
      days: text,
      "acs-limit": text,
      "requests-per-instance": text,
      concurrency: text,
      "call-seconds": text,
      price: { type: "string", multiple: true },
      seed: text,
      docs: text,
      json: flag,
      help: flag,
    },
    args,
  );
  const number = (name: NumberName, byDefault: number) => parseNumber(name, options[name], byDefault);
  return {
    scenario: {
      users: number("users", defaults.users),
      newUsers: number("new", defaults.newUsers),
      lifetimeMinutes: number("lifetime", defaults.lifetimeMinutes),
      refresh: parseRule(options.refresh),
      startsPerDay: number("starts", defaults.startsPerDay),
      spreadMinutes: number("spread", defaults.spreadMinutes),
      openHours: number("open", defaults.openHours),
      days: number("days", defaults.days),
      acsLimit: number("acs-limit", defaults.acsLimit),
      requestsPerInstance: number("requests-per-instance", defaults.requestsPerInstance),
      concurrency: number("concurrency", defaults.concurrency),
      callSeconds: number("call-seconds", defaults.callSeconds),
      seed: number("seed", defaults.seed),
    },
    prices: parsePrices(options.price ?? []),
    docs: options.docs,
    json: options.json,
    help: options.help,
  };
}

function parseNumber(name: NumberName, text: string | undefined, byDefault: number): number {
  if (text === undefined) {
    return byDefault;
  }
  const { least, most, isWhole }: NumberOption = NUMBERS[name];
  const value = toNumber(text);
  if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value))) {
    throw new UsageError(`--${name} must be a ${isWhole ? "whole " : ""}number from ${least} to ${most}`);
  }
  return value;
}

function parseRule(text: string | undefined) {
  const rule = text === undefined ? defaults.refresh : REFRESH_RULES.find((known) => known === text);
  if (!rule) {
    throw new UsageError(`--refresh must be one of ${REFRESH_RULES.join(", ")}`);
  }
  return rule;
}

function parsePrices(texts: readonly string[]): Prices {
  const changes = texts.map((text) => {
    const [name = "", value = ""] = text.split("=");
    const dollars = toNumber(value);
    if (!Object.hasOwn(PRICES, name) || !(dollars >= 0)) {
      throw new UsageError(`--price must be NAME=DOLLARS with a name of ${Object.keys(PRICES).join(", ")}`);
    }
    return [name, dollars] as const;
  });
  return { ...PRICES, ...Object.fromEntries(changes) };
}

/** NaN unless it is a decimal number. */
function toNumber(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
}
