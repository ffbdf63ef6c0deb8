import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import * as z from "zod";
import { projectRoot } from "../kit/projectRoot";

const PACKAGE = "azure.bicep.commandline.linux-x64";
const VERSION = "0.49.2";
/** Of the package. */
const SHA_512 =
  "9019d7d221bdc1dfcf59d093c057d4be6e897a69fee4beec63b6fb1d08b993e2cbc1d166adbc38cb94532c5c5ec0214c741a944e188e20b31aeec8339253c401";

const DIRECTORY = join(projectRoot(), ".bicep");

/** Where the compiler is once it was brought: outside node_modules, which `npm ci` takes away. */
export const BICEP = process.env["BICEP"] ?? join(DIRECTORY, VERSION);

export const BICEP_ENVIRONMENT = {
  ...process.env,
  // A bare Debian lacks the library of the world's alphabets, which .NET asks for unless it is told to do without.
  DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1",
  // It runs for seconds: what .NET does beside it, to be faster after minutes, costs a fifth of them.
  DOTNET_TieredPGO: "0",
  DOTNET_gcConcurrent: "0",
};

/** The compiler cannot be had here; the message is one line. */
export class NotBroughtError extends Error {
  override readonly name = "NotBroughtError";
}

/**
 * The Bicep compiler, brought from NuGet when it is not there yet: a program that needs nothing else. On another machine
 * than Linux on x64 the variable BICEP names one of one's own. @throws NotBroughtError
 */
export async function bringBicep(): Promise<string> {
  if (existsSync(BICEP)) {
    return BICEP;
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new NotBroughtError("Bicep is brought for Linux on x64 only; install it, and name it in the variable BICEP.");
  }
  const reasons: string[] = [];
  for (const source of nuGetSources()) {
    try {
      keep(programIn(await download(source)));
      return BICEP;
    } catch (error) {
      reasons.push(`${source}: ${reasonOf(error)}`);
    }
  }
  throw new NotBroughtError(`Bicep ${VERSION} cannot be brought from NuGet (${reasons.join("; ")}).`);
}

/** What stopped a fetch is its error's cause. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? (error.cause ?? error) : error;
  return reason instanceof Error ? reason.message : String(reason);
}

const serviceIndex = z.object({ resources: z.array(z.object({ "@id": z.string(), "@type": z.string() })) });

/** By NuGet's protocol: its index says where the packages are. */
async function download(source: string): Promise<Uint8Array> {
  const { resources } = serviceIndex.parse(await (await ask(source)).json());
  const base = resources.find((resource) => resource["@type"] === "PackageBaseAddress/3.0.0")?.["@id"];
  if (base === undefined) {
    throw new Error("it offers no packages");
  }
  const name = `${PACKAGE}/${VERSION}/${PACKAGE}.${VERSION}.nupkg`;
  return new Uint8Array(await (await ask(`${base.replace(/\/$/, "")}/${name}`)).arrayBuffer());
}

const MINUTES = 60_000;

async function ask(url: string): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10 * MINUTES) });
  if (!response.ok) {
    throw new Error(`it answered ${response.status}`);
  }
  return response;
}

/** A NuGet package is a zip. */
function programIn(nupkg: Uint8Array): Uint8Array {
  if (createHash("sha512").update(nupkg).digest("hex") !== SHA_512) {
    throw new Error("the package has another SHA-512 than is expected");
  }
  const program = unzipSync(nupkg, { filter: ({ name }) => name === "tools/bicep" })["tools/bicep"];
  if (program === undefined) {
    throw new Error("the package holds no program");
  }
  return program;
}

/** Whole or not at all: another process may be bringing it, too. */
function keep(program: Uint8Array): void {
  mkdirSync(DIRECTORY, { recursive: true });
  const part = `${BICEP}.${process.pid}`;
  writeFileSync(part, program, { mode: 0o755 });
  renameSync(part, BICEP);
}

const PUBLIC = "https://api.nuget.org/v3/index.json";

/** The sources to ask, in their order: the one of the variable NUGET_SOURCE, else those of this user's NuGet.Config. */
function nuGetSources(): readonly string[] {
  const { NUGET_SOURCE } = process.env;
  if (NUGET_SOURCE) {
    return [NUGET_SOURCE];
  }
  const configFile = join(homedir(), ".nuget/NuGet/NuGet.Config");
  const configured = existsSync(configFile) ? sourcesIn(readFileSync(configFile, "utf8")) : [];
  return configured.length > 0 ? configured : [PUBLIC];
}

/** Those by HTTP, which others, such as folders, are not. */
function sourcesIn(config: string): string[] {
  const [, sources = ""] = config.split(/<\/?packageSources>/);
  return [...sources.matchAll(/<add\s[^<>]*\bvalue="(https?:[^"]+)"/g)].map(([, url = ""]) => url);
}
