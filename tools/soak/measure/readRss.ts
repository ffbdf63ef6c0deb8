import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** The resident memory of a process in KiB; undefined when it is gone. */
export async function readRss(pid: number): Promise<number | undefined> {
  return (await fromProc(pid)) ?? (await fromPs(pid));
}

async function fromProc(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return kib(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]);
}

/** Where there is no /proc. */
async function fromPs(pid: number): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return kib(/^\s*(\d+)\s*$/.exec(stdout)?.[1]);
}

function kib(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
