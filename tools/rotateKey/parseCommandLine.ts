import { isLoopback } from "../../shared/isLoopback";
import { parseOptions, parseWhole, UsageError } from "../kit/commandLine";

export const USAGE = `Rotates the access key of an ACS resource: regenerates the key that is not in use, tries it, and writes its
connection string into the Key Vault secret as a new version. Next time it is the other key's turn. No token ends by it, and no
request fails; so it refuses to rotate again before every token of the former key has expired, after 25 hours or more.

npm run rotate-key -- --acs ID --vault URL

  --acs ID           the ACS resource: /subscriptions/…/resourceGroups/…/providers/Microsoft.Communication/communicationServices/NAME
  --vault URL        https://NAME.vault.azure.net
  --secret NAME      the secret's name; acs-connection-string by default
  --max-age SECONDS  what the app has as ACS_CONNECTION_STRING_MAX_AGE_SECONDS, where that is set
  --resource-manager URL
                     where Azure Resource Manager is; an emulator on this machine, for example
  --help             this text

It signs in as you are (az login), and needs, on the ACS resource, the actions
Microsoft.Communication/CommunicationServices/ListKeys/action and …/RegenerateKey/action, and on the secret the role Key Vault
Secrets Officer. It prints no key. It ends with 0 when the key was rotated, 1 when not, 2 when the command line is wrong.
`;

const OPTIONS = {
  acs: { type: "string" },
  vault: { type: "string" },
  secret: { type: "string", default: "acs-connection-string" },
  "max-age": { type: "string", default: "300" },
  "resource-manager": { type: "string", default: "https://management.azure.com" },
  help: { type: "boolean", default: false },
} as const;

/** What the command line asks for; undefined: to be told how it is used. */
export interface CommandLine {
  readonly resourceId: string;
  readonly resourceManager: string;
  readonly vaultUrl: string;
  readonly secretName: string;
  readonly maxAgeSeconds: number;
}

const RESOURCE_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Communication\/communicationServices\/[-\w]+$/i;

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine | undefined {
  const { acs = "", vault = "", secret, help, ...more } = parseOptions(OPTIONS, args);
  if (help) {
    return undefined;
  }
  if (!RESOURCE_ID.test(acs)) {
    throw new UsageError("--acs must be the id of an ACS resource, /subscriptions/…/communicationServices/NAME");
  }
  // Whoever is called there gets a token for what the operator may do.
  const vaultUrl = addressOf(vault, /\.vault\.azure\.net$/);
  if (vaultUrl === undefined) {
    throw new UsageError("--vault must be a vault's address, https://NAME.vault.azure.net");
  }
  const resourceManager = addressOf(more["resource-manager"], /^management\.azure\.com$/);
  if (resourceManager === undefined) {
    throw new UsageError("--resource-manager must be https://management.azure.com, or an address on this machine");
  }
  const maxAgeSeconds = parseWhole("--max-age", more["max-age"], 1, 86_400);
  return { resourceId: acs, resourceManager, vaultUrl, secretName: secret, maxAgeSeconds };
}

/** `https://HOST`, where that is Azure's, or on this machine. */
function addressOf(text: string, host: RegExp): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url?.protocol === "https:" && url.href === `${url.origin}/`;
  return isAddress && (host.test(url.hostname) || isLoopback(url.href)) ? url.origin : undefined;
}
