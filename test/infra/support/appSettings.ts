import * as z from "zod";
import type { Deployment } from "./deployment";
import { resolved, type StandIns } from "./resolved";

const siteProperties = z.object({
  siteConfig: z.object({ appSettings: z.array(z.object({ name: z.string(), value: z.unknown() })) }),
});

/** The settings of the app, by their names. */
export function appSettingsOf(deployment: Deployment): Readonly<Record<string, unknown>> {
  const { siteConfig } = siteProperties.parse(deployment.the("Microsoft.Web/sites").properties);
  return Object.fromEntries(siteConfig.appSettings.map(({ name, value }) => [name, value]));
}

/** The same as the app gets them. */
export function environmentOf(deployment: Deployment, standIns: StandIns): Record<string, string> {
  const settings = Object.entries(appSettingsOf(deployment));
  return Object.fromEntries(settings.map(([name, value]) => [name, String(resolved(value, standIns))]));
}
