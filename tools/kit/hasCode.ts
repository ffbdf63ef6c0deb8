/** Whether an error of Node.js has one of the codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return typeof error === "object" && error !== null && "code" in error && codes.some((code) => code === error.code);
}
