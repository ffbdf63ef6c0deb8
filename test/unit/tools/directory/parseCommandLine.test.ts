import { parseCommandLine } from "../../../../tools/directory/parseCommandLine";
import { UsageError } from "../../../../tools/kit/commandLine";

const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
const KEY = "0f".repeat(32);
const usual = { endpoint: undefined, table: undefined, json: false };

test.each([
  [["show", "--row-key", KEY], { command: "show", ...usual, whose: { rowKey: KEY } }],
  [["show", "--identity", ID, "--json"], { command: "show", ...usual, json: true, whose: { identityId: ID } }],
  [
    ["restore", "--identity", ID],
    { command: "restore", ...usual, whose: { identityId: ID }, identityId: ID, forceUnknown: false },
  ],
  [
    ["restore", "--row-key", KEY, "--identity", ID, "--force-unknown"],
    { command: "restore", ...usual, whose: { rowKey: KEY }, identityId: ID, forceUnknown: true },
  ],
  [["reset", "--row-key", KEY, "--yes"], { command: "reset", ...usual, whose: { rowKey: KEY }, yes: true }],
  [["export", "users.jsonl"], { command: "export", ...usual, file: "users.jsonl", overwrite: false }],
  [
    ["import", "--table", "People", "users.jsonl", "--overwrite"],
    { command: "import", ...usual, table: "People", file: "users.jsonl", overwrite: true },
  ],
  [["--help"], { command: "help" }],
  [["restore", "--help"], { command: "help" }],
])("the command line %j is understood", (args, asked) => {
  expect(parseCommandLine(args)).toEqual(asked);
});

test.each([
  [[], "Name a command"],
  [["list"], "There is no command list"],
  [["show"], "Name one user"],
  [["show", "--row-key", KEY, "--identity", ID], "Name one user"],
  [["show", "--row-key", "12"], "--row-key must be 64 hexadecimal digits"],
  [["show", "--identity", "alice"], "--identity must be the id of an ACS identity"],
  [["show", "--identity", "8:orgid:7d4e1c00-0000-4000-8000-000000000003"], "this one is that of a Teams user"],
  [["show", "--entra", "a/b"], "--entra must be the ids of a tenant and of a user"],
  [["show", "--issuer", "https://issuer.example"], "--issuer goes with --subject, or with --object"],
  [["show", "--issuer", "https://issuer.example", "--subject", "null"], "No user has these ids"],
  [["show", "--app-service", "google"], "--app-service must be PROVIDER/ID"],
  [["show", "--static-web-apps", "/7"], "--static-web-apps must be PROVIDER/ID"],
  [["show", "--row-key", KEY, "--yes"], "Unknown option '--yes'"],
  [["restore", "--row-key", KEY], "Name the identity to give back with --identity"],
  [["export"], "Name one file: export FILE"],
  [["import", "one", "two"], "Name one file: import FILE"],
])("the command line %j is refused with what is wrong: %s", (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError);
  expect(() => parseCommandLine(args)).toThrow(message);
});
