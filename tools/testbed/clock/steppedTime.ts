import { readFileSync, writeFileSync } from "node:fs";

// Loaded into another process by NODE_OPTIONS. `Date` is wrong there by so much, as by a clock that is set; and for what
// counts time on, `performance.now` and timers, so much more has passed.
const LOOK_EVERY_MS = 20;

/** Shorter timers come by themselves. Node's fetch restarts one of 499 ms again and again, and would miss it. */
const LONG_TIMER_MS = 1_000;

const RealDate = Date;
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout, performance } = globalThis;
const realMonotonic = performance.now.bind(performance);

/** Holds the milliseconds by which the wall clock is wrong, a blank, and those that have passed. */
const file = process.env["CLOCK_STEP_FILE"] ?? "";
let told = "";
let offsetMs = 0;
let passedMs = 0;

const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [] | ConstructorParameters<typeof Date>) =>
    args.length === 0 ? new target(now()) : new target(...args),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === "now" ? now : (Reflect.get(target, name) as unknown)),
});

performance.now = () => realMonotonic() + passedMs;

interface LongTimer {
  readonly dueAt: number;
  readonly ring: () => void;
}

const longTimers = new Map<NodeJS.Timeout, LongTimer>();

globalThis.setTimeout = new Proxy(realSetTimeout, {
  apply: (target, _this, [run, milliseconds = 0, ...args]: Parameters<typeof setTimeout>) => {
    if (milliseconds < LONG_TIMER_MS) {
      return target(run, milliseconds, ...args);
    }
    const ring = () => {
      longTimers.delete(timer);
      run(...args);
    };
    const timer = target(ring, milliseconds);
    longTimers.set(timer, { dueAt: performance.now() + milliseconds, ring });
    return timer;
  },
});

globalThis.clearTimeout = new Proxy(realClearTimeout, {
  apply: (target, _this, [timer]: Parameters<typeof clearTimeout>) => {
    if (typeof timer === "object") {
      longTimers.delete(timer);
    }
    target(timer);
  },
});

/** Lets the timers that are due by now, or sooner than they were, ring then. */
function hasten(): void {
  for (const [timer, { dueAt, ring }] of longTimers) {
    const ringIfSet = () => {
      if (longTimers.has(timer)) {
        clearTimeout(timer);
        ring();
      }
    };
    realSetTimeout(ringIfSet, Math.max(0, dueAt - performance.now())).unref();
  }
}

function look(): void {
  const text = readFileSync(file, "utf8");
  if (text !== told) {
    told = text;
    [offsetMs = 0, passedMs = 0] = text.split(" ").map(Number);
    hasten();
    writeFileSync(`${file}.seen`, text);
  }
}

look();
setInterval(look, LOOK_EVERY_MS).unref();
