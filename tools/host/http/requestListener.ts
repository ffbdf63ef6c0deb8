import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Clock } from "../../../shared/clock";
import { maskPath } from "../../kit/maskPath";
import type { Site } from "../loadSite";
import { errorText, type HostLog } from "../log";
import { decodePercent, parseTarget } from "../routing/requestTarget";
import { answer } from "./answer";
import { BodyTooLargeError, readCall } from "./readCall";
import { emptyReply, type Reply, sendReply } from "./Reply";
import type { Traffic } from "./Traffic";

interface Surroundings {
  /** Settles when the app has been loaded: until then requests wait, as they do in the real host. */
  readonly site: () => Promise<Site>;
  readonly traffic: Traffic;
  readonly log: HostLog;
  readonly clock: Clock;
  /** Bytes. */
  readonly bodyLimit: number;
}

/** Answers requests, and logs each when it is over. */
export function requestListener(surroundings: Surroundings): RequestListener {
  return (request, response) => {
    surroundings.traffic.add(serve(surroundings, request, response));
  };
}

async function serve(around: Surroundings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = around.clock.monotonic();
  const isSent = sent(request, response);
  const path = pathForLog(request.url ?? "");
  const reply = await replyTo(around, request);
  if (around.traffic.isEnding) {
    // Else a kept-alive connection would go on, and its next request be cut off.
    response.setHeader("connection", "close");
  }
  sendReply(response, reply);
  const outcome = (await isSent) ? String(response.statusCode) : "not sent: the caller went away";
  around.log(
    "information",
    "host",
    `${request.method ?? ""} ${path} ${outcome} (${Math.round(around.clock.monotonic() - startedAt)} ms)`,
  );
}

/**
 * However a query is spelled, it may be part of the path: `%3Fcode=` and `;code=` hold a key as `?code=` does. Whom a request
 * is about is for the app to log, by a pseudonym or not at all.
 */
function pathForLog(target: string): string {
  const [, ...segments] = (parseTarget(target)?.rawPath ?? "/…").split("/");
  return maskPath(
    segments.map((segment) => decodePercent(segment, false)),
    { withIds: false },
  );
}

/**
 * Whether the reply has left this process, or its connection was closed before. A reply that waits for its turn on a
 * connection is not told of that end, so the connection is asked.
 */
async function sent({ socket }: IncomingMessage, response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const onGone = () => {
      resolve(false);
    };
    // However many requests the client has sent ahead.
    socket.setMaxListeners(0).once("close", onGone);
    response.once("finish", () => {
      socket.off("close", onGone);
      resolve(true);
    });
  });
}

async function replyTo({ site, traffic, log, bodyLimit }: Surroundings, request: IncomingMessage): Promise<Reply> {
  if (traffic.isEnding) {
    return emptyReply(503);
  }
  const call = readCall(request, bodyLimit);
  if (!call) {
    return emptyReply(400);
  }
  const loaded = await site().catch(() => undefined);
  if (!loaded) {
    return emptyReply(503);
  }
  try {
    return await answer(loaded, call);
  } catch (error) {
    if (error instanceof BodyTooLargeError) {
      log("warning", "host", error.message);
      return emptyReply(413);
    }
    if (!request.destroyed) {
      log("error", "host", errorText(error));
    }
    return emptyReply(500);
  }
}
