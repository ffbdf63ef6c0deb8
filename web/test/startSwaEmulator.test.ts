import { once } from "node:events";
import { createServer as createApi } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { freePort } from "../../tools/kit/ports";
import { startSwaEmulator } from "../../tools/web/startSwaEmulator";

vi.mock("../../tools/kit/ports", { spy: true });

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
  }
});

async function listening(server: Server, port = 0): Promise<number> {
  servers.push(server.listen(port, "127.0.0.1"));
  await once(server, "listening");
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address ? address.port : 0;
}

test("a port that another process takes while the emulator starts is named", async () => {
  const port = await freePort();
  // The last that the emulator asks before it listens is the API.
  const api = createApi((_, response) => {
    void listening(createServer(), port).finally(() => response.end("[]"));
  });
  const apiUrl = `http://127.0.0.1:${await listening(api)}`;
  const started = startSwaEmulator({ apiUrl, port, log: () => undefined });
  await expect(started).rejects.toThrow(`Port ${port} is in use; choose another with --port.`);
});

test("of ports that the system chose, one that is taken meanwhile is chosen again", async () => {
  const taken = await listening(createServer());
  vi.mocked(freePort).mockResolvedValueOnce(taken);
  const apiUrl = `http://127.0.0.1:${await listening(createApi((_, response) => response.end("[]")))}`;
  const emulator = await startSwaEmulator({ apiUrl, port: 0, log: () => undefined });
  try {
    expect(new URL(emulator.url).port).not.toBe(String(taken));
    expect((await fetch(emulator.url)).status).toBe(200);
  } finally {
    await emulator.stop();
  }
});
