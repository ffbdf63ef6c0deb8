/** Loaded before a program: tells, when it is asked over IPC, the bytes that garbage collection leaves. */
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

process.on("message", () => {
  for (let i = 0; i < 4; i += 1) collect();
  process.stderr.write(`heap ${process.memoryUsage().heapUsed}\n`);
});
