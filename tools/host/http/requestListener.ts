import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import type { Clock } from "../../../shared/clock";
import type { HostLog } from "../log/HostLog";
import { errorText } from "../log/errorText";
import { answer } from "./answer";
import { BodyTooLargeError } from "./readBody";
import { readCall } from "./readCall";
import { emptyReply, type Reply } from "./Reply";
import { sendReply } from "./sendReply";
import type { Site } from "./Site";
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
  const startedAt = around.clock.now();
  const isOver = new Promise((resolve) => response.once("close", resolve));
  const path = (request.url ?? "").replace(/\?.*/s, "");
  sendReply(response, await replyTo(around, request));
  await isOver;
  const outcome = response.writableFinished ? String(response.statusCode) : "not sent: the caller went away";
  around.log(
    "information",
    "host",
    `${request.method ?? ""} ${path} ${outcome} (${around.clock.now() - startedAt} ms)`,
  );
}

async function replyTo({ site, log, bodyLimit }: Surroundings, request: IncomingMessage): Promise<Reply> {
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
