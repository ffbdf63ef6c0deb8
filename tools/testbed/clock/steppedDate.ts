import { readFileSync, writeFileSync } from "node:fs";

const LOOK_EVERY_MS = 20;

// Loaded into another process by NODE_OPTIONS. Only the wall clock is put wrong, as by a clock that is set: what counts
// time on, `performance.now` and timers, goes on as before.
const RealDate = Date;
/** Holds the milliseconds by which the clock is wrong. */
const file = process.env["CLOCK_STEP_FILE"] ?? "";
let told = "";
let offsetMs = 0;

function look(): void {
  const text = readFileSync(file, "utf8");
  if (text !== told) {
    told = text;
    offsetMs = Number(text);
    writeFileSync(`${file}.seen`, text);
  }
}

const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [] | ConstructorParameters<typeof Date>) =>
    args.length === 0 ? new target(now()) : new target(...args),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === "now" ? now : (Reflect.get(target, name) as unknown)),
});

look();
setInterval(look, LOOK_EVERY_MS).unref();
