/** One line for whoever started the emulator: what is in the way, and what helps. */
export function explainStartFailure(error: unknown): string {
  const { code, port, path, message } = details(error);
  if (code === "EADDRINUSE") return `Port ${port} is in use by another program. Choose another one with --port.`;
  if (code === "EACCES" && port) return `This user may not listen on port ${port}. Choose another one with --port.`;
  if (code && path) return `Cannot use ${path} (${code}).`;
  return `The emulator cannot start: ${message.split("\n", 1)[0] ?? ""}`;
}

/** The members of Node's system errors, "" where there are none. */
function details(error: unknown): Record<"code" | "port" | "path" | "message", string> {
  const member = (name: string): string => {
    const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  return { code: member("code"), port: member("port"), path: member("path"), message: member("message") };
}
