import * as z from "zod";
import type { ApiUnderTest } from "../../support/ApiUnderTest";

/** A function beside the app's own, which tells how the process is that runs them. */
export const PROBE = `
const { app } = require("@azure/functions");
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");
const { setImmediate } = require("node:timers/promises");

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");
const classes = [Object, Array, Function, String, Number, Promise, Map, Set, Error, RegExp, Request, Response, Headers];
const ownKeys = () => classes.flatMap((each) => Reflect.ownKeys(each.prototype).map((key) => each.name + " " + String(key)));
const usual = new Set(ownKeys());

app.http("Probe", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: async () => {
    for (let times = 0; times < 3; times++) {
      await setImmediate();
      gc();
    }
    return { jsonBody: { heap: process.memoryUsage().heapUsed, added: ownKeys().filter((key) => !usual.has(key)) } };
  },
});`;

const probed = z.object({ heap: z.number(), added: z.array(z.string()) });

/** The heap in bytes after everything was collected, and what built-in prototypes have that they had not at the start. */
export async function probe(api: ApiUnderTest): Promise<z.infer<typeof probed>> {
  return probed.parse((await api.send("GET", "/Probe")).json);
}
