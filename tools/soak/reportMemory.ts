import { setFlagsFromString } from "node:v8";
import { createContext, Script } from "node:vm";

const EVERY_MS = 5_000;

// Loaded into the host's process by NODE_OPTIONS, whose own list of flags lacks this one in older versions of Node; what it
// writes is read by `MemoryWatch`.
setFlagsFromString("--expose-gc");
const context = createContext();
const collectGarbage = new Script("gc()");

setInterval(() => {
  collectGarbage.runInContext(context);
  const { rss, heapUsed } = process.memoryUsage();
  process.stderr.write(`soak-memory-bytes ${rss} ${heapUsed}\n`);
}, EVERY_MS).unref();
