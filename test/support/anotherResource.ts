import { type Emulator, startEmulator } from "../../tools/emulator/index";
import { setSecret } from "./vaultSecret";

const RESOURCE_ID = "99999999-1d4c-4a0b-8e2f-5b6c7d8e9f00";

/** Another ACS resource than the one that emulators are by default. */
export async function anotherResource(): Promise<Emulator> {
  return await startEmulator({ resourceId: RESOURCE_ID, log: () => undefined });
}

/** Puts the connection string of `to` into `vault`, and lets the service notice by taking back its key of `from`. */
export async function moveTo(from: Emulator, to: Emulator, vault = from): Promise<void> {
  await setSecret(vault, to.connectionString);
  await from.control.regenerateKey("primary", { updateVault: false });
}
