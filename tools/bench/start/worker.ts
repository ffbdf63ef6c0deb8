import { randomUUID } from "node:crypto";
import { connect } from "node:http2";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as z from "zod";
import { coreApiOf, FunctionApp } from "../../host/core/FunctionApp";
import { invoke } from "../../host/core/invoke";
import { loadApp, provideModule } from "../../host/core/loadApp";
import { fromRpcHttp } from "../../host/http/rpcHttp";

// As much of the Functions' Node worker as a start meets. The host, at the port in the first argument, asks it over one
// stream of HTTP/2, which is what gRPC writes to: to load an app, which functions there are, and to run one.

const question = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("load"), directory: z.string(), environment: z.record(z.string(), z.string()) }),
  z.object({ ask: z.literal("functions") }),
  z.object({ ask: z.literal("run"), name: z.string(), body: z.string() }),
]);

type Question = z.infer<typeof question>;

const app = new FunctionApp();
const log = () => undefined;
provideModule("@azure/functions-core", coreApiOf(app, log));

/** How long turns of the event loop take, once the app is loaded; the wait between two looks, 1 ms, is within. */
const turns = monitorEventLoopDelay({ resolution: 1 });

async function answerTo(asked: Question): Promise<object> {
  switch (asked.ask) {
    case "load":
      return await load(asked);
    case "functions":
      return { names: app.functions.map(({ metadata }) => metadata.name) };
    case "run":
      return await run(asked);
  }
}

/** A placeholder learns only now what it is to be. */
async function load({ directory, environment }: Extract<Question, { ask: "load" }>) {
  Object.assign(process.env, environment);
  process.chdir(directory);
  const started = performance.now();
  await loadApp(directory, app);
  const loadMs = performance.now() - started;
  turns.enable();
  return { loadMs };
}

async function run({ name, body }: Extract<Question, { ask: "run" }>) {
  const target = app.functions.find(({ metadata }) => metadata.name === name);
  const [trigger] = Object.keys(target?.metadata.bindings ?? {});
  if (!target || trigger === undefined) {
    throw new Error(`The app has no function ${name}.`);
  }
  const http = {
    url: "http://localhost/api/identities",
    method: "POST",
    nullableHeaders: { "content-type": { value: "application/json" } },
    nullableQuery: {},
    nullableParams: {},
    body: { bytes: Buffer.from(body) },
  };
  const inputData = [{ name: trigger, data: { http } }];
  const traceContext = { traceParent: "", traceState: "", attributes: {} };
  const reply = fromRpcHttp(await invoke(app, { id: randomUUID(), target, inputData, traceContext }, log));
  const { user, system } = process.cpuUsage();
  return {
    status: reply.status,
    body: Buffer.from(reply.body).toString(),
    longestMs: turns.max / 1e6,
    cpuMs: (user + system) / 1000,
  };
}

const stream = connect(`http://127.0.0.1:${process.argv[2] ?? ""}`).request({ ":method": "POST" });
createInterface({ input: stream }).on("line", (line) => {
  void (async () => {
    const answer = await answerTo(question.parse(JSON.parse(line)));
    // The worker's gRPC client lets a turn pass before it sends.
    await nextTurn();
    stream.write(`${JSON.stringify(answer)}\n`);
  })();
});
process.stdout.write("{}\n");
