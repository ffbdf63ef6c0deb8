import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../kit/commandLine";
import { defaultCaDirectory } from "../../kit/developmentCa";
import { DEFAULT_PORT } from "../ports";
import { wellKnown } from "../wellKnown";

/** Where an emulator is, and what its clients need. */
export interface Address {
  /** Of ACS, without a slash at the end. */
  readonly url: string;
  readonly accessKey: string;
  /** What is trusted (PEM); `undefined`: what Node trusts by itself. */
  readonly ca: string | undefined;
  /** Where `ca` is, or was looked for. */
  readonly caFile: string;
}

interface AddressOptions {
  readonly url?: string | undefined;
  /** As at the emulator's start: the directory of its CA. */
  readonly ca?: string | undefined;
}

export type Environment = Readonly<Partial<Record<string, string>>>;

/**
 * `--url` and `--ca` come before the variables ACS_CONNECTION_STRING and ACS_CA_FILE, and these before the address, the key
 * and the CA of an emulator that was started without options.
 * @throws UsageError
 */
export async function addressOf(options: AddressOptions, environment: Environment): Promise<Address> {
  const { ACS_CONNECTION_STRING: connectionString, ACS_CA_FILE: caVariable } = environment;
  const connection = connectionString ? partsOf(connectionString) : undefined;
  const url = options.url ?? connection?.url ?? `https://localhost:${DEFAULT_PORT}`;
  const caFile =
    options.ca === undefined && caVariable ? caVariable : join(options.ca ?? defaultCaDirectory(), "ca.pem");
  return {
    url: originOf(url),
    accessKey: connection?.accessKey ?? wellKnown.accessKeys.primary,
    ca: await readFile(caFile, "utf8").catch(() => undefined),
    caFile,
  };
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new UsageError(`--url must be an address such as https://localhost:${DEFAULT_PORT}`);
  }
  return url.origin;
}

/** As the emulator prints it, with http: too. */
function partsOf(connectionString: string): { url: string; accessKey: string } {
  const [, url, accessKey] =
    /^endpoint=(https?:\/\/[^;/]+)\/?;accesskey=([^;]+);?$/i.exec(connectionString.trim()) ?? [];
  if (!url || !accessKey) {
    throw new UsageError("ACS_CONNECTION_STRING must be of the form endpoint=https://localhost:7780/;accesskey=...");
  }
  return { url, accessKey };
}
