import type { Profile } from "./messages";

type CallFrame = Profile["nodes"][number]["callFrame"];

/** What runs outside of any script, by what V8 calls it; the first that fits. Nobody's: idle, and the inspector itself. */
const NATIVE = [
  { form: /^(?:\(idle\)|dispatch)$/, name: undefined },
  { form: /^\(garbage collector\)$/, name: "garbage collection" },
  { form: /^write/, name: "system calls: writes to sockets and the log" },
  { form: /./, name: "native code (crypto, JSON, promises)" },
];

/** The folders that this project's build has, and what a reader would call them. */
const FOLDERS = [
  { path: "/dist/tools/host/", name: "the development host (tools/host)" },
  { path: "/dist/shared/", name: "this API (shared/)" },
  { path: "/dist/tools/bench/", name: undefined },
  { path: "/dist/", name: "this API (function folders)" },
];

/** The module that a frame of a profile belongs to; undefined when it is nothing that the program did. */
export function moduleOf({ functionName, url }: CallFrame): string | undefined {
  if (url === "") return NATIVE.find(({ form }) => form.test(functionName))?.name;
  if (url.startsWith("node:")) return "Node's own modules";
  const folder = FOLDERS.find(({ path }) => url.includes(path));
  return packageOf(url) ?? (folder ? folder.name : "other");
}

/** The innermost package, where one has others in it. */
function packageOf(url: string): string | undefined {
  const [, ...within] = url.split("/node_modules/");
  return /^(?:@[^/]+\/)?[^/]+(?=\/)/.exec(within.at(-1) ?? "")?.[0];
}
