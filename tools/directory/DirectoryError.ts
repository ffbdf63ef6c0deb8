/** What was asked for was not done. The message is for the operator, in one line. */
export class DirectoryError extends Error {
  override readonly name: string = "DirectoryError";
}

/** What is wrong with a file, where the system says so; else the error as it is. */
export function fileError(error: unknown, file: string, fault: "read" | "written"): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof DirectoryError) {
    return error;
  }
  const message =
    code === "EEXIST"
      ? `${file} already exists. Name another file, or add --overwrite.`
      : `${file} cannot be ${fault} (${code}).`;
  return new DirectoryError(message, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
