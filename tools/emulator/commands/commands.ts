import { parseWhole, UsageError } from "../../kit/commandLine";
import { CommandError } from "./CommandError";
import type { RunningEmulator } from "./RunningEmulator";

/** What was typed after a command's name. */
export interface Input {
  readonly operands: readonly string[];
  readonly options: Readonly<Partial<Record<OwnOption, string>>>;
  /** All of standard input. @throws UsageError when that is a terminal */
  readonly standardInput: () => Promise<string>;
}

/** The options that single commands have. */
export const OWN_OPTIONS = { scopes: { type: "string" }, "expires-in-minutes": { type: "string" } } as const;

type OwnOption = keyof typeof OWN_OPTIONS;

/** Does it: the lines to print. */
type Plan = (emulator: RunningEmulator) => Promise<readonly (string | undefined)[]>;

/** One thing to do with an emulator that is running. */
export interface Command {
  readonly name: string;
  /** As its usage shows them: optional ones in brackets, `...` after one that may be repeated. */
  readonly operands: readonly string[];
  /** What it does, in the imperative. */
  readonly summary: string;
  readonly options: readonly (readonly [name: OwnOption, value: string, meaning: string])[];
  readonly example: string;
  /** Checks what was typed, before anybody is asked anything: what to do then. @throws UsageError */
  readonly plan: (input: Input) => Plan;
}

export const commands: readonly Command[] = [
  {
    name: "identities create",
    operands: [],
    summary: "print the id of a new identity",
    options: [],
    example: 'ID="$(acs-emulator identities create)"',
    plan: () => async (emulator) => [await emulator.createIdentity()],
  },
  {
    name: "identities list",
    operands: [],
    summary: "print the id of each identity that is not deleted, one a line",
    options: [],
    example: "acs-emulator identities list | wc -l",
    plan: () => (emulator) => emulator.identities(),
  },
  {
    name: "identities revoke",
    operands: ["ID..."],
    summary: "end all tokens of identities",
    options: [],
    example: 'acs-emulator identities revoke "$ID"',
    plan:
      ({ operands }) =>
      (emulator) =>
        forEach(operands, (id) => emulator.revokeTokens(id)),
  },
  {
    name: "identities delete",
    operands: ["ID..."],
    summary: "delete identities",
    options: [],
    example: "acs-emulator identities list | xargs acs-emulator identities delete",
    plan:
      ({ operands }) =>
      (emulator) =>
        forEach(operands, (id) => emulator.deleteIdentity(id)),
  },
  {
    name: "tokens issue",
    operands: ["[ID]"],
    summary: "print an access token, of a new identity where none is named",
    options: [
      ["scopes", "LIST", "what it is for, with commas between (default: chat,voip)"],
      ["expires-in-minutes", "N", "how long it is valid, 60 to 1440 (default: 1440)"],
    ],
    example: 'TOKEN="$(acs-emulator tokens issue --scopes chat,voip)"',
    plan: ({ operands: [id], options }) => {
      const { "expires-in-minutes": minutes } = options;
      const scopes = scopesIn(options.scopes ?? "chat,voip");
      const expiresInMinutes =
        minutes === undefined ? undefined : parseWhole("--expires-in-minutes", minutes, 60, 1440);
      return async (emulator) => [await emulator.issueToken(id, { scopes, expiresInMinutes })];
    },
  },
  {
    name: "secrets set",
    operands: ["NAME", "[VALUE]"],
    summary: "set a secret in Key Vault; without VALUE to what standard input says",
    options: [],
    example: "acs-emulator secrets set acs-connection-string < connection-string.txt",
    plan:
      ({ operands: [name = "", value], standardInput }) =>
      async (emulator) => {
        await emulator.setSecret(name, value ?? (await standardInput()));
        return [];
      },
  },
];

async function forEach(ids: readonly string[], change: (id: string) => Promise<void>): Promise<readonly string[]> {
  for (const id of ids) {
    await change(id).catch((error: unknown) => {
      throw error instanceof CommandError ? new CommandError(`${id}: ${error.message}`, { cause: error }) : error;
    });
  }
  return [];
}

function scopesIn(list: string): string[] {
  const scopes = list.split(",").map((scope) => scope.trim());
  if (scopes.includes("")) {
    throw new UsageError("--scopes must be scopes with commas between, such as chat,voip");
  }
  return scopes;
}
