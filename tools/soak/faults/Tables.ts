import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Azurite, startAzurite } from "../../azurite/startAzurite";
import type { DevelopmentCa } from "../../kit/developmentCa";
import { holdPort, type ReleasePort } from "../../kit/holdPort";

/** Tables that can be taken away and come back with what they held, at the same address. */
export class Tables {
  readonly #ca: DevelopmentCa;
  readonly #location: string;
  #azurite: Azurite;
  /** While there is no Azurite. */
  #releasePort: ReleasePort = () => undefined;

  private constructor(ca: DevelopmentCa, location: string, azurite: Azurite) {
    this.#ca = ca;
    this.#location = location;
    this.#azurite = azurite;
  }

  static async start(ca: DevelopmentCa): Promise<Tables> {
    const location = mkdtempSync(join(tmpdir(), "soak-tables-"));
    return new Tables(ca, location, await startAzurite({ ca, location }));
  }

  environment(): Record<string, string> {
    return this.#azurite.environment();
  }

  async stop(): Promise<void> {
    await this.#azurite.stop();
    await this.#holdPort();
  }

  async kill(): Promise<void> {
    await this.#azurite.kill();
    await this.#holdPort();
  }

  /** After `stop` or `kill`. */
  async startAgain(): Promise<void> {
    this.#azurite = await startAzurite({ ca: this.#ca, location: this.#location, port: this.#azurite.port });
    this.#releasePort();
  }

  /** For good. */
  async remove(): Promise<void> {
    await this.#azurite.stop();
    this.#releasePort();
    rmSync(this.#location, { recursive: true });
  }

  async #holdPort(): Promise<void> {
    this.#releasePort = await holdPort(this.#azurite.port);
  }
}
