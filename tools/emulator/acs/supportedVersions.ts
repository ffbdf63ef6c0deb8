import { apiVersions } from "./apiVersions";
import { type Route, routes } from "./routes";

/**
 * The `api-supported-versions` header of a reply to `route`: every version that serves its part of the API. Those of
 * the Teams exchange are fewer than those of the identities (recorded in October 2023).
 */
export function supportedVersions(route: Route): string {
  const part = routes.filter(({ path }) => partOf(path) === partOf(route.path));
  const served = apiVersions.filter((version) => part.some(({ isIn }) => isIn(version)));
  return served.map(({ name }) => name).join(", ");
}

function partOf(path: string): string | undefined {
  return path.split("/")[1];
}
