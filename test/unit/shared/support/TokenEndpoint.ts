import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** Where App Service gives an app the tokens of its managed identity. */
export class TokenEndpoint {
  /** Undefined for one that never comes. */
  answer: Answer | undefined;
  asked: IncomingMessage[] = [];

  private constructor(
    readonly server: Server,
    readonly url: string,
  ) {
    server.on("request", (request, response) => {
      this.asked.push(request);
      if (this.answer) {
        const { status, body, headers } = this.answer;
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
      }
    });
  }

  static async start(): Promise<TokenEndpoint> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    return new TokenEndpoint(server, `http://127.0.0.1:${port}/msi/token`);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
