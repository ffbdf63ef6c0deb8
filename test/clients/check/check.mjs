// Asks each address for an identity with a token, and prints what the client makes of the answer.
import { TokenApiClient, TokenApiError } from "../../../clients/javascript/tokenApiClient.mjs";

const [key, ...urls] = process.argv.slice(2);
for (const url of urls) {
  try {
    const issued = await new TokenApiClient(url, key).createIdentityAndToken(["chat", "voip"], 60);
    const times = [issued.expiresOn.getTime(), issued.refreshOn.getTime()];
    const told = String(issued).includes(issued.token) ? "told" : "kept";
    console.log("token", issued.userId, issued.token, ...times, told);
  } catch (error) {
    if (error instanceof TypeError) {
      console.log("unanswered");
      continue;
    }
    if (!(error instanceof TokenApiError)) {
      throw error;
    }
    const { status, code = "-", requestId = "-", retryAfterSeconds = "-", message } = error;
    console.log("error", status, code, requestId, retryAfterSeconds, message);
  }
}
