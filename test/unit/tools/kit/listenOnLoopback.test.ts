import { once } from "node:events";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer } from "node:net";
import { type Listening, listenOnLoopback } from "../../../../tools/kit/listenOnLoopback";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listenOn(port: number): Promise<Listening<Server>> {
  const listening = await listenOnLoopback(port, () => createHttpServer((_request, response) => response.end("hello")));
  servers.push(...listening.servers);
  return listening;
}

test("a port of the system's choice is the same on every loopback address", async () => {
  const { port, servers } = await listenOn(0);
  expect(port).toBeGreaterThan(0);
  for (const server of servers) {
    const address = server.address();
    expect(address).toMatchObject({ port, address: expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/) as unknown });
    const host = typeof address === "object" && address?.family === "IPv6" ? `[${address.address}]` : "127.0.0.1";
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("hello");
  }
});

test.each(["127.0.0.1", "::1"])(
  "a port that is taken on %s is taken, and free on both when it is left",
  async (host) => {
    const other = createServer().listen(0, host);
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(listenOn(port)).rejects.toMatchObject({ code: "EADDRINUSE" });
    other.close();
    await once(other, "close");
    expect((await listenOn(port)).port).toBe(port);
  },
);
