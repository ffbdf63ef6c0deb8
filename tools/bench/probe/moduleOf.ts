import type { Profile } from "./messages";

type CallFrame = Profile["nodes"][number]["callFrame"];

/** What V8 calls its own doings in a profile. */
const V8_NAMES: Readonly<Record<string, string>> = {
  "(garbage collector)": "garbage collection",
  "(program)": "native code (TLS, HTTP, system calls)",
};

/** The folders that this project's build has, and what a reader would call them. */
const FOLDERS = [
  { path: "/dist/tools/host/", name: "the development host (tools/host)" },
  { path: "/dist/shared/", name: "this API (shared/)" },
  { path: "/dist/tools/bench/", name: "the bench's probe" },
  { path: "/dist/", name: "this API (function folders)" },
];

/** The module that a frame of a profile belongs to; undefined for time in which nothing was done. */
export function moduleOf({ functionName, url }: CallFrame): string | undefined {
  if (url === "") {
    return functionName === "(idle)" ? undefined : (V8_NAMES[functionName] ?? "native functions (crypto, JSON, text)");
  }
  if (url.startsWith("node:")) return "Node's own modules";
  return packageOf(url) ?? FOLDERS.find(({ path }) => url.includes(path))?.name ?? "other";
}

/** The innermost package, where one has others in it. */
function packageOf(url: string): string | undefined {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  return name;
}
