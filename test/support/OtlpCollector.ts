import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { LoopbackServer } from "../../tools/kit/LoopbackServer";
import { readSpans, type ReceivedSpan } from "./readSpans";

/** A collector of traces on loopback: OTLP over HTTPS, with a certificate of the development CA. */
export class OtlpCollector {
  /** All that came, as text; for searches. */
  readonly received: string[] = [];
  readonly spans: ReceivedSpan[] = [];
  /** How many exports wait for an answer that will not come. */
  waiting = 0;
  readonly #server: LoopbackServer;
  #hangs = false;

  private constructor(server: LoopbackServer) {
    this.#server = server;
  }

  static async start(): Promise<OtlpCollector> {
    const tls = await ensureDevelopmentCa();
    const answer = (request: IncomingMessage, response: ServerResponse) => void collector.#answer(request, response);
    const server = new LoopbackServer({ certificate: tls.certificate, key: tls.key }, answer, 0);
    const collector: OtlpCollector = new OtlpCollector(server);
    await server.start();
    return collector;
  }

  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  get endpoint(): string {
    return this.#server.origin;
  }

  /** Takes every export from now on, and answers none. */
  hang(): void {
    this.#hangs = true;
  }

  /** Refuses every connection from now on. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    if (this.#hangs) {
      this.waiting += 1;
      return;
    }
    const isTraces = request.method === "POST" && request.url === "/v1/traces";
    if (isTraces) {
      this.received.push(JSON.stringify(request.headers), body.toString("latin1"));
      this.spans.push(...readSpans(body));
    }
    response.writeHead(isTraces ? 200 : 404).end();
  }
}
