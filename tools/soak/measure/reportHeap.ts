import { setFlagsFromString } from "node:v8";
import { createContext, Script } from "node:vm";
import { heapLine } from "./heapLine";

const EVERY_MS = 5_000;

// Loaded into the host's process by NODE_OPTIONS, whose own list of flags lacks this one in older versions of Node.
setFlagsFromString("--expose-gc");
const context = createContext();
const collectGarbage = new Script("gc()");

setInterval(() => {
  collectGarbage.runInContext(context);
  process.stderr.write(`${heapLine(process.memoryUsage().heapUsed)}\n`);
}, EVERY_MS).unref();
