import { readFileSync, writeFileSync } from "node:fs";

// Loaded into another process by NODE_OPTIONS. `Date` is wrong there by so much, as by a clock that is set; and for what
// counts time on, `performance.now` and timers, so much more has passed.
const LOOK_EVERY_MS = 20;

/** Shorter timers come by themselves. Node's fetch restarts one of 499 ms again and again, and would miss it. */
const LONG_TIMER_MS = 1_000;

const RealDate = Date;
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout, performance } = globalThis;
const realMonotonic = performance.now.bind(performance);

/**
 * Holds the milliseconds by which the wall clock is wrong, those that have passed, and whether no others do, with blanks
 * between.
 */
const file = process.env["CLOCK_STEP_FILE"] ?? "";
let told = "";
let offsetMs = 0;
let passedMs = 0;
/** What time had come to when it was stopped; whole, as sums of fractions are a little off. */
let stoppedAt: number | undefined;
/** For how long it stood before. */
let stoodMs = 0;

const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [] | ConstructorParameters<typeof Date>) =>
    args.length === 0 ? new target(now()) : new target(...args),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === "now" ? now : (Reflect.get(target, name) as unknown)),
});

performance.now = () => (stoppedAt ?? realMonotonic() - stoodMs) + passedMs;

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
    const dueAt = performance.now() + milliseconds;
    const ring = () => {
      // Not if time has been stopped since.
      if (longTimers.has(timer) && (stoppedAt === undefined || performance.now() >= dueAt)) {
        longTimers.delete(timer);
        run(...args);
      }
    };
    const timer = target(ring, milliseconds);
    longTimers.set(timer, { dueAt, ring });
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

/** Lets the timers ring that are due by now, and the others when they will be. */
function setTimers(): void {
  for (const { dueAt, ring } of longTimers.values()) {
    realSetTimeout(ring, Math.max(0, dueAt - performance.now())).unref();
  }
}

function look(): void {
  const text = readFileSync(file, "utf8");
  if (text !== told) {
    told = text;
    const [offset = 0, passed = 0, isStopped = 0] = text.split(" ").map(Number);
    offsetMs = offset;
    passedMs = passed;
    if (isStopped) {
      stoppedAt ??= Math.ceil(realMonotonic() - stoodMs);
    } else if (stoppedAt !== undefined) {
      stoodMs = realMonotonic() - stoppedAt;
      stoppedAt = undefined;
    }
    setTimers();
    writeFileSync(`${file}.seen`, text);
  }
}

look();
setInterval(look, LOOK_EVERY_MS).unref();
