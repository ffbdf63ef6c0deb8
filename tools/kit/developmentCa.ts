import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve, sep } from "node:path";
import { type Clock, systemClock } from "../../shared/clock";
import { canonical, type CertificateFiles, certificatesExpireAt, createCertificates, namesIn } from "./certificates";
import { projectRoot } from "./projectRoot";

/** What a loopback server needs to speak TLS, and what its clients need to trust it. */
export interface DevelopmentCa {
  /** Absolute path of the CA's certificate (PEM), for `NODE_EXTRA_CA_CERTS` of single processes. */
  readonly caFile: string;
  /** Server certificate for localhost, 127.0.0.1 and ::1, signed by the CA (PEM). */
  readonly certificate: string;
  /** The same, but expired (PEM): for showing what a client does then. */
  readonly expiredCertificate: string;
  /** Private key of both server certificates (PEM). The CA's own key is never kept. */
  readonly key: string;
}

const RENEW_BEFORE_EXPIRY_MS = 30 * 24 * 60 * 60 * 1000;
const GENERATION = /^[1-9]\d*$/;

/**
 * The development CA of `directory`: made on first use, reused later, made anew when it is near expiry or damaged,
 * or not for one of `names`: then for those that it had, too, so that programs with different names can share it.
 *
 * Each set of certificates is a numbered folder that appears whole, by one rename, and is never changed afterwards.
 * Processes that start at once therefore agree: only one of them can place a number, the others read what it placed.
 */
export async function ensureDevelopmentCa(
  directory: string = defaultCaDirectory(),
  clock: Clock = systemClock,
  names: readonly string[] = [],
): Promise<DevelopmentCa> {
  const root = resolve(directory);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const files = await newestOrNew(root, clock, names.map(canonical));
  const caFile = join(root, "ca.pem");
  await publish(caFile, files.ca);
  const { certificate, expiredCertificate, key } = files;
  return { caFile, certificate, expiredCertificate, key };
}

async function newestOrNew(root: string, clock: Clock, names: readonly string[]): Promise<CertificateFiles> {
  const newest = await newestGeneration(root);
  const files = await readGeneration(join(root, String(newest)));
  const isUsable = files && certificatesExpireAt(files) - clock.now() > RENEW_BEFORE_EXPIRY_MS;
  const known = isUsable ? namesIn(files.certificate).map(canonical) : [];
  if (isUsable && names.every((name) => known.includes(name))) {
    return files;
  }
  await placeGeneration(root, newest + 1, await createCertificates(clock.now(), [...new Set([...known, ...names])]));
  return newestOrNew(root, clock, names);
}

/** The number of the newest set, or 0 when there is none. */
async function newestGeneration(root: string): Promise<number> {
  const names = await readdir(root);
  return Math.max(0, ...names.filter((name) => GENERATION.test(name)).map(Number));
}

async function readGeneration(folder: string): Promise<CertificateFiles | undefined> {
  try {
    const [ca, certificate, expiredCertificate, key] = await Promise.all(
      ["ca.pem", "server.pem", "expired.pem", "server-key.pem"].map((name) => readFile(join(folder, name), "utf8")),
    );
    return ca && certificate && expiredCertificate && key ? { ca, certificate, expiredCertificate, key } : undefined;
  } catch {
    return undefined; // missing or unreadable: a new set takes its place
  }
}

async function placeGeneration(root: string, generation: number, files: CertificateFiles): Promise<void> {
  const temporary = await mkdtemp(join(root, "new-"));
  await writeFile(join(temporary, "ca.pem"), files.ca);
  await writeFile(join(temporary, "server.pem"), files.certificate);
  await writeFile(join(temporary, "expired.pem"), files.expiredCertificate);
  await writeFile(join(temporary, "server-key.pem"), files.key, { mode: 0o600 });
  try {
    await rename(temporary, join(root, String(generation)));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Else another process was first, and there is what was to be placed.
    if ((await newestGeneration(root)) < generation) {
      throw error;
    }
  }
}

/** Keeps `ca.pem` at one path that users can name, whatever the number of the set. */
async function publish(caFile: string, ca: string): Promise<void> {
  const current = await readFile(caFile, "utf8").catch(() => undefined);
  if (current === ca) {
    return;
  }
  const temporary = await mkdtemp(`${caFile}-`);
  await writeFile(join(temporary, "ca.pem"), ca);
  await rename(join(temporary, "ca.pem"), caFile);
  await rm(temporary, { recursive: true, force: true });
}

/** What the user's own directories are found by. */
export interface UserEnvironment {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly variables: Readonly<Partial<Record<string, string>>>;
}

/**
 * In the project itself `.development-ca` in its root, which git ignores; the same from the sources and from the build.
 * Where this is installed as a package, whose folder may go at any time, a directory of the user's.
 */
export function defaultCaDirectory(root: string = projectRoot(), user: UserEnvironment = thisUser()): string {
  const isInstalled = root.split(sep).includes("node_modules");
  return isInstalled ? join(userDataDirectory(user), "acs-emulator", "ca") : join(root, ".development-ca");
}

function thisUser(): UserEnvironment {
  return { platform: process.platform, home: homedir(), variables: process.env };
}

/** Where programs of this platform keep what belongs to one user. */
function userDataDirectory({ platform, home, variables }: UserEnvironment): string {
  if (platform === "win32") {
    return variables["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  }
  if (platform === "darwin") {
    return join(home, "Library", "Application Support");
  }
  return variables["XDG_DATA_HOME"] ?? join(home, ".local", "share");
}
