import { resolve } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../tools/emulator/index";
import { ensureDevelopmentCa } from "../../../tools/kit/developmentCa";

/**
 * An emulator with the certificate that this process trusts, for clients that take no CA of their own.
 * @throws Error when the process does not trust it: that can only be set at its start
 */
export async function startTrusted(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const ca = await ensureDevelopmentCa();
  if (resolve(process.env["NODE_EXTRA_CA_CERTS"] ?? "") !== ca.caFile) {
    throw new Error(`Run this with NODE_EXTRA_CA_CERTS=${ca.caFile}, or through "npm test".`);
  }
  return startEmulator({ ca, log: () => undefined, ...options });
}
