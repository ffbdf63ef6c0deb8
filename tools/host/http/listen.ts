import { createServer, type RequestListener, type Server } from "node:http";
import { hasCode } from "../../kit/hasCode";
import { type Listening, listenOnLoopback } from "../../kit/listenOnLoopback";
import { StartError } from "../StartError";

export type Listener = Listening<Server>;

/** The limits of Kestrel, in milliseconds and bytes: a client that lives with the real host's lives with these. */
const LIMITS = { keepAliveTimeout: 130_000, headersTimeout: 30_000, maxHeaderSize: 40 * 1024 };

/**
 * Listens on `port` of the loopback interfaces; 0 leaves the choice to the system.
 * @throws StartError when the port is taken.
 */
export async function listen(port: number, onRequest: RequestListener): Promise<Listener> {
  try {
    return await listenOnLoopback(port, () => createServer(LIMITS, onRequest));
  } catch (error) {
    if (!hasCode(error, "EADDRINUSE", "EACCES")) {
      throw error;
    }
    throw new StartError(`Port ${port} is taken, or not allowed: choose another one with --port.`, error);
  }
}

/** Ends every connection at once. */
export function closeListener({ servers }: Listener): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}
