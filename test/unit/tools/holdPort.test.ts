import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { holdPort } from "../../../tools/holdPort";
import { freePort } from "../../../tools/web/freePort";

/** Linux chooses among some 7,000 ports: one that is not held would come up with 19 chances in 20. */
const CHOICES = 20_000;

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function connecting(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
}

test("a held port refuses connections, comes to nobody by chance, and to whoever names it", async () => {
  const port = await freePort(0);
  const release = await holdPort(port);
  await expect(connecting(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });

  const chosen = new Set<number>();
  for (let choice = 0; choice < CHOICES; choice++) {
    chosen.add(await freePort(0));
  }
  expect(chosen).not.toContain(port);

  const server = await listening(port);
  release();
  await connecting(port);
  server.close();
});

test("a port that somebody listens on stays theirs", async () => {
  const port = await freePort(0);
  const server = await listening(port);
  const release = await holdPort(port);
  release();
  await connecting(port);
  server.close();
});
