import { once } from "node:events";
import { createServer } from "node:net";
import { type Listener, listen } from "../../../../../tools/host/http/listen";

const listeners: Listener[] = [];

afterEach(() => {
  for (const { servers } of listeners.splice(0)) {
    for (const server of servers) {
      server.close();
    }
  }
});

async function listenOn(port: number): Promise<Listener> {
  const listener = await listen(port, (_request, response) => response.end("hello"));
  listeners.push(listener);
  return listener;
}

test("a port of the system's choice, the same on every loopback address", async () => {
  const { port, servers } = await listenOn(0);
  expect(port).toBeGreaterThan(0);
  for (const server of servers) {
    const address = server.address();
    expect(address).toMatchObject({ port, address: expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/) as unknown });
    const host = typeof address === "object" && address?.family === "IPv6" ? `[${address.address}]` : "127.0.0.1";
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("hello");
  }
});

test.each(["127.0.0.1", "::1"])("a port that is taken on %s is named, with the way out", async (host) => {
  const other = createServer().listen(0, host);
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(listenOn(port)).rejects.toThrow(
    `Port ${port} is taken, or not allowed: choose another one with --port.`,
  );
  other.close();
  await once(other, "close");
  expect((await listenOn(port)).port).toBe(port);
});
