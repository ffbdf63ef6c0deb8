import type { Emulator } from "../../tools/emulator/index";

/** What the ACS access-token quickstart prints in each edition, masked. */
export const QUICKSTART_LINES = {
  "2020-11": `Azure Communication Services - Access Tokens Quickstart

Created an identity: ID

Issued an access token with 'voip' scope that expires at TOMORROW:
TOKEN 1

Issued an access token with 'chat' scope that expires at TOMORROW:
TOKEN 2

Successfully revoked all access tokens for identity with ID: ID

Deleted the identity with ID: ID
`,
  "2020-09": `Azure Communication Services - Access Tokens Quickstart

Issued a access token with 'voip' scope for identity with ID: ID:
TOKEN 1

Issued a access token with 'chat' scope for identity with ID: ID:
TOKEN 2

Successfully deleted the identity with ID: ID

Deleted the identity with ID: ID
`,
};

/** Names what differs from run to run; looks meanwhile whether it is what it should be. */
export function masked(stdout: string, { control }: Emulator): string {
  const [id = ""] = /8:acs:[\da-f-]{36}_[\da-f-]{36}/.exec(stdout) ?? [];
  expect(control.state().identities).toContainEqual({ id, deleted: true });
  const tokens: string[] = [];
  return stdout
    .replaceAll(id, "ID")
    .replace(/\beyJ[\w.-]+/g, (token) => {
      expect(control.validateToken(token).valid).toBe(false);
      return `TOKEN ${tokens.push(token)}`;
    })
    .replace(/(?<=expires at ).*(?=:$)/gm, (time) => {
      const hours = (new Date(time).getTime() - Date.now()) / 3_600_000;
      return hours > 23.5 && hours <= 24 ? "TOMORROW" : time;
    });
}
