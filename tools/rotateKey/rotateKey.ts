import type { Clock } from "../../shared/clock";
import { ConnectionStringError, parseConnectionString } from "../../shared/connection/parseConnectionString";

/** The keys were not rotated. The message is for the operator, in one line, and holds no key. */
export class RotationError extends Error {
  override readonly name = "RotationError";
}

export type KeyName = "primary" | "secondary";

/** The access keys of the ACS resource. */
export interface AcsKeys {
  /** Their values, base64. */
  list(): Promise<Readonly<Record<KeyName, string>>>;
  /** Puts a new key in the place of the one named, which ends all tokens that were made with that one. */
  regenerate(name: KeyName): Promise<{ readonly connectionString: string }>;
}

/** The Key Vault secret that the app reads. */
export interface ConnectionSecret {
  newest(): Promise<{ readonly value: string; readonly createdAt: number }>;
  /** As a new version, with the properties of the newest one. */
  write(value: string): Promise<{ readonly version: string }>;
}

interface Parties {
  readonly keys: AcsKeys;
  readonly secret: ConnectionSecret;
  /** Calls ACS with a connection string. `false`: ACS does not know its key. */
  readonly opens: (connectionString: string) => Promise<boolean>;
  readonly clock: Clock;
  /** For how long the app goes on with a connection string that it has read. */
  readonly maxAgeSeconds: number;
}

export interface Rotation {
  readonly inUse: KeyName;
  readonly before: KeyName;
  readonly version: string;
  /** The next one may be done from then on. */
  readonly nextFrom: Date;
}

const HOUR_MS = 3_600_000;
/** The longest life of a token. */
const TOKEN_LIFE_MS = 24 * HOUR_MS;
/** How wrong the clock of whoever runs this may be, and how long the app may take to read the secret. */
const MARGIN_MS = HOUR_MS;

/**
 * Regenerates the key that is not in use, tries it, and puts it to use: no token ends, and no request fails. One at a time:
 * of two at once, one could end the key that the other one has put to use.
 * @throws RotationError
 */
export async function rotateKey({ keys, secret, opens, clock, maxAgeSeconds }: Parties): Promise<Rotation> {
  const newest = await secret.newest();
  const before = nameOf(newest.value, await keys.list());
  const wait = TOKEN_LIFE_MS + Math.max(MARGIN_MS, maxAgeSeconds * 1_000);
  if (clock.now() < newest.createdAt + wait) {
    throw new RotationError(
      `The secret was last written on ${iso(newest.createdAt)}. Until ${iso(newest.createdAt + wait)} there may be valid tokens of the key that was in use before; regenerating that key would end them. Nothing was changed.`,
    );
  }
  const inUse = before === "primary" ? "secondary" : "primary";
  const { connectionString } = await keys.regenerate(inUse);
  if (!(await opensSoon(() => opens(connectionString), clock))) {
    throw new RotationError(
      `ACS does not accept the new ${inUse} key. The secret was not changed: the app goes on with the ${before} key. Try again.`,
    );
  }
  const { version } = await secret.write(connectionString);
  return { inUse, before, version, nextFrom: new Date(clock.now() + wait) };
}

/** Which key of the resource a connection string is with. */
function nameOf(connectionString: string, keys: Readonly<Record<KeyName, string>>): KeyName {
  const key = keyIn(connectionString);
  const name = (["primary", "secondary"] as const).find((each) => keys[each] === key);
  if (!name) {
    throw new RotationError(
      "The secret holds neither key of this ACS resource, so which one is in use is not known. Is it the right resource, and the right secret? If it is, put the connection string of one of its keys into the secret. Nothing was changed.",
    );
  }
  return name;
}

function keyIn(connectionString: string): string {
  try {
    return parseConnectionString(connectionString).accessKey;
  } catch (error) {
    if (error instanceof ConnectionStringError) {
      throw new RotationError(`The secret is not an ACS connection string: ${error.message}. Nothing was changed.`);
    }
    throw error;
  }
}

const TRIES = 13;
const BETWEEN_TRIES_MS = 5_000;

/** A new key may not be known everywhere at once. */
async function opensSoon(opens: () => Promise<boolean>, clock: Clock): Promise<boolean> {
  for (let tries = 1; !(await opens()); tries += 1) {
    if (tries === TRIES) {
      return false;
    }
    await clock.sleep(BETWEEN_TRIES_MS);
  }
  return true;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, "");
}
