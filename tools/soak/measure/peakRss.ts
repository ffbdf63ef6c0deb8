import { readFile } from "node:fs/promises";

/** The peak of a process's resident memory, in KiB. Linux only. */
export async function readPeakRss(pid: number): Promise<number> {
  const [, kib = ""] = /^VmHWM:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib);
}
