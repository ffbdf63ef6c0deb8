import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const PUBLIC = "https://api.nuget.org/v3/index.json";

/** The sources to ask, in their order: the one of the variable NUGET_SOURCE, else those of this user's NuGet.Config. */
export function nuGetSources(
  environment: NodeJS.ProcessEnv = process.env,
  configFile: string = join(homedir(), ".nuget/NuGet/NuGet.Config"),
): readonly string[] {
  const { NUGET_SOURCE } = environment;
  if (NUGET_SOURCE) {
    return [NUGET_SOURCE];
  }
  const configured = existsSync(configFile) ? sourcesIn(readFileSync(configFile, "utf8")) : [];
  return configured.length > 0 ? configured : [PUBLIC];
}

/** Those by HTTP, which others, such as folders, are not. */
function sourcesIn(config: string): string[] {
  const [, sources = ""] = config.split(/<\/?packageSources>/);
  return [...sources.matchAll(/<add\s[^<>]*\bvalue="(https?:[^"]+)"/g)].map(([, url = ""]) => url);
}
