import { once } from "node:events";
import type { Server } from "node:net";
import { hasCode } from "./hasCode";

/** Servers on one port of 127.0.0.1 and, where there is IPv6, of ::1: whatever `localhost` means to a client. */
export interface Listening<S extends Server> {
  readonly port: number;
  readonly servers: readonly S[];
}

const TRIES_FOR_A_FREE_PORT = 20;

/**
 * Listens on `port` of the loopback addresses, with a server from `create` for each. 0 leaves the choice to the system,
 * which chooses for IPv4 only, so that another program may have the port's IPv6 twin: then another one is tried.
 * @throws Node's EADDRINUSE or EACCES when the port is taken or not allowed
 */
export async function listenOnLoopback<S extends Server>(port: number, create: () => S): Promise<Listening<S>> {
  for (let triesLeft = port === 0 ? TRIES_FOR_A_FREE_PORT : 1; ; triesLeft--) {
    try {
      return await listenOnBoth(port, create);
    } catch (error) {
      if (triesLeft === 1 || !hasCode(error, "EADDRINUSE", "EACCES")) {
        throw error;
      }
    }
  }
}

/**
 * As `listenOnLoopback`, on one address of any kind.
 * @throws Node's EADDRINUSE or EACCES when the port is taken or not allowed, EADDRNOTAVAIL for an address of another host
 */
export async function listenAt<S extends Server>(host: string, port: number, create: () => S): Promise<Listening<S>> {
  const server = await listen(create(), port, host);
  return { port: portOf(server), servers: [server] };
}

async function listenOnBoth<S extends Server>(port: number, create: () => S): Promise<Listening<S>> {
  const ipv4 = await listen(create(), port, "127.0.0.1");
  const chosen = portOf(ipv4);
  try {
    return { port: chosen, servers: [ipv4, await listen(create(), chosen, "::1")] };
  } catch (error) {
    if (hasCode(error, "EADDRNOTAVAIL", "EAFNOSUPPORT")) {
      return { port: chosen, servers: [ipv4] };
    }
    ipv4.close();
    await once(ipv4, "close");
    throw error;
  }
}

async function listen<S extends Server>(server: S, port: number, host: string): Promise<S> {
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === "object" && address) {
    return address.port;
  }
  throw new TypeError("A TCP server has a port.");
}
