import type { RegisteredFunction } from "../core/FunctionApp";
import { jsonReply, type Reply } from "../http/Reply";
import type { Site } from "../http/Site";
import { urlOf } from "../routing/urlOf";

/** Every function that is not in error, in the form of the host's FunctionMetadataResponse.cs. */
export function listFunctions(site: Site): Reply {
  const { routes, notRun } = site.functions;
  const withRoute = routes.map((route) => ({
    ...common(site, route.target),
    invoke_url_template: urlOf(site, route),
    isDisabled: route.isDisabled,
  }));
  const others = notRun.map(({ target }) => ({
    ...common(site, target),
    invoke_url_template: null,
    isDisabled: false,
  }));
  return jsonReply([...withRoute, ...others]);
}

function common(site: Site, { metadata }: RegisteredFunction) {
  const bindings = Object.entries(metadata.bindings).map(([name, binding]) => ({ ...binding, name }));
  return {
    name: metadata.name,
    href: `${site.url}/admin/functions/${metadata.name}`,
    language: "node",
    config: { name: metadata.name, bindings },
    isDirect: true,
    isProxy: false,
  };
}
