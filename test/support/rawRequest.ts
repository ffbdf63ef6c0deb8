import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";

interface Sent {
  readonly method?: string;
  /** Or names and values in turn, which go out as they are, repeated ones too; then nothing is added to them. */
  readonly headers?: OutgoingHttpHeaders | readonly string[];
  readonly body?: string | Buffer;
  /** Sends the body without its length. */
  readonly isChunked?: boolean;
  /** The address to connect to, in place of localhost. */
  readonly host?: string;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request whose path goes out as it is written, where `fetch` would tidy it, on a connection of its own. */
export async function rawRequest(url: string, path: string, sent: Sent = {}): Promise<Received> {
  const { method = "GET", headers = {}, body, isChunked = false, host = "localhost" } = sent;
  return new Promise((resolve, reject) => {
    const port = new URL(url).port;
    const outgoing = request({ host, port, path, method, headers, agent: false }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, reject);
    });
    outgoing.on("error", reject);
    if (body !== undefined && isChunked) {
      outgoing.write(body);
      outgoing.end();
    } else {
      outgoing.end(body);
    }
  });
}
