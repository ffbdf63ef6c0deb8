/**
 * Time passes four times as slowly in a process that loads this: budgets that a starving machine exceeds, with much to do
 * at once, are then as good as none. The date stays as it is.
 */
/* global AbortSignal */
const { performance } = require("node:perf_hooks");
const { promisify } = require("node:util");

const FACTOR = 4;
const started = performance.now();
const { setTimeout: realTimeout, setInterval: realInterval } = globalThis;
const { now: realNow } = performance;
const realSignal = AbortSignal.timeout;

performance.now = () => started + (realNow.call(performance) - started) / FACTOR;
globalThis.setTimeout = (run, milliseconds = 0, ...args) => realTimeout(run, milliseconds * FACTOR, ...args);
globalThis.setTimeout[promisify.custom] = (milliseconds, ...args) =>
  promisify(realTimeout)(milliseconds * FACTOR, ...args);
globalThis.setInterval = (run, milliseconds = 0, ...args) => realInterval(run, milliseconds * FACTOR, ...args);
AbortSignal.timeout = (milliseconds) => realSignal.call(AbortSignal, milliseconds * FACTOR);
