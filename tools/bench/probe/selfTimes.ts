import type { Profile } from "./Probe";

export interface SelfTime {
  readonly module: string;
  /** Of the time in which the process worked, 0 to 1. */
  readonly share: number;
}

/** Where a process spent its time, by module, the most first: what ran there itself, without what it called. */
export function selfTimes({ nodes, samples, timeDeltas }: Profile): SelfTime[] {
  const moduleOfNode = new Map(nodes.map(({ id, callFrame }) => [id, moduleOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((node, nth) => {
    const module = moduleOfNode.get(node);
    // A delta leads up to its sample; V8 may order two the wrong way round, which makes one negative.
    const time = Math.max(0, timeDeltas[nth] ?? 0);
    if (module !== undefined) {
      times.set(module, (times.get(module) ?? 0) + time);
    }
  });
  const whole = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([module, time]) => ({ module, share: time / whole })).sort((a, b) => b.share - a.share);
}

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
  if (url === "") {
    return NATIVE.find(({ form }) => form.test(functionName))?.name;
  }
  if (url.startsWith("node:")) {
    return "Node's own modules";
  }
  const folder = FOLDERS.find(({ path }) => url.includes(path));
  return packageOf(url) ?? (folder ? folder.name : "other");
}

/** The innermost package, where one has others in it. */
function packageOf(url: string): string | undefined {
  const [, ...within] = url.split("/node_modules/");
  return /^(?:@[^/]+\/)?[^/]+(?=\/)/.exec(within.at(-1) ?? "")?.[0];
}
