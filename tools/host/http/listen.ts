import { createServer, type RequestListener, type Server } from "node:http";
import { hasCode } from "../hasCode";
import { StartError } from "../StartError";

/** Servers on one port of 127.0.0.1 and, where there is IPv6, ::1: `localhost` is either, depending on the client. */
export interface Listener {
  readonly port: number;
  readonly servers: readonly Server[];
}

const TRIES_FOR_A_FREE_PORT = 10;
/** The limits of Kestrel, in milliseconds and bytes: a client that lives with the real host's lives with these. */
const LIMITS = { keepAliveTimeout: 130_000, headersTimeout: 30_000, maxHeaderSize: 40 * 1024 };

/**
 * Listens on `port` of the loopback interfaces; 0 leaves the choice to the system.
 * @throws StartError when the port is taken.
 */
export async function listen(port: number, onRequest: RequestListener): Promise<Listener> {
  for (let tries = 1; ; tries++) {
    try {
      return await listenOnBoth(port, onRequest);
    } catch (error) {
      if (!hasCode(error, "EADDRINUSE", "EACCES")) {
        throw error;
      }
      if (port !== 0 || tries === TRIES_FOR_A_FREE_PORT) {
        throw new StartError(`Port ${port} is taken, or not allowed: choose another one with --port.`, error);
      }
    }
  }
}

async function listenOnBoth(port: number, onRequest: RequestListener): Promise<Listener> {
  const first = createServer(LIMITS, onRequest);
  const chosen = await bind(first, port, "127.0.0.1");
  const second = createServer(LIMITS, onRequest);
  try {
    await bind(second, chosen, "::1");
    return { port: chosen, servers: [first, second] };
  } catch (error) {
    if (hasCode(error, "EADDRNOTAVAIL", "EAFNOSUPPORT")) {
      return { port: chosen, servers: [first] };
    }
    first.close();
    throw error;
  }
}

async function bind(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

/** Ends every connection at once. */
export function closeListener({ servers }: Listener): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}
