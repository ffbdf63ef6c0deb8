import { once } from "node:events";
import { createServer } from "node:net";
import { WebStartError } from "./WebStartError";

/**
 * The port itself when nobody listens on it; for 0, one that the system chooses. `option` is where another is chosen.
 * @throws WebStartError
 */
export async function freePort(port: number, option = "--port"): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    throw new WebStartError(`Port ${port} is in use; choose another with ${option}.`);
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : port;
}
