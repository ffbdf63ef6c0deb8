import { createServer } from "node:net";
import { once } from "node:events";
import { ApiUnderTest } from "../support/ApiUnderTest";
import { startLocally } from "../../tools/start/startLocally";

describe("a bad setting stops the start with one line that names it", () => {
  test.each<[string, string, string]>([
    ["KEY_VAULT_URL", " ", "KEY_VAULT_URL is missing"],
    [
      "KEY_VAULT_URL",
      "endpoint=https://x.communication.azure.com/;accesskey=cGxhbnRlZA==",
      "KEY_VAULT_URL is not valid",
    ],
    ["ACS_SDK", "newest", "identity or administration"],
    ["ACS_DEFAULT_SCOPES", "chat,fax", "chat, voip"],
    ["ACS_ALLOWED_SCOPES", "chat", "ACS_DEFAULT_SCOPES"],
    ["ACS_MAX_EXPIRES_IN_MINUTES", "30", "from 60 to 1440"],
    ["ACS_CONNECTION_STRING_MAX_AGE_SECONDS", "soon", "whole number"],
    ["ACS_CONNECTION_STRING_SECRET", "a b", "letters, digits and dashes"],
  ])("%s=%j", async (name, value, says) => {
    const failure = await failureOf({ [name]: value });

    expect(failure).toContain(name);
    expect(failure).toContain(says);
    expect(failure).not.toContain("\n");
    expect(failure).not.toContain("cGxhbnRlZA");
  });

  test("a port that is taken", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const address = squatter.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    await expect(startLocally({ port, log: () => undefined })).rejects.toThrow(new RegExp(`${port}.*--port`));

    squatter.close();
  });
});

async function failureOf(environment: Record<string, string>): Promise<string> {
  try {
    await ApiUnderTest.start({ environment });
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  throw new Error("It started.");
}
