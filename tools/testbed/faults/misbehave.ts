import type { IncomingMessage, ServerResponse } from "node:http";
import {
  breakJson,
  drip,
  redirect,
  refuse,
  sendOversized,
  sendPage,
  sendWhole,
  truncate,
  withExpiry,
} from "./brokenReplies";
import type { RequestFault } from "./Fault";
import type { WholeReply } from "./WholeReply";

/** One request, and what can be done with it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Lets the service act on it. */
  readonly passOn: () => Promise<WholeReply>;
  /** Ends the connection by a TCP reset. */
  readonly reset: () => void;
}

/** Answers as the fault has it; without one, as the service does. */
export async function misbehave(fault: RequestFault | undefined, exchange: Exchange): Promise<void> {
  const { request, response, passOn, reset } = exchange;
  switch (fault?.kind) {
    case undefined:
      sendWhole(response, await passOn());
      break;
    case "reset":
      await passOn();
      reset();
      break;
    case "silent":
      await passOn();
      break;
    case "drip":
      drip(request.socket, await passOn());
      break;
    case "truncated":
      truncate(response, await passOn());
      break;
    case "malformedJson":
      breakJson(response, await passOn());
      break;
    case "htmlPage":
      sendPage(response);
      break;
    case "redirect":
      redirect(request, response);
      break;
    case "oversized":
      sendOversized(response, await passOn(), "plain");
      break;
    case "oversizedGzip":
      sendOversized(response, await passOn(), "gzip");
      break;
    case "expiresOn":
      sendWhole(response, withExpiry(await passOn(), fault.value));
      break;
    case "status":
      if (fault.acts) await passOn();
      refuse(response, fault);
      break;
  }
}
