import { createHistogram } from "node:perf_hooks";
import type { Clock } from "../../shared/clock";
import type { LeakWatch } from "../testbed/LeakWatch";
import { ReplyJudge } from "../testbed/ReplyJudge";
import { outcomeOf, type Reply, send } from "../testbed/send";
import type { HostProcess } from "../testbed/startHostProcess";
import type { FaultWindows } from "./FaultWindows";
import type { Violations } from "./Violations";
import type { Call } from "./walk/calls";
import type { Answer, World } from "./walk/World";

/** One request ends within this time, whatever happens behind the API, and not counting how late timers are. */
const LIMIT_MS = 8_000;
/** Far beyond what the API promises: a request that takes longer is lost. */
const LOST_AFTER_MS = 20_000;

/** Ctrl-C reaches the host, too, and perhaps first. */
const INTERRUPTION_MS = 200;

const NO_REPLY: Answer = { outcome: "no reply", isSuccess: false, body: undefined, excused: true };

interface ApiOptions {
  readonly windows: FaultWindows;
  readonly violations: Violations;
  readonly leaks: LeakWatch;
  readonly clock: Clock;
  /** Aborted when the run ends before its time: what fails then breaks no promise. */
  readonly interrupted: AbortSignal;
}

/** Microseconds, to three digits. */
const latencies = () => createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });

/** The API as the clients ask it: each reply is judged, measured and counted. */
export class Api {
  /** Where requests go. While it is undefined none are sent, and whatever becomes of those under way is right. */
  host: HostProcess | undefined;
  /** How often each operation came to each outcome. */
  readonly outcomes = new Map<string, number>();
  readonly outside = latencies();
  readonly inside = latencies();
  /** Requests that were answered 429 or 5xx because something behind the API was in trouble. */
  troubled = 0;
  /** Requests that may have created an identity of which nobody was told. */
  untold = 0;
  readonly lateness: Lateness;
  readonly #options: ApiOptions;
  readonly #judge = new ReplyJudge();

  constructor(options: ApiOptions) {
    this.#options = options;
    this.lateness = new Lateness(options.clock);
  }

  readonly ask: World["ask"] = async (call) => {
    const { host } = this;
    if (!host) {
      return NO_REPLY;
    }
    const { windows, clock } = this.#options;
    const sentAt = clock.monotonic();
    const result = await sent(host, call);
    const now = clock.monotonic();
    const excused = this.host !== host || windows.excuses(call.needs, sentAt, now);
    const reply = "status" in result ? result : undefined;
    this.#count(call, reply);
    if (!("status" in result)) {
      await this.#noteLost(call, host, result.reason);
      return NO_REPLY;
    }
    this.#measure(call, result, sentAt, now);
    this.#lookForLeaks(call, result);
    const wrong = [...this.#judge.differences(call.operation, result), ...wrongOutcome(call.expected, result, excused)];
    for (const what of wrong) {
      this.#violation(call, result, what);
    }
    const outcome = outcomeOf(result);
    this.troubled += excused && !call.expected.includes(outcome) ? 1 : 0;
    return { outcome, isSuccess: result.status < 300, body: result.json, excused };
  };

  #count({ operation, expected }: Call, reply: Reply | undefined): void {
    const name = `${operation} ${reply ? outcomeOf(reply) : NO_REPLY.outcome}`;
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
    const mayCreate = CREATING.has(operation) && expected.some((outcome) => outcome.startsWith("2"));
    this.untold += mayCreate && (!reply || isTrouble(reply)) ? 1 : 0;
  }

  async #noteLost({ method, path }: Call, host: HostProcess, reason: string): Promise<void> {
    const { clock, interrupted, violations } = this.#options;
    await clock.sleep(INTERRUPTION_MS);
    if (this.host === host && !interrupted.aborted) {
      violations.add(`${method} ${path}: no reply came (${reason}).`);
    }
  }

  #measure(call: Call, reply: Reply, sentAt: number, now: number): void {
    const tookMs = now - sentAt;
    const isNearTrouble = this.#options.windows.excuses(["acs", "tables"], sentAt, now);
    (isNearTrouble ? this.inside : this.outside).record(Math.max(1, Math.round(tookMs * 1_000)));
    if (tookMs - this.lateness.since(sentAt) > LIMIT_MS) {
      this.#violation(call, reply, `it took ${Math.round(tookMs)} ms`);
    }
  }

  #lookForLeaks({ operation }: Call, { status, headers, text }: Reply): void {
    const { leaks } = this.#options;
    leaks.saw(`${operation} ${status}`, [...headers.values()].join("\n"));
    if (status >= 400) {
      leaks.saw(`${operation} ${status}`, text);
    }
  }

  #violation({ method, path }: Call, { headers }: Reply, what: string): void {
    this.#options.violations.add(`${method} ${path} (request ${String(headers.get("x-request-id"))}): ${what}.`);
  }
}

/** Operations that may create an identity. */
const CREATING = new Set<Call["operation"]>(["CreateIdentity", "IssueMyToken", "GetMyToken"]);

/** The reply, or why there is none. */
async function sent(host: HostProcess, { method, path, headers, body }: Call): Promise<Reply | { reason: string }> {
  try {
    return await send(`${host.url}/api${path}`, {
      method,
      headers: {
        ...(host.keys && { "x-functions-key": host.keys.host }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(LOST_AFTER_MS),
    });
  } catch (error) {
    // What `fetch` throws tells the reason in its cause.
    const told = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { reason: told instanceof Error ? told.message : "?" };
  }
}

/** What is wrong with the outcome, given those that are right when nothing behind the API is in trouble. */
export function wrongOutcome(expected: readonly string[], reply: Reply, excused: boolean): string[] {
  if (expected.includes(outcomeOf(reply)) || (isTrouble(reply) && excused)) {
    return [];
  }
  const when = isTrouble(reply) ? " while nothing behind the API was in trouble" : "";
  return [`expected ${expected.join(" or ")}, got ${outcomeOf(reply)}${when}`];
}

/** Whether a reply says that something behind the API is in trouble. */
function isTrouble({ status }: Reply): boolean {
  return status === 429 || status >= 500;
}

const TICK_MS = 100;
/** For so long it is remembered; requests take less. */
const REMEMBERED_TICKS = 300;

/** How late this process's own timers are: on a busy machine no process can answer in time, however good it is. */
class Lateness {
  /** The longest delay of all, in milliseconds. */
  worst = 0;
  readonly #clock: Clock;
  #ticks: readonly { at: number; lateMs: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks until `signal` is aborted. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const started = this.#clock.monotonic();
      await this.#clock.sleep(TICK_MS, signal).catch(() => undefined);
      const at = this.#clock.monotonic();
      const lateMs = Math.max(0, at - started - TICK_MS);
      this.#ticks = [...this.#ticks, { at, lateMs }].slice(-REMEMBERED_TICKS);
      this.worst = Math.max(this.worst, lateMs);
    }
  }

  /** All delays since a time, together. */
  since(time: number): number {
    return this.#ticks.filter(({ at }) => at >= time).reduce((sum, { lateMs }) => sum + lateMs, 0);
  }
}
