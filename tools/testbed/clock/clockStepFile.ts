/** The environment variable that names the file with the milliseconds by which a process's clock is wrong. */
export const CLOCK_STEP_FILE = "CLOCK_STEP_FILE";

/** Where the process says what it has taken from that file. */
export function seenFile(file: string): string {
  return `${file}.seen`;
}
