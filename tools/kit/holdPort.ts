import { connect } from "node:net";

const LOOPBACK = "127.0.0.1";

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
    for (const release of releases) release();
  };
}
