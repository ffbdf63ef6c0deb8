import { wellKnown } from "../emulator/index";
import { parseOptions, parsePort, reportFailure } from "../kit/commandLine";
import { endWithNpm } from "../kit/endWithNpm";
import { StartLog } from "../kit/StartLog";
import { type LocalApi, startLocally } from "../testbed/startLocally";
import { ProcessStartError } from "../testbed/startProcess";
import { type Agents, letAgentsIn } from "./letAgentsIn";
import { buildPage, unusedPort, WebStartError } from "./page";
import { startSwaEmulator, type SwaEmulator } from "./startSwaEmulator";

const HELP = `Builds the page of web/ and starts it in the Static Web Apps emulator, in front of the token API with its emulators.
For development only: anyone may sign in as anyone.

  --port N         where the page is; 4280 by default, 0 for any free port
  --api-port N     where the API listens; 7071 by default, 0 for any free port
  --keyless        call ACS as the managed identity, without an access key in Key Vault
  --ca DIR         keep the development CA in DIR
  --help           this text`;

const OPTIONS = {
  port: { type: "string" },
  "api-port": { type: "string" },
  keyless: { type: "boolean" },
  ca: { type: "string" },
  help: { type: "boolean" },
} as const;

async function main(): Promise<void> {
  const { port, apiPort, help, ...options } = readArguments();
  if (help) {
    console.log(HELP);
    return;
  }
  const stopAsked = firstSignal();
  await unusedPort(port);
  await unusedPort(apiPort, "--api-port");
  await buildPage();
  const environment = { USER_AUTH: "easyauth", TEAMS_ACCESS_TENANTS: wellKnown.tenantId };
  const local = await startLocally({ ...options, port: apiPort, environment, log: log.take });
  let agents: Agents | undefined;
  try {
    agents = await letAgentsIn(local.emulator);
    const page = await startSwaEmulator({ apiUrl: local.host.url, port, log: () => undefined });
    console.log(greetingOf(page, local, log.notes()));
    const failure = await Promise.race([stopAsked, failureOf(page, local)]);
    await page.stop();
    if (failure !== undefined) {
      throw new WebStartError(failure);
    }
  } finally {
    await agents?.stop();
    await local.stop();
  }
}

function readArguments() {
  const given = parseOptions(OPTIONS, process.argv.slice(2));
  const { port = "4280", "api-port": apiPort = "7071", keyless, ca, help } = given;
  const ports = { port: parsePort("--port", port), apiPort: parsePort("--api-port", apiPort) };
  return { ...ports, keyless, caDirectory: ca, help };
}

/** Heard from the very start: what is being started then is also stopped. */
async function firstSignal(): Promise<undefined> {
  await new Promise((resolve) => {
    process.on("SIGINT", resolve).on("SIGTERM", resolve);
  });
  return undefined;
}

/** Resolves with what to say when one of the two has ended by itself. */
async function failureOf(page: SwaEmulator, { host }: LocalApi): Promise<string> {
  return await Promise.race([
    page.ended.then(() => "The Static Web Apps emulator stopped unexpectedly."),
    host.ended.then(() => "The API stopped unexpectedly."),
  ]);
}

function greetingOf(page: SwaEmulator, { host, emulator }: LocalApi, notes: string): string {
  return `
The page is ready, with the token API and emulators of all it needs. For development only.

  Page: ${page.url}   sign in as anyone: the user id decides who you are
  API:  ${host.url}

Agents of Teams Phone: first open ${emulator.endpoints.acs} in your browser, and trust its certificate.
Let one in, with the ids that the page shows:
  curl -X PUT ${new URL(host.url).origin}/api/teams-access/TENANT_ID/OBJECT_ID -H "Content-Type: application/json" -d '{"principalType":"user","clientIds":["APPLICATION_ID"]}'

${notes}

Ctrl-C stops it.`;
}

const log = new StartLog();
endWithNpm();
main().catch((error: unknown) => {
  log.flush();
  reportFailure(error, "Choose another folder with --ca.", ProcessStartError, WebStartError);
});
