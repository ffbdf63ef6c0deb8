import { parseOptions, parsePort, reportFailure } from "../kit/commandLine";
import { endWithNpm } from "../kit/endWithNpm";
import { StartLog } from "../kit/StartLog";
import { type LocalApi, startLocally } from "../testbed/startLocally";
import { ProcessStartError } from "../testbed/startProcess";

const HELP = `Starts the token API in the development host, with emulators of Azure Communication Services, Key Vault and
the managed identity. For development only.

  --port N         where the API listens; 7071 by default, 0 for any free port
  --auth           ask for function keys, as in Azure
  --keyless        call ACS as the managed identity, without an access key in Key Vault
  --test-surface   let the emulators be steered under /emulator/ (faults, key rotation, time)
  --json           print one line for scripts instead: URLs, keys, connection string, CA file
  --ca DIR         keep the development CA in DIR
  --help           this text`;

const OPTIONS = {
  port: { type: "string" },
  auth: { type: "boolean" },
  keyless: { type: "boolean" },
  "test-surface": { type: "boolean" },
  json: { type: "boolean" },
  ca: { type: "string" },
  help: { type: "boolean" },
} as const;

async function main(): Promise<void> {
  const given = parseOptions(OPTIONS, process.argv.slice(2));
  const { port, auth, keyless, json, ca, help, "test-surface": testSurface } = given;
  if (help) {
    console.log(HELP);
    return;
  }
  if (json) {
    log.flush();
  }
  const local = await startLocally({
    port: port === undefined ? undefined : parsePort("--port", port),
    auth,
    keyless,
    testSurface,
    caDirectory: ca,
    log: log.take,
  });
  // Before it says that it is ready: who reads that may stop it at once.
  stopOnSignal(local);
  console.log(json ? JSON.stringify(announcementOf(local)) : greetingOf(local, log.notes()));
  process.exitCode = await local.host.ended;
  await local.stop();
}

function stopOnSignal(local: LocalApi): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void local.host.stop());
  }
}

function announcementOf({ host, emulator }: LocalApi) {
  const { url, functions, keys } = host;
  const { endpoints, connectionString, caFile, testSurfaceUrl } = emulator;
  return { url, functions, keys, emulators: endpoints, connectionString, caFile, testSurfaceUrl };
}

function greetingOf({ host, emulator }: LocalApi, notes: string): string {
  const endpoints = host.functions.map(({ name, methods, url }) => `  ${name}: [${methods.join(",")}] ${url}`);
  const key = host.keys && ` -H "x-functions-key: ${host.keys.host}"`;
  const surface = emulator.testSurfaceUrl === undefined ? "" : `\n  Test surface: ${emulator.testSurfaceUrl}/state`;
  return `
The token API is ready, with emulators of all it needs. For development only.

${endpoints.join("\n")}

  Emulators: ACS ${emulator.endpoints.acs}, Key Vault ${emulator.endpoints.keyVault}${surface}

Try it:

  curl -X POST ${host.url}/api/identities${key ?? ""} -H "Content-Type: application/json" -d "{\\"scopes\\":[\\"chat\\",\\"voip\\"]}"

${notes}

Ctrl-C stops it.`;
}

const log = new StartLog();
endWithNpm();
main().catch((error: unknown) => {
  log.flush();
  reportFailure(error, "Choose another folder with --ca.", ProcessStartError);
});
