import TableServer from "azurite/dist/src/table/TableServer";
import { makeDurable } from "./makeDurable";
import { type StartMessage, startMessage } from "./startAzurite";
import { TlsTableConfiguration } from "./TlsTableConfiguration";

/**
 * Runs azurite's table service for the process that started this one with an IPC channel: as its message says, until a
 * signal comes or the channel breaks. Azurite's own program cannot tell which port the system chose, and outlives its
 * parent; its telemetry is started by that program, so there is none here.
 */
async function serve(options: StartMessage): Promise<void> {
  const server = new TableServer(new TlsTableConfiguration(options));
  if (options.location !== undefined) {
    makeDurable(server.metadataStore);
  }
  await server.start();
  process.once("SIGTERM", () => void server.close().finally(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ url: server.getHttpServerAddress() })}\n`);
}

process.on("disconnect", () => process.exit(0));
// The terminal's Ctrl-C goes to the parent too, which stops this process when nobody needs it any more.
process.on("SIGINT", () => undefined);
process.once("message", (message) => {
  serve(startMessage.parse(message)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
});
