import { parseOptions, reportFailure, UsageError } from "../kit/commandLine";
import { type LocalOptions, startLocally } from "../testbed/startLocally";
import { ProcessStartError } from "../testbed/startProcess";
import { type Edition, EDITIONS, QuickstartError, walk } from "./walk";

const HELP = `Walks the lifecycle of an identity: create, issue tokens, revoke them, delete.

npm run quickstart                                      with an API and emulators of its own
npm run quickstart -- --url URL [--key FUNCTION_KEY]    with a running API

  --keyless           let its own API call ACS as the managed identity, without an access key in Key Vault
  --url URL           where the API is, such as http://localhost:7071 or https://NAME.azurewebsites.net
  --key KEY           a function key that it accepts
  --edition EDITION   the edition of the ACS quickstart whose lines it prints: ${EDITIONS.join(" (default) or ")}
  --ca DIR            where the development CA of its own emulators is kept
  --help              this text`;

const OPTIONS = {
  url: { type: "string" },
  key: { type: "string" },
  keyless: { type: "boolean" },
  ca: { type: "string" },
  edition: { type: "string" },
  help: { type: "boolean" },
} as const;

async function main(): Promise<void> {
  const { url, key, keyless, edition: wanted, ca, help } = parseOptions(OPTIONS, process.argv.slice(2));
  const edition = parseEdition(wanted);
  if (help) {
    console.log(HELP);
  } else if (url !== undefined && keyless) {
    throw new UsageError("--keyless is about an API of its own; leave out --url");
  } else if (url !== undefined) {
    await walk({ url, key, edition, isTokenValid: undefined });
  } else {
    await walkAtOwn(edition, { keyless, caDirectory: ca });
  }
}

function parseEdition(wanted: string = EDITIONS[0]): Edition {
  const edition = EDITIONS.find((each) => each === wanted);
  if (!edition) {
    throw new UsageError(`--edition must be ${EDITIONS.join(" or ")}`);
  }
  return edition;
}

async function walkAtOwn(edition: Edition, options: Pick<LocalOptions, "keyless" | "caDirectory">): Promise<void> {
  const local = await startLocally({ ...options, port: 0, log: () => undefined });
  try {
    await walk({
      url: local.host.url,
      key: undefined,
      edition,
      isTokenValid: (token) => local.emulator.control.validateToken(token).valid,
    });
  } finally {
    await local.stop();
  }
}

main().catch((error: unknown) => {
  reportFailure(error, "Choose another folder with --ca.", QuickstartError, ProcessStartError);
});
