import * as z from "zod";
import { readJsonFile } from "./readJsonFile";

const hostJson = z
  .object({
    extensions: z.object({ http: z.object({ routePrefix: z.string().default("api") }).prefault({}) }).prefault({}),
  })
  .transform(({ extensions }) => ({ routePrefix: extensions.http.routePrefix }));

/** What this host uses of the app's host.json. */
export type HostJson = z.infer<typeof hostJson>;

/** @throws StartError when host.json is missing or malformed. */
export async function readHostJson(directory: string): Promise<HostJson> {
  return readJsonFile(directory, "host.json", hostJson);
}
