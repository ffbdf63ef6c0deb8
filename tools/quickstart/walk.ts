import { TokenApiClient, TokenApiError } from "../../clients/javascript/tokenApiClient.mjs";

/** A step of the quickstart failed; the message is one line that says what and what to do. */
export class QuickstartError extends Error {
  override readonly name = "QuickstartError";
}

/** The ACS quickstart has changed its words. */
export const EDITIONS = ["2020-11", "2020-09"] as const;
export type Edition = (typeof EDITIONS)[number];

interface WalkOptions {
  readonly url: string;
  readonly key: string | undefined;
  readonly edition: Edition;
  /** Tells whether ACS would still accept a token; undefined where nobody can tell. */
  readonly isTokenValid: ((token: string) => boolean) | undefined;
}

/**
 * Walks the identity lifecycle and prints what the ACS access-token quickstart prints.
 * @throws QuickstartError when a step fails, or did not do what it said
 */
export async function walk({ url, key, edition, isTokenValid }: WalkOptions): Promise<void> {
  const client = new TokenApiClient(url, key);
  const attempt = async <T>(what: string, step: Promise<T>): Promise<T> => {
    try {
      return await step;
    } catch (error) {
      throw new QuickstartError(
        error instanceof TokenApiError
          ? `Could not ${what}: ${[error.status, error.code].join(" ").trimEnd()}: ${error.message}`
          : `No token API answers at ${url}. Start one with npm start, or name it by --url http://HOST:PORT.`,
      );
    }
  };

  const id = await attempt("create an identity", client.createIdentity());
  console.log("Azure Communication Services - Access Tokens Quickstart\n");
  if (edition === "2020-11") {
    console.log(`Created an identity: ${id}\n`);
  }
  const tokens: string[] = [];
  for (const scope of ["voip", "chat"] as const) {
    const { token, expiresOn } = await attempt(`issue a '${scope}' token`, client.issueToken(id, [scope]));
    tokens.push(token);
    console.log(
      edition === "2020-11"
        ? `Issued an access token with '${scope}' scope that expires at ${expiresOn.toString()}:`
        : `Issued a access token with '${scope}' scope for identity with ID: ${id}:`,
    );
    console.log(`${token}\n`);
  }
  expectTokens(tokens, true, isTokenValid);
  await attempt("revoke the tokens", client.revokeTokens(id));
  expectTokens(tokens, false, isTokenValid);
  if (!isTokenValid) {
    console.error("Not checked: that the old tokens are refused, which the API does not tell.");
  }
  console.log(
    edition === "2020-11"
      ? `Successfully revoked all access tokens for identity with ID: ${id}\n`
      : `Successfully deleted the identity with ID: ${id}\n`,
  );
  await attempt("delete the identity", client.deleteIdentity(id));
  if (await attempt("see that the identity is gone", issues(client, id))) {
    throw new QuickstartError(`The identity ${id} still gets tokens after it was deleted.`);
  }
  console.log(`Deleted the identity with ID: ${id}`);
}

async function issues(client: TokenApiClient, id: string): Promise<boolean> {
  try {
    await client.issueToken(id, ["chat"]);
    return true;
  } catch (error) {
    if (error instanceof TokenApiError && error.code === "IdentityNotFound") {
      return false;
    }
    throw error;
  }
}

function expectTokens(tokens: string[], expected: boolean, isTokenValid: WalkOptions["isTokenValid"]): void {
  for (const token of tokens) {
    if (isTokenValid && isTokenValid(token) !== expected) {
      throw new QuickstartError(
        `A token is ${expected ? "not valid after it was issued" : "still valid after the revoke"}.`,
      );
    }
  }
}
