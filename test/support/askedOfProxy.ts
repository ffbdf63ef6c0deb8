import { createServer } from "node:http";
import * as z from "zod";

const address = z.object({ port: z.number() });

/**
 * What a proxy that the environment names for https is asked for while something is done. It lets nothing through: it hangs
 * up, or says what is given here as its whole answer.
 */
export async function askedOfProxy(act: () => Promise<unknown>, answer = ""): Promise<string[]> {
  const asked: string[] = [];
  const proxy = createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end(answer);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  process.env["HTTPS_PROXY"] = `http://127.0.0.1:${address.parse(proxy.address()).port}`;
  try {
    await act();
  } finally {
    delete process.env["HTTPS_PROXY"];
    await new Promise((closed) => proxy.close(closed));
  }
  return asked;
}
