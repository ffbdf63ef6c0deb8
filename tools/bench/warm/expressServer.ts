import type { AddressInfo } from "node:net";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import express from "express";

/**
 * What this API is compared with: a token server as Microsoft's authentication-hero sample has it. A new client for each
 * request, with the connection string from the environment and the SDK's own retries. Nobody signs in here, as
 * IssueToken's callers do not either.
 */
const app = express();
app.use(express.json());

app.post("/api/identities/:id/tokens", async (request, response) => {
  const client = new CommunicationIdentityClient(process.env["ACS_CONNECTION_STRING"] ?? "");
  const user = { communicationUserId: request.params.id };
  const { token, expiresOn } = await client.getToken(user, ["chat", "voip"]);
  response.json({ user, token, expiresOn });
});

const server = app.listen(0, "127.0.0.1", () => {
  const address: AddressInfo | string | null = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === "object" ? address?.port : undefined })}\n`);
});
process.on("disconnect", () => process.exit(0));
