import { invoke } from "../core/invoke";
import { traceContextOf } from "../core/traceContextOf";
import { triggerOf } from "../core/triggerOf";
import { errorText } from "../log/errorText";
import type { RouteMatch } from "../routing/matchRoute";
import type { HttpCall } from "./HttpCall";
import { emptyReply, type Reply } from "./Reply";
import type { Site } from "./Site";
import { toHttpData } from "./toHttpData";
import { toReply } from "./toReply";

/**
 * Runs the function for the call. One that fails gives 500 without a word; what went wrong is for the log alone.
 * @throws BodyTooLargeError
 */
export async function runHttpFunction(site: Site, call: HttpCall, { route, params }: RouteMatch): Promise<Reply> {
  const http = toHttpData(call, params, await call.readBody(), new URL(site.url).host);
  const { target } = route;
  const inputData = [{ name: triggerOf(target.metadata).name, data: { http } }];
  const traceContext = traceContextOf(call.headers, site.random);
  try {
    return toReply(await invoke(site.app, { id: site.random.uuid(), target, inputData, traceContext }, site.log));
  } catch (error) {
    site.log("error", route.name, `The function failed: ${errorText(error)}`);
    return emptyReply(500);
  }
}
