import { Agent, request } from "node:http";
import { responseTo } from "../../kit/responseTo";
import { GivenUpError, serveOrders } from "./closedLoop";
import { type HttpCall, httpWork } from "./HttpWork";

/** Without a limit: each client has a connection of its own, and keeps it. */
const agent = new Agent({ keepAlive: true });

/** Service unavailable, and gateway timeout. */
const GIVEN_UP = [503, 504];

/** The load process for servers: plain HTTP with as little of its own around it as can be. */
serveOrders((work) => {
  const { calls, limit = Infinity } = httpWork.parse(work);
  return (nth) => {
    const call = nth < limit ? calls[nth % calls.length] : undefined;
    return call && send(call);
  };
});

async function send({ method, url, headers, body = "", expected }: HttpCall): Promise<void> {
  const length = body === "" ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  const outgoing = request(url, { method, agent, headers: { ...headers, ...length } });
  const reply = await responseTo(outgoing, body);
  await new Promise((resolve, reject) => {
    reply.once("end", resolve).once("error", reject).resume();
  });
  const { statusCode = 0 } = reply;
  if (statusCode === expected) {
    return;
  }
  const message = `${method} ${new URL(url).pathname}: ${statusCode}`;
  throw GIVEN_UP.includes(statusCode) ? new GivenUpError(message) : new Error(message);
}
