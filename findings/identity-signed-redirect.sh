#!/usr/bin/env bash
# @azure/communication-identity 1.3.1: a redirected call goes on without its signature, or does not go on at all.
#
# Guess before the run: a 307 or 308 within the same host is followed, with a signature of the new path or at least the first.
# Seen: 303 and 307 are followed within the host, but the pipeline takes `Authorization` away, and the policy that signs is
# not asked again: only the date and the body's hash go along, so behind a gateway that moves a path the 401 of the second
# address looks like a wrong key. 301, 302 and 308 are not followed for a POST: a RestError with that status and no message.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/communication-identity@1.3.1
cat > run.mjs <<'JS'
import { createServer } from "node:http";
import { CommunicationIdentityClient } from "@azure/communication-identity";

let status;
let arrived;
const server = createServer((request, reply) => {
  const { authorization, "x-ms-date": date, "x-ms-content-sha256": digest } = request.headers;
  const signed = `${authorization ? "signed" : "unsigned"}${date && digest ? ", with date and hash" : ""}`;
  if (request.url.startsWith("/identities")) {
    arrived = signed === "signed, with date and hash" ? "not followed" : "signed in another way";
    return reply.writeHead(status, { Location: "/moved" }).end();
  }
  arrived = `followed by ${request.method}, ${signed}`;
  return reply.writeHead(401).end();
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const endpoint = `http://127.0.0.1:${server.address().port}`;
const key = Buffer.alloc(32).toString("base64");
const client = new CommunicationIdentityClient(endpoint, { key }, { allowInsecureConnection: true });
for (status of [301, 302, 303, 307, 308]) {
  const { name, statusCode, message } = await client.createUser().catch((error) => error);
  console.log(`${status}: ${arrived}; ${name} ${statusCode} ${JSON.stringify(message)}`);
}
server.close();
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
301: not followed; RestError 301 ""
302: not followed; RestError 302 ""
303: followed by GET, unsigned, with date and hash; RestError 401 ""
307: followed by POST, unsigned, with date and hash; RestError 401 ""
308: not followed; RestError 308 ""
SEEN
