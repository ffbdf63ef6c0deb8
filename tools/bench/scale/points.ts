import { ACS_SDKS } from "../../../shared/acs/sdks";
import type { Azurite } from "../../testbed/azurite/startAzurite";
import type { IdentityProvider } from "../../testbed/identityProvider/IdentityProvider";
import { type HttpCall, issueToken, myToken, UNTIL_DONE } from "../load/HttpWork";
import type { Report } from "../load/LoadProcess";
import { headersOf, type ProbedServer, type ProbedStage } from "../ProbedStage";
import { byTurns, type Plan } from "../runBench";
import { Directory } from "./Directory";

/** One size of something that grows, and what to call then. */
export interface Point {
  /** What grows, such as `identities in the directory`. */
  readonly what: string;
  readonly size: number;
  readonly api: ProbedServer;
  /** How many call at once. */
  readonly clients: number;
  /** Of which each must have been called once before it counts. */
  readonly calls: HttpCall[];
  /** The table behind the calls, where it is what grows. */
  readonly directory?: Directory;
}

/** Users who call, each with a row among the many. */
const CALLERS = 64;

interface Around {
  readonly probed: ProbedStage;
  readonly users: IdentityProvider;
  readonly tables: Azurite;
}

/** Users' tokens with so many identities in the directory: a table for each number, and an API of its own for each. */
export async function directoryPoints(rows: readonly number[], { probed, users, tables }: Around): Promise<Point[]> {
  const resource = new URL(probed.emulator.endpoints.acs).host;
  const headers = await headersOf(users, CALLERS);
  const points: Point[] = [];
  for (const size of rows) {
    const directory = await Directory.create(tables.endpoint, probed.stage.ca, size, resource);
    const api = await probed.api({ environment: directory.environment() });
    const calls = headers.map((header) => myToken(api.url, header));
    points.push({ what: "identities in the directory", size, api, clients: 1, calls, directory });
  }
  return points;
}

const SCOPE_CLIENTS = 8;

/** IssueToken with one scope, and with each further one. */
export function scopePoints(api: ProbedServer, identities: readonly string[]): Point[] {
  const { scopes } = ACS_SDKS.identity;
  return scopes.map((_, nth) => {
    const body = JSON.stringify({ scopes: scopes.slice(0, nth + 1) });
    const calls = identities.map((id) => issueToken(api.url, id, body));
    return { what: "scopes", size: nth + 1, api, clients: SCOPE_CLIENTS, calls };
  });
}

/** Users' tokens with so many users at once. */
export async function userPoints(
  sizes: readonly number[],
  api: ProbedServer,
  users: IdentityProvider,
): Promise<Point[]> {
  const headers = await headersOf(users, Math.max(...sizes));
  return sizes.map((size) => {
    const calls = headers.slice(0, size).map((header) => myToken(api.url, header));
    return { what: "users at once", size, api, clients: size, calls };
  });
}

/** What one run has measured. */
export interface Sample extends Report {
  /** p50 of a bare read of a row, where there is a directory. */
  readonly tableP50Ms?: number;
}

export interface Measured {
  readonly point: Pick<Point, "what" | "size">;
  /** One of each round, in their order. */
  readonly samples: readonly Sample[];
}

const FIRST_CALLS_AT_ONCE = 8;

/** Measures every point by turns. */
export async function measurePoints(
  points: readonly Point[],
  probed: ProbedStage,
  { rounds, seconds }: Plan,
): Promise<Measured[]> {
  for (const { calls } of points) {
    // The first call of a user creates the identity: that is another thing.
    const work = { calls, limit: calls.length };
    await probed.clients.run({ clients: FIRST_CALLS_AT_ONCE, seconds: UNTIL_DONE, work });
  }
  const measurements = points.map(({ api, clients, calls, directory }) => async (): Promise<Sample> => {
    const report = await probed.measure(api, { clients, seconds }, { calls });
    return { ...report, ...(directory && { tableP50Ms: await directory.readP50Ms() }) };
  });
  const samples = await byTurns(measurements, rounds);
  return points.map((point, nth) => ({ point, samples: samples[nth] ?? [] }));
}
