import { join } from "node:path";
import TableConfiguration from "azurite/dist/src/table/TableConfiguration";
import type { StartMessage } from "./startAzurite";

const KEEP_ALIVE_SECONDS = 5;

/** Azurite's tables over HTTPS on loopback, for clients with an Entra token, with no log and no telemetry. */
export class TlsTableConfiguration extends TableConfiguration {
  readonly #pem: { cert: string; key: string };

  constructor({ certificate, key, port, location }: StartMessage) {
    const isInMemory = location === undefined;
    super(
      "127.0.0.1",
      port,
      KEEP_ALIVE_SECONDS,
      join(location ?? "", "tables.json"),
      false,
      false,
      undefined,
      undefined,
      false,
      false,
      certificate,
      key,
      "",
      "basic",
      false,
      isInMemory,
    );
    this.#pem = { cert: certificate, key };
  }

  /** The texts themselves; azurite would read them from files. */
  override getCert() {
    return this.#pem;
  }
}
