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
  const isSent = sent(response);
  const path = (request.url ?? "").replace(/\?.*/s, "");
  sendReply(response, await replyTo(around, request));
  const outcome = (await isSent) ? String(response.statusCode) : "not sent: the caller went away";
  around.log(
    "information",
    "host",
    `${request.method ?? ""} ${path} ${outcome} (${around.clock.now() - startedAt} ms)`,
  );
}

/** Whether the reply has left this process, or its connection was closed before. */
async function sent(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    response.once("finish", () => {
      resolve(true);
    });
    response.once("close", () => {
      resolve(false);
    });
  });
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
