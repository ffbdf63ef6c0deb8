import { readFileSync } from "node:fs";
import { request } from "node:https";
import { KeepAliveAgent } from "../../../../shared/resilience/KeepAliveAgent";
import { ensureDevelopmentCa } from "../../../../tools/kit/developmentCa";
import { LoopbackServer } from "../../../../tools/kit/LoopbackServer";
import { freePort } from "../../../../tools/kit/ports";
import { responseTo } from "../../../../tools/kit/responseTo";
import { until } from "../../../support/until";

/** The server closes nothing by itself here: whatever is closed, the client has closed. */
async function withServer(announced: string | undefined, test: (server: TestServer) => Promise<void>): Promise<void> {
  const ca = await ensureDevelopmentCa();
  let opened = 0;
  let open = 0;
  const server = new LoopbackServer(
    ca,
    (_, response) => {
      response.writeHead(200, announced === undefined ? { Connection: "keep-alive" } : { "Keep-Alive": announced });
      response.end();
    },
    0,
    (socket) => {
      opened++;
      open++;
      socket.once("close", () => open--);
    },
  );
  await server.start();
  const call = async (agent: KeepAliveAgent) => {
    const asked = request(server.origin, { agent, ca: readFileSync(ca.caFile) });
    // A reply may have come to its end before Node knows that the request was sent: only then has the agent the connection.
    const closed = new Promise((resolve) => asked.once("close", resolve));
    const reply = await responseTo(asked);
    agent.note(reply);
    reply.resume();
    await closed;
  };
  const { hostname: host, port } = new URL(server.origin);
  await test({ host, port: Number(port), call, opened: () => opened, open: () => open });
  await server.stop();
}

interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly call: (agent: KeepAliveAgent) => Promise<void>;
  readonly opened: () => number;
  readonly open: () => number;
}

test.each(["timeout=1", "max=100, timeout=1"])(
  "a connection of a server that announces %s is closed before the server closes it",
  async (announced) => {
    await withServer(announced, async ({ call, open, opened }) => {
      const agent = new KeepAliveAgent();
      await call(agent);
      await until(() => open() === 0);
      await call(agent);
      expect(opened()).toBe(2);
      agent.destroy();
    });
  },
);

test("a connection of a server that announces that it keeps none is not used again", async () => {
  await withServer("timeout=0", async ({ call, opened }) => {
    const agent = new KeepAliveAgent();
    await call(agent);
    await call(agent);
    expect(opened()).toBe(2);
    agent.destroy();
  });
});

test("a connection is kept as long as the agent does, where the server announces nothing or longer", async () => {
  for (const announced of [undefined, "timeout=600"]) {
    await withServer(announced, async ({ call, open, opened }) => {
      const agent = new KeepAliveAgent({ keptMs: 2_000 });
      await call(agent);
      await call(agent);
      expect(opened()).toBe(1);
      await until(() => open() === 0);
      agent.destroy();
    });
  }
});

test("a connection that was opened ahead serves the next request, and is kept after it", async () => {
  await withServer(undefined, async ({ host, port, call, open, opened }) => {
    const agent = new KeepAliveAgent();
    agent.openAhead(host, port);
    agent.openAhead(host, port);
    await until(() => open() === 1);
    await call(agent);
    await call(agent);
    expect(opened()).toBe(1);
    agent.destroy();
  });
});

test("a connection that was opened ahead is closed when no request takes it, and the next request opens its own", async () => {
  await withServer(undefined, async ({ host, port, call, open, opened }) => {
    const agent = new KeepAliveAgent({ aheadMs: 20 });
    await until(() => {
      // On a busy machine it may be given up before the server knows of it.
      agent.openAhead(host, port);
      return opened() > 0;
    });
    await until(() => open() === 0);
    const openedBefore = opened();
    await call(agent);
    expect(opened()).toBe(openedBefore + 1);
    agent.destroy();
  });
});

test("a connection that cannot be opened ahead fails nobody, and one to elsewhere serves nobody", async () => {
  await withServer(undefined, async ({ host, call, opened }) => {
    const agent = new KeepAliveAgent();
    const closed = await freePort();
    agent.openAhead(host, closed);
    await call(agent);
    expect(opened()).toBe(1);
    await expect(responseTo(request(`https://${host}:${closed}`, { agent }))).rejects.toThrow("ECONNREFUSED");
    agent.destroy();
  });
});

test("a connection that was opened ahead is closed with the agent", async () => {
  await withServer(undefined, async ({ host, port, open }) => {
    const agent = new KeepAliveAgent();
    agent.openAhead(host, port);
    await until(() => open() === 1);
    agent.destroy();
    await until(() => open() === 0);
  });
});
