/** What answers in a service's place: a gateway with a page, another service's JSON, or something without a word. */
export const foreignReplies = ["html", "json", "empty"] as const;

export type ForeignReply = (typeof foreignReplies)[number];

/** The content type and body of a reply that is none of the service's own. */
export function foreignReply(whose: ForeignReply, status: number): { headers: Record<string, string>; body: string } {
  switch (whose) {
    case "html":
      return { headers: { "Content-Type": "text/html; charset=utf-8" }, body: page(status) };
    case "json":
      // The form in which Azure API Management refuses a path that none of its APIs has.
      return {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ statusCode: status, message: "Resource not found" }),
      };
    case "empty":
      return { headers: {}, body: "" };
  }
}

function page(status: number): string {
  return `<!doctype html><html lang="en"><title>${status}</title><h1>Our services are not available here.</h1></html>`;
}
