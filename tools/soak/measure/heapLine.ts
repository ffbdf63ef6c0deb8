const PREFIX = "soak-heap-bytes ";

/** How the host's process tells its heap among its log lines. */
export function heapLine(bytes: number): string {
  return `${PREFIX}${bytes}`;
}

/** In bytes; undefined for any other line. */
export function readHeapLine(line: string): number | undefined {
  return line.startsWith(PREFIX) ? Number(line.slice(PREFIX.length)) : undefined;
}
