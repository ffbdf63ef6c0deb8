/** No header need be longer; proxies take 4 to 8 KiB for all of a reply's headers. */
const LONGEST_DESCRIPTION = 500;

interface Complaint {
  error: "invalid_token" | "insufficient_scope";
  description: string;
  /** The scope that is asked for. */
  scope?: string;
}

/**
 * The `WWW-Authenticate` header. Without a complaint it only asks for a token, as RFC 6750 section 3.1 wants it for a
 * request that brought none.
 */
export function challenge(complaint?: Complaint): string {
  if (!complaint) {
    return "Bearer";
  }
  const { error, description, scope } = complaint;
  const parts = [
    `error="${error}"`,
    `error_description="${headerText(description).slice(0, LONGEST_DESCRIPTION)}"`,
    ...(scope === undefined ? [] : [`scope="${headerText(scope)}"`]),
  ];
  return `Bearer ${parts.join(", ")}`;
}

/** RFC 6750 section 3 leaves out the quote and the backslash. */
function headerText(text: string): string {
  return text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, "?");
}
