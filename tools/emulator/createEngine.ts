import { randomBytes } from "node:crypto";

import type { Clock } from "../../shared/clock";
import { acsService } from "./acs/acsService";
import { identityIds } from "./acs/identityId";
import { AdjustableClock } from "./AdjustableClock";
import { ecJwtKey } from "./jwt/ecJwtKey";
import { rsaJwtKey } from "./jwt/rsaJwtKey";
import { keyVaultService } from "./keyVault/keyVaultService";
import { Secrets } from "./keyVault/Secrets";
import { EntraTokens } from "./managedIdentity/EntraTokens";
import { managedIdentityService } from "./managedIdentity/managedIdentityService";
import type { Service, ServiceName } from "./Service";
import { MemoryStore } from "./store/MemoryStore";
import type { ControlledParts } from "./testSurface/EmulatorControl";
import { wellKnown } from "./wellKnown";

/** The services over one store, without the network. */
export interface Engine {
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly parts: Pick<ControlledParts, "store" | "clock" | "secrets" | "vaultAccess" | "tokenKey" | "randomBytes">;
}

/**
 * `entraKeyPem` signs the managed identity's tokens. It is the server's own key, so that they outlive the emulator as
 * real ones do: clients keep them for hours, also over a restart.
 */
export async function createEngine(wallClock: Clock, entraKeyPem: string): Promise<Engine> {
  const store = new MemoryStore();
  const clock = new AdjustableClock(wallClock);
  const secrets = new Secrets(store, wallClock, randomBytes);
  const entraTokens = new EntraTokens(ecJwtKey(entraKeyPem), wallClock);
  const vaultAccess = { allowed: true };
  const tokenKey = await rsaJwtKey();
  const newIdentityId = identityIds(wellKnown.resourceId, clock, randomBytes);
  return {
    services: {
      acs: acsService({ store, clock, wallClock, randomBytes, newIdentityId, tokenKey, entraTokens }),
      keyVault: keyVaultService(secrets, entraTokens, vaultAccess),
      managedIdentity: managedIdentityService(entraTokens),
    },
    parts: { store, clock, secrets, vaultAccess, tokenKey, randomBytes },
  };
}
