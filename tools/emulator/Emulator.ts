import type { Clock } from "../../shared/clock";
import type { DevelopmentCa } from "../kit/developmentCa";
import type { Seed } from "./seed";
import type { ServiceName } from "./Service";
import type { Control } from "./testSurface/EmulatorControl";

export interface EmulatorOptions {
  /** The certificate to serve with, and the CA to tell clients of. Default: those of the command line. */
  readonly ca?: DevelopmentCa;
  /** 0, the default of each, lets the system choose. */
  readonly ports?: Partial<Record<ServiceName | "testSurface", number>>;
  /** The one address to listen at, such as `0.0.0.0` in a container. Default: those of loopback. */
  readonly host?: string | undefined;
  /** Serves ACS and the test surface in plain HTTP. Default: false. */
  readonly http?: boolean;
  /** What clients call this machine beside `localhost`; the certificate in `ca` has to be for these, too. */
  readonly names?: readonly string[];
  /** A directory to keep the state in, made when it is not there. Default: it ends with the process. */
  readonly data?: string | undefined;
  /** Immutable id of the emulated resource, a GUID in lower case; part of every identity. Default: `wellKnown.resourceId`. */
  readonly resourceId?: string;
  /** What it has from the start and after each reset, where it is not there yet. Default: nothing. */
  readonly seed?: Seed;
  /** Refuses with 429 what is over the service's documented rates. Default: false. */
  readonly rateLimits?: boolean;
  /** Refuses the scopes of what ACS retires on 30 September 2028, such as chat. Default: false. */
  readonly after2028?: boolean;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Serves the operations of {@link Control} over HTTPS too, without authentication. Default: false. */
  readonly testSurface?: boolean;
  /** Where warnings and the emulator's own failures go. Default: standard error. Lines never hold a secret. */
  readonly log?: (line: string) => void;
}

/** A running emulator. */
export interface Emulator {
  /** `https://localhost:PORT`, without a slash at the end; that of ACS begins with `http:` where it was asked for. */
  readonly endpoints: Readonly<Record<ServiceName, string>>;
  /** With the present primary access key. */
  readonly connectionString: string;
  /** What clients have to trust, for example by `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  /** What the managed-identity endpoint wants to see as `X-IDENTITY-HEADER`. */
  readonly identityHeader: string;
  /** `https://localhost:PORT/emulator`; absent when it is off. */
  readonly testSurfaceUrl: string | undefined;
  readonly control: Control;
  /** The environment of an app that runs against the emulator as it would in Azure. */
  environment(): Record<string, string>;
  /** Closes every connection at once and frees the ports. */
  stop(): Promise<void>;
}

/** The environment of an app that runs against the emulator as it would in Azure. */
export function environmentOf(emulator: Pick<Emulator, "endpoints" | "identityHeader" | "caFile">) {
  return {
    KEY_VAULT_URL: emulator.endpoints.keyVault,
    IDENTITY_ENDPOINT: `${emulator.endpoints.managedIdentity}/msi/token`,
    IDENTITY_HEADER: emulator.identityHeader,
    NODE_EXTRA_CA_CERTS: emulator.caFile,
  };
}
