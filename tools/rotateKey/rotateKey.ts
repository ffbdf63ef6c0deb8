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
  newest(): Promise<SecretVersion>;
  /** As a new version, whose name it gives, with the content type and the tags of the newest one. */
  write(value: string): Promise<string>;
}

interface SecretVersion {
  readonly value: string;
  readonly version: string;
  readonly createdAt: number;
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
/** How wrong the clock of whoever runs this may be. */
const MARGIN_MS = HOUR_MS / 2;
/** How long the app may take at least to read the secret. */
const LEAST_MAX_AGE_MS = HOUR_MS / 2;

/**
 * Regenerates the key that is not in use, tries it, and puts it to use: no token ends, and no request fails. One at a time:
 * of two at once, one ends the key that the other one has made, and with it the tokens of these minutes. The secret holds a
 * key that works all the same, once both have ended.
 * @throws RotationError
 */
export async function rotateKey(parties: Parties): Promise<Rotation> {
  const { keys, secret, opens, clock, maxAgeSeconds } = parties;
  const newest = await secret.newest();
  const before = nameOf(newest.value, await keys.list());
  const wait = TOKEN_LIFE_MS + Math.max(LEAST_MAX_AGE_MS, maxAgeSeconds * 1_000) + MARGIN_MS;
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
  const version = await putToUse(connectionString, newest, parties);
  return { inUse, before, version, nextFrom: new Date(clock.now() + wait) };
}

/**
 * Writes the new connection string, unless another run has put a key to use meanwhile. Between this look and the write, and
 * before and after them, the other one may end the key that is written here, or write one that has ended: so whoever has
 * written looks again, and puts back the key that neither run has touched.
 */
async function putToUse(connectionString: string, former: SecretVersion, { keys, secret }: Parties): Promise<string> {
  const isAlive = async ({ value }: SecretVersion) => Object.values(await keys.list()).includes(keyIn(value));
  const found = await secret.newest();
  if (found.version !== former.version && (await isAlive(found))) {
    throw new RotationError(ANOTHER_RUN);
  }
  const version = await secret.write(connectionString);
  const left = await secret.newest();
  const isLeftAlive = await isAlive(left);
  if (!isLeftAlive) {
    await secret.write(former.value);
  }
  if (!isLeftAlive || left.version !== version) {
    throw new RotationError(ANOTHER_RUN);
  }
  return version;
}

const ANOTHER_RUN =
  "Another run has rotated the keys at the same time. The secret holds a key that works; tokens that were made in the last minutes may have ended. Run one rotation at a time.";

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
