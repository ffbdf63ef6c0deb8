import { InMemorySpanExporter, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { OpenTelemetryExporter } from "../../../../shared/telemetry/openTelemetryExporter";
import { finishedSpan } from "../../../support/finishedSpan";
import { recordLog } from "../../../support/recordLog";

type Result = Parameters<Parameters<SpanExporter["export"]>[1]>[0];
type Answer = "taken" | "refused";

const resultOf = async (exporter: SpanExporter) =>
  await new Promise<Result>((resolve) => {
    exporter.export([], resolve);
  });

let results: Record<Answer, Result>;

beforeAll(async () => {
  const closed = new InMemorySpanExporter();
  await closed.shutdown();
  results = { taken: await resultOf(new InMemorySpanExporter()), refused: await resultOf(closed) };
});

/** Answers each export with the next of the given answers. */
class ScriptedExporter implements SpanExporter {
  readonly exported: ReadableSpan[] = [];
  hasShutDown = false;
  readonly #answers: Answer[];

  constructor(answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  export(spans: ReadableSpan[], done: (result: Result) => void): void {
    this.exported.push(...spans);
    done(results[this.#answers.shift() ?? "taken"]);
  }

  shutdown(): Promise<void> {
    this.hasShutDown = true;
    return Promise.resolve();
  }
}

/** Exports one span for each answer. */
function exportAll(answers: readonly Answer[]) {
  const inner = new ScriptedExporter(answers);
  const { log, logged } = recordLog();
  const exporter = new OpenTelemetryExporter(inner, log);
  const seen: Result[] = [];
  const span = finishedSpan({ name: "IssueToken", attributes: { secret: "secret" } });
  answers.forEach(() => {
    exporter.export([span], (result) => seen.push(result));
  });
  return { inner, logged, seen, exporter };
}

test("spans are scrubbed before they leave, and whoever exports learns how it went", () => {
  const { inner, seen } = exportAll(["taken", "refused"]);
  expect(inner.exported.map(({ name, attributes }) => [name, attributes])).toEqual([
    ["IssueToken", {}],
    ["IssueToken", {}],
  ]);
  expect(seen).toEqual([results.taken, results.refused]);
  expect(results.refused.error).toBeInstanceOf(Error);
});

test.each<[string, Answer[], number]>([
  ["nothing while all is taken", ["taken", "taken"], 0],
  ["one line for a collector that goes on refusing", ["taken", "refused", "refused", "refused"], 1],
  ["one line for each time that it begins to", ["refused", "taken", "refused", "refused"], 2],
])("logs of the exporter %s", (_, answers, lines) => {
  const { logged } = exportAll(answers);
  expect(logged).toHaveLength(lines);
  expect(logged.filter(({ level, error }) => level !== "warn" || error !== results.refused.error)).toEqual([]);
});

test("ends with the exporter within it", async () => {
  const { inner, exporter } = exportAll([]);
  await exporter.shutdown();
  expect(inner.hasShutDown).toBe(true);
});
