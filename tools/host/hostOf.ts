import type { Clock } from "../../shared/clock";
import type { Host } from "./Host";
import type { Listener } from "./http/listen";
import type { Site } from "./http/Site";
import type { Traffic } from "./http/Traffic";
import { urlOf } from "./routing/urlOf";
import { endWorker, stopHost } from "./stopHost";

/** What whoever started the host gets to know of it. */
export function hostOf(site: Site, listener: Listener, traffic: Traffic, clock: Clock): Host {
  const { functions, keys, loadMs, url } = site;
  const enabled = functions.routes.filter(({ isDisabled }) => !isDisabled);
  return {
    url,
    functions: enabled.map((route) => {
      const { name, methods, authLevel } = route;
      return { name, methods, route: route.route, url: urlOf(site, route), authLevel };
    }),
    notRun: functions.notRun.map(({ name, trigger }) => ({ name, trigger })),
    loadMs,
    keys,
    stop: () => stopHost(site, listener, traffic, clock),
    endWorker: () => endWorker(site, clock),
  };
}
