import { type Api, QuickstartError } from "./Api";

/** Tells whether ACS would still accept a token; undefined where nobody can tell. */
export type IsTokenValid = ((token: string) => boolean) | undefined;

interface WalkOptions {
  api: Api;
  isTokenValid: IsTokenValid;
  print: (text: string) => void;
  /** Takes what could not be checked. */
  note: (text: string) => void;
}

/**
 * Walks the identity lifecycle and prints what the ACS access-token quickstart prints.
 * @throws QuickstartError when a step fails, or did not do what it said
 */
export async function walk({ api, isTokenValid, print, note }: WalkOptions): Promise<void> {
  const id = await api.createIdentity();
  print("Azure Communication Services - Access Tokens Quickstart\n");
  print(`Created an identity: ${id}\n`);
  const tokens: string[] = [];
  for (const scope of ["voip", "chat"]) {
    const { token, expiresOn } = await api.issueToken(id, scope);
    tokens.push(token);
    print(`Issued an access token with '${scope}' scope that expires at ${expiresOn.toString()}:\n${token}\n`);
  }
  expectTokens(tokens, true, isTokenValid);
  await api.revokeTokens(id);
  expectTokens(tokens, false, isTokenValid);
  if (!isTokenValid) {
    note("Not checked: that the old tokens are refused. Only the emulator can tell.");
  }
  print(`Successfully revoked all access tokens for identity with ID: ${id}\n`);
  await api.deleteIdentity(id);
  if (!(await api.issuesNoMore(id))) {
    throw new QuickstartError(`The identity ${id} still gets tokens after it was deleted.`);
  }
  print(`Deleted the identity with ID: ${id}`);
}

function expectTokens(tokens: string[], expected: boolean, isTokenValid: IsTokenValid): void {
  for (const token of tokens) {
    if (isTokenValid && isTokenValid(token) !== expected) {
      throw new QuickstartError(
        `A token is ${expected ? "not valid after it was issued" : "still valid after the revoke"}.`,
      );
    }
  }
}
