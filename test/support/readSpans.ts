import { type Fields, hexIn, messagesIn, numberIn, readProtobuf, textIn } from "./readProtobuf";

/** A span as a collector gets it; ids in hexadecimals. */
export interface ReceivedSpan {
  service: string;
  name: string;
  kind: "internal" | "server" | "client" | "other";
  traceId: string;
  spanId: string;
  /** Empty when the span begins its trace. */
  parentSpanId: string;
  isError: boolean;
  attributes: Record<string, string | number>;
}

/** The spans in the body of an OTLP/HTTP request (opentelemetry/proto/trace/v1/trace.proto). */
export function readSpans(body: Buffer): ReceivedSpan[] {
  return messagesIn(readProtobuf(body), 1).flatMap((resourceSpans) => {
    const [resource = new Map()] = messagesIn(resourceSpans, 1);
    const service = String(attributesIn(resource, 1)["service.name"]);
    const scopes = messagesIn(resourceSpans, 2);
    return scopes.flatMap((scope) => messagesIn(scope, 2)).map((span) => readSpan(service, span));
  });
}

const KINDS = { 1: "internal", 2: "server", 3: "client" } as const satisfies Record<number, ReceivedSpan["kind"]>;
const STATUS_ERROR = 2;

function readSpan(service: string, span: Fields): ReceivedSpan {
  const kind = numberIn(span, 6);
  const [status = new Map()] = messagesIn(span, 15);
  return {
    service,
    name: textIn(span, 5),
    kind: kind === 1 || kind === 2 || kind === 3 ? KINDS[kind] : "other",
    traceId: hexIn(span, 1),
    spanId: hexIn(span, 2),
    parentSpanId: hexIn(span, 4),
    isError: numberIn(status, 3) === STATUS_ERROR,
    attributes: attributesIn(span, 9),
  };
}

function attributesIn(fields: Fields, number: number): Record<string, string | number> {
  const pairs = messagesIn(fields, number).map((pair) => {
    const [value = new Map()] = messagesIn(pair, 2);
    return [textIn(pair, 1), value.has(1) ? textIn(value, 1) : numberIn(value, 3)] as const;
  });
  return Object.fromEntries(pairs);
}
