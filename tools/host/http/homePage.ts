import { emptyReply, type Reply } from "./Reply";

const HTML = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Your Functions app is up and running</title></head>
<body><h1>Your Functions app is up and running</h1><p>This is a development host.</p></body>
</html>
`;

/** What `/` shows when no function takes it (the host's HomepageMiddleware.cs). */
export function homePage(environment: NodeJS.ProcessEnv): Reply {
  if (environment["AzureWebJobsDisableHomepage"]?.toLowerCase() === "true") {
    return emptyReply(204);
  }
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: Buffer.from(HTML) };
}
