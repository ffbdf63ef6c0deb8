import { createHistogram } from "node:perf_hooks";
import type { Clock } from "../../shared/clock";
import type { LeakWatch } from "../testbed/LeakWatch";
import type { Reply } from "../testbed/send";
import type { HostProcess } from "../testbed/startHostProcess";
import { Caller } from "./Caller";
import type { FaultWindows } from "./faults/FaultWindows";
import type { Lateness } from "./measure/Lateness";
import { Tally } from "./measure/Tally";
import type { Violations } from "./Violations";
import type { Ask, Call } from "./walk/World";

/** One request ends within this time, whatever happens behind the API, and not counting how late timers are. */
const LIMIT_MS = 8_000;

interface SoakApiOptions {
  host: HostProcess;
  windows: FaultWindows;
  violations: Violations;
  leaks: LeakWatch;
  lateness: Lateness;
  clock: Clock;
  interrupted: AbortSignal;
}

/** Microseconds, to three digits. */
const latencies = () => createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });

/** The API as the clients ask it: each reply is measured, counted and judged. */
export class SoakApi {
  readonly tally = new Tally();
  readonly outside = latencies();
  readonly inside = latencies();
  /** Requests that were answered 429 or 5xx because something behind the API was in trouble. */
  troubled = 0;
  readonly #options: SoakApiOptions;
  readonly #caller: Caller;

  constructor(options: SoakApiOptions) {
    this.#options = options;
    this.#caller = new Caller(options);
  }

  readonly ask: Ask = async (call) => {
    const { host, windows, clock } = this.#options;
    const sentAt = clock.monotonic();
    const isTroubled = () => windows.excuses(call.needs, sentAt, clock.monotonic());
    const { reply, answer } = await this.#caller.call(host, call, { isTroubled });
    const tookMs = clock.monotonic() - sentAt;
    this.tally.add(call.operation, answer.outcome);
    if (reply) {
      const isNearTrouble = windows.excuses(["acs", "tables"], sentAt, sentAt + tookMs);
      (isNearTrouble ? this.inside : this.outside).record(Math.max(1, Math.round(tookMs * 1_000)));
      this.troubled += answer.excused && !call.expected.includes(answer.outcome) ? 1 : 0;
      if (tookMs - this.#options.lateness.since(sentAt) > LIMIT_MS) {
        this.#caller.violation(call, reply, `it took ${Math.round(tookMs)} ms`);
      }
      this.#lookForLeaks(call, reply);
    }
    return answer;
  };

  #lookForLeaks({ operation }: Call, { status, headers, text }: Reply): void {
    const { leaks } = this.#options;
    leaks.saw(`${operation} ${status}`, [...headers.values()].join("\n"));
    if (status >= 400) {
      leaks.saw(`${operation} ${status}`, text);
    }
  }
}
