import { once } from "node:events";
import { connect, createServer } from "node:net";

const LOOPBACK = "127.0.0.1";

/**
 * The port itself when nobody listens on it; for 0, one that the system chooses.
 * @throws Node's EADDRINUSE or EACCES when it is taken or not allowed
 */
export async function freePort(port = 0): Promise<number> {
  const server = createServer().listen(port, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : port;
}

/** Gives the port up. */
export type ReleasePort = () => void;

/**
 * Keeps a port of 127.0.0.1 on which nobody listens, so that who listened there finds it free when it comes back.
 * Connections to it are refused meanwhile, and who names it can listen on it. What holds it is a socket that is
 * connected to itself: Linux gives no port in use to those who let the system choose, and since Node sets SO_REUSEADDR
 * it takes only another listener to keep one from those who name it. A system that lets nobody hold a port loses
 * nothing by this.
 */
export async function holdPort(port: number): Promise<ReleasePort> {
  const socket = connect({ host: LOOPBACK, port, localAddress: LOOPBACK, localPort: port }).unref();
  await new Promise<void>((settled) => {
    socket
      .once("connect", settled)
      .on("error", () => undefined)
      .once("close", () => {
        settled();
      });
  });
  return () => {
    socket.resetAndDestroy();
  };
}

/** As `holdPort`, for several. */
export async function holdPorts(ports: readonly number[]): Promise<ReleasePort> {
  const releases = await Promise.all(ports.map(holdPort));
  return () => {
    for (const release of releases) {
      release();
    }
  };
}
