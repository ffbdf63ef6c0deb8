import { parseOptions, reportFailure, UsageError } from "../kit/commandLine";
import { type LocalOptions, startLocally } from "../testbed/startLocally";
import { ProcessStartError } from "../testbed/startProcess";
import { Api, QuickstartError } from "./Api";
import { type IsTokenValid, walk } from "./walk";

const HELP = `Walks the lifecycle of an identity: create, issue tokens, revoke them, delete.

npm run quickstart                                      with an API and emulators of its own
npm run quickstart -- --url URL [--key FUNCTION_KEY]    with a running API

  --keyless   let its own API call ACS as the managed identity, without an access key in Key Vault
  --url URL   where the API is, such as http://localhost:7071 or https://NAME.azurewebsites.net
  --key KEY   a function key that it accepts
  --ca DIR    where the development CA of its own emulators is kept
  --help      this text`;

const OPTIONS = {
  url: { type: "string" },
  key: { type: "string" },
  keyless: { type: "boolean" },
  ca: { type: "string" },
  help: { type: "boolean" },
} as const;

async function main(): Promise<void> {
  const { url, key, keyless, ca, help } = parseOptions(OPTIONS, process.argv.slice(2));
  if (help) {
    console.log(HELP);
  } else if (url !== undefined && keyless) {
    throw new UsageError("--keyless is about an API of its own; leave out --url");
  } else if (url !== undefined) {
    await walkAt(url, key, undefined);
  } else {
    await walkAtOwn({ keyless, caDirectory: ca });
  }
}

async function walkAtOwn(options: Pick<LocalOptions, "keyless" | "caDirectory">): Promise<void> {
  const local = await startLocally({ ...options, port: 0, log: () => undefined });
  try {
    await walkAt(local.host.url, undefined, (token) => local.emulator.control.validateToken(token).valid);
  } finally {
    await local.stop();
  }
}

async function walkAt(url: string, key: string | undefined, isTokenValid: IsTokenValid): Promise<void> {
  await walk({
    api: new Api(url, key),
    isTokenValid,
    print: (text) => {
      console.log(text);
    },
    note: (text) => {
      console.error(text);
    },
  });
}

main().catch((error: unknown) => {
  reportFailure(error, "Choose another folder with --ca.", QuickstartError, ProcessStartError);
});
