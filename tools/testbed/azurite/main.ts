import TableServer from "azurite/dist/src/table/TableServer";
import { serveParent } from "../serveParent";
import { makeDurable } from "./makeDurable";
import { startMessage } from "./startAzurite";
import { TlsTableConfiguration } from "./TlsTableConfiguration";

// Azurite's table service. Its own program cannot tell which port the system chose, and outlives its parent; its telemetry
// is started by that program, so there is none here.
serveParent(startMessage, async (options) => {
  const server = new TableServer(new TlsTableConfiguration(options));
  if (options.location !== undefined) {
    makeDurable(server.metadataStore);
  }
  await server.start();
  return { announced: { url: server.getHttpServerAddress() }, stop: () => server.close() };
});
