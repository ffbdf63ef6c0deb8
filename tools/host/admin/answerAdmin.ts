import { grantedLevel, isEnough } from "../access/grantedLevel";
import type { HttpCall } from "../http/HttpCall";
import { emptyReply, type Reply } from "../http/Reply";
import type { Site } from "../http/Site";
import type { AuthLevel } from "../routing/HttpRoute";
import { hostStatus } from "./hostStatus";
import { listFunctions } from "./listFunctions";
import { startFunction } from "./startFunction";

interface AdminRoute {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly authLevel: AuthLevel;
  /** `name` is what the path says at its end. */
  readonly answer: (site: Site, call: HttpCall, name: string) => Reply | Promise<Reply>;
}

/** The routes of the host's HostController.cs and FunctionsController.cs that are of use on a developer's machine. */
const ROUTES: readonly AdminRoute[] = [
  { methods: ["GET", "POST"], path: /^\/admin\/host\/ping\/?$/i, authLevel: "anonymous", answer: ping },
  { methods: ["GET"], path: /^\/admin\/host\/status\/?$/i, authLevel: "admin", answer: hostStatus },
  { methods: ["GET"], path: /^\/admin\/functions\/?$/i, authLevel: "admin", answer: listFunctions },
  { methods: ["POST"], path: /^\/admin\/functions\/([^/]+)\/?$/i, authLevel: "admin", answer: startFunction },
];

/** Answers a request below `/admin`. */
export async function answerAdmin(site: Site, call: HttpCall): Promise<Reply> {
  for (const { methods, path, authLevel, answer } of ROUTES) {
    const found = methods.includes(call.method) ? path.exec(call.path) : null;
    if (found) {
      const isAllowed = isEnough(grantedLevel(site.keys, call), authLevel);
      return isAllowed ? answer(site, call, found[1] ?? "") : emptyReply(401);
    }
  }
  return emptyReply(404);
}

function ping(): Reply {
  return emptyReply(200, { "cache-control": "no-store,no-cache" });
}
