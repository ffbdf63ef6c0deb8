import { randomBytes } from "node:crypto";
import type { Clock } from "../../shared/clock";
import { connectionString } from "./acs/accessKeys";
import { acsService } from "./acs/acsService";
import { identityIds } from "./acs/identityId";
import { RateLimits } from "./acs/RateLimits";
import { AdjustableClock } from "./AdjustableClock";
import { EntraTokens } from "./entraTokens";
import { ecJwtKey, newRsaKeyPem, type RsaJwtKey, rsaJwtKey } from "./jwt";
import { keyVaultService } from "./keyVault/keyVaultService";
import { Secrets } from "./keyVault/Secrets";
import { managedIdentityService } from "./managedIdentity";
import { resourceManagerService } from "./resourceManager";
import type { Service, ServiceName } from "./Service";
import type { Store } from "./store/Store";
import type { ControlledParts } from "./testSurface/EmulatorControl";

/** The services over one store, without the network. */
export interface Engine {
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly parts: Omit<ControlledParts, "faults" | "counts" | "requestLog" | "servers" | "seed" | "tokenKey"> & {
    readonly tokenKey: RsaJwtKey;
  };
}

export interface EngineOptions {
  /** Keeps the key that signs the access tokens, beside the rest. */
  readonly store: Store;
  readonly wallClock: Clock;
  /**
   * Signs the managed identity's tokens (PEM). The server's own key, so that they outlive the emulator as real ones do:
   * clients keep them for hours, also over a restart.
   */
  readonly entraKeyPem: string;
  readonly rateLimits: boolean;
  readonly after2028: boolean;
  readonly resourceId: string;
  /** Where ACS is served; called once that is known. */
  readonly acsEndpoint: () => string;
}

export async function createEngine({ store, wallClock, entraKeyPem, ...options }: EngineOptions): Promise<Engine> {
  const { resourceId, acsEndpoint } = options;
  const clock = new AdjustableClock(wallClock);
  const parts = {
    store,
    clock,
    randomBytes,
    secrets: new Secrets(store, wallClock, randomBytes),
    entraTokens: new EntraTokens(ecJwtKey(entraKeyPem), wallClock),
    acsAccess: { allowed: true },
    vaultAccess: { allowed: true },
    retirement: { isPast: options.after2028 },
    tokenKey: rsaJwtKey(await storedTokenKey(store)),
    rateLimits: options.rateLimits ? new RateLimits(clock) : undefined,
  };
  const { secrets, entraTokens, acsAccess, vaultAccess } = parts;
  const newIdentityId = identityIds(resourceId, clock, randomBytes);
  const connectionStringWith = (key: string) => connectionString(acsEndpoint(), key);
  return {
    services: {
      acs: acsService({ ...parts, resourceId, wallClock, newIdentityId, access: acsAccess }),
      keyVault: keyVaultService(secrets, entraTokens, vaultAccess),
      managedIdentity: managedIdentityService(entraTokens),
      resourceManager: resourceManagerService({ store, entraTokens, randomBytes, connectionStringWith }),
    },
    parts,
  };
}

const NAME = "accessTokens";

/** The private key (PEM) that signs access tokens: the one that `store` keeps, or a new one that it keeps from now on. */
async function storedTokenKey(store: Store): Promise<string> {
  const kept = store.read(({ signingKeys }) => signingKeys.get(NAME));
  if (kept) {
    return kept.pem;
  }
  const pem = await newRsaKeyPem();
  await store.transact(({ signingKeys }) => {
    signingKeys.set(NAME, { pem });
  });
  return pem;
}
