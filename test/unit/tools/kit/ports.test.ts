import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { ensureDevelopmentCa } from "../../../../tools/kit/developmentCa";
import { LoopbackServer } from "../../../../tools/kit/LoopbackServer";
import { freePort, holdPort } from "../../../../tools/kit/ports";

/** Linux chooses among some 7,000 ports: one that is not held would come up with 19 chances in 20. */
const CHOICES = 20_000;

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Ports that the system gives to those who let it choose. */
async function chosenPorts(): Promise<Set<number>> {
  const chosen = new Set<number>();
  for (let choice = 0; choice < CHOICES; choice++) {
    chosen.add(await freePort());
  }
  return chosen;
}

async function connecting(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
}

test("a held port refuses connections, comes to nobody by chance, and to whoever names it", async () => {
  const port = await freePort();
  const release = await holdPort(port);
  await expect(connecting(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });

  expect(await chosenPorts()).not.toContain(port);

  const server = await listening(port);
  release();
  await connecting(port);
  server.close();
});

test("a service that refuses connections for a while comes back at its port", async () => {
  const ca = await ensureDevelopmentCa();
  const service = new LoopbackServer(ca, () => undefined, 0);
  await service.start();
  const { origin } = service;
  const port = Number(new URL(origin).port);

  await service.refuse();
  await expect(connecting(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  expect(await chosenPorts()).not.toContain(port);

  await service.start();
  expect(service.origin).toBe(origin);
  await connecting(port);
  await service.stop();
});

test("a port that somebody listens on stays theirs", async () => {
  const port = await freePort();
  const server = await listening(port);
  const release = await holdPort(port);
  release();
  await connecting(port);
  server.close();
});
