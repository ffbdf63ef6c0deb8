import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Azurite, startAzurite } from "../../azurite/startAzurite";
import type { DevelopmentCa } from "../../ca";

/** Tables that can be taken away and come back with what they held, at the same address. */
export class Tables {
  readonly #ca: DevelopmentCa;
  readonly #location: string;
  #azurite: Azurite;

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
  }

  async kill(): Promise<void> {
    await this.#azurite.kill();
  }

  /** After `stop` or `kill`. */
  async startAgain(): Promise<void> {
    this.#azurite = await startAzurite({ ca: this.#ca, location: this.#location, port: this.#azurite.port });
  }

  /** For good. */
  async remove(): Promise<void> {
    await this.#azurite.stop();
    rmSync(this.#location, { recursive: true });
  }
}
