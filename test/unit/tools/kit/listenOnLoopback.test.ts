import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { networkInterfaces } from "node:os";
import { type Listening, listenOnLoopback } from "../../../../tools/kit/listenOnLoopback";

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));
const addresses = hasIpv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
  }
});

async function listen(port: number): Promise<Listening<Server>> {
  const listening = await listenOnLoopback(port, () => createServer((_request, response) => response.end("hello")));
  open.push(...listening.servers);
  return listening;
}

test("listens on one port of every loopback address, which the system chooses, and on no other address", async () => {
  const { port, servers } = await listen(0);
  expect(servers.map((server) => server.address())).toMatchObject(addresses.map((address) => ({ address, port })));
  for (const host of addresses) {
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;
    expect(await (await fetch(url)).text()).toBe("hello");
  }
  await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow();
});

test.each(addresses)("refuses a port that is taken on %s alone, and holds it on neither address", async (host) => {
  const other = createServer().listen(0, host);
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(listen(port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  other.close();
  await once(other, "close");
  expect((await listen(port)).port).toBe(port);
});
