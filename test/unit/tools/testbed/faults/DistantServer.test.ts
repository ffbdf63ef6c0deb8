import { once } from "node:events";
import { connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { listenOnLoopback } from "../../../../../tools/kit/listenOnLoopback";
import { DistantServer } from "../../../../../tools/testbed/faults/DistantServer";

test("what is sent to a distant server, and what it answers, comes whole, in order, and two round trips later with the opening", async () => {
  const { port, servers } = await listenOnLoopback(0, () =>
    createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)),
  );
  const distant = await DistantServer.start(`https://localhost:${port}/path`, 40);
  expect(distant.url).toMatch(/^https:\/\/localhost:\d+\/path$/);

  const started = performance.now();
  const socket = connect(Number(new URL(distant.url).port), "localhost");
  const answer = text(socket);
  const parts = Array.from({ length: 500 }, (_, nth) => `${nth} `);
  for (const part of parts) {
    socket.write(part);
  }
  socket.end();
  expect(await answer).toBe(parts.join(""));
  // Timers ring up to a millisecond early.
  expect(performance.now() - started).toBeGreaterThan(2 * 40 - 5);

  await distant.stop();
  await Promise.all(servers.map(async (server) => once(server.close(), "close")));
});
