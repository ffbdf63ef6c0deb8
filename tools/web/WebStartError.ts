/** The page could not be started; the message is one line that says why and what to do. */
export class WebStartError extends Error {
  override readonly name = "WebStartError";
}
